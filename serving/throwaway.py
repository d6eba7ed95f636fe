"""A house for one measurement: it holds what a set of cases needs and is gone afterwards.

Vectors are cached by content beside the homes, so a second house over the same texts stands in seconds.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.intake import IncomingFile, Rejected
from assistant.settings import Settings
from evals import Shelf, SuiteError
from guidelines.metadata import Meta, read_meta

if TYPE_CHECKING:
    from assistant.house import House
    from assistant.wiring import ModelChoice


@asynccontextmanager
async def throwaway_house(
    settings: Settings,
    shelf: Shelf,
    *,
    model: ModelChoice | None,
    progress: Callable[[int], None] = lambda _: None,
    answer_all: bool = False,
) -> AsyncIterator[House]:
    """Open a house of its own that holds the shelf, for as long as the block runs.

    With `answer_all` nothing is deferred for the risk of its evidence, so that every answer can be judged.

    Raises:
        SuiteError: a document of the shelf cannot be taken in.
    """
    from assistant.wiring import open_house

    with tempfile.TemporaryDirectory(prefix="yizheng-eval-", ignore_cleanup_errors=True) as home:
        own = settings.model_copy(update={"home": Path(home)})
        with open_house(own, model=model, library=shelf.library, answer_all=answer_all) as house:
            await asyncio.to_thread(_fill, house, shelf, progress)
            yield house


def _fill(house: House, shelf: Shelf, progress: Callable[[int], None]) -> None:
    if shelf.meta is not None:
        incoming = [
            _file(shelf.meta, one) for one in read_meta(shelf.meta.read_bytes(), name=shelf.meta.name)
        ]
        for taken in house.intake.add_files(incoming, progress):
            if isinstance(taken, Rejected):
                message = f"{taken.name!r} cannot be taken in: {taken.fault}"
                raise SuiteError(message)
    for name, texts in shelf.corpora.items():
        lines = (json.dumps({"id": one, "title": title, "text": text}) for one, title, text in texts)
        house.intake.index_corpus(lines, collection=name, progress=progress)


def _file(meta: Path, record: Meta) -> IncomingFile:
    """Read a document that its record places beside the record's own file, or above it."""
    named = record.file or ""
    for folder in (meta.parent, meta.parent.parent):
        place = folder / named
        if named and place.is_file():
            return IncomingFile(name=place.name, data=place.read_bytes(), meta=record)
    message = f"{meta.name!r} names no file that is there for {record.document_id!r}; correct 'file'"
    raise SuiteError(message)
