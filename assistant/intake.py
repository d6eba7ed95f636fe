"""Taking documents in: original kept, edition cut, index filled, and last of all the ledger's commit.

The commit is what makes a document visible. A crash before it leaves an index entry that no view admits and
an original that the next attempt finds in place: nothing to clean up, nothing half-visible.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from assistant.errors import StoreError
from guidelines import GUIDELINES, EditionId, Ledger
from guidelines.corpus import corpus_content
from guidelines.errors import GuidelineError, MetadataError, UnknownReferenceError
from guidelines.intake import IntakeReport
from guidelines.intake import content as read_content
from guidelines.ledger import EditionContent
from guidelines.metadata import Meta
from retrieval.errors import CorpusError, RetrievalError
from retrieval.library import Entry

logger = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[int], None]


class Originals(Protocol):
    """Keeps files by the hash of their content; putting the same bytes twice changes nothing."""

    def put(self, data: bytes) -> str:
        """Keep the bytes durably; returns their address."""
        ...


class PassageIndex(Protocol):
    """Every searchable collection; a change becomes valid as a whole or leaves the index as it was."""

    def add(self, collection: str, entries: Sequence[Entry], progress: Progress | None = None) -> object:
        """Add entries; known passages are replaced."""
        ...

    def replace(self, collection: str, entries: Iterable[Entry], progress: Progress | None = None) -> object:
        """Make `entries` the whole of a collection."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """A file as it arrives: its name, its bytes, and its metadata if somebody gave them."""

    name: str
    data: bytes
    meta: Meta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A file that is in the ledger now; `new` is False when the same content was there already."""

    name: str
    report: IntakeReport
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A file that was not taken, and why: no guideline, or it could not be kept; nothing of it shows."""

    name: str
    fault: GuidelineError | StoreError | RetrievalError


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReport:
    """What indexing a corpus came to."""

    documents: int
    passages: int
    seconds: float


class Intake:
    """The one way in for documents; synchronous and possibly long, so it runs in a worker thread."""

    def __init__(self, ledger: Ledger, index: PassageIndex, originals: Originals) -> None:
        """Write to these three, in the order original, index, ledger."""
        self._ledger, self._index, self._originals = ledger, index, originals

    def add_files(
        self,
        files: Iterable[IncomingFile],
        progress: Progress | None = None,
        *,
        on_done: Callable[[Added | Rejected], None] | None = None,
    ) -> list[Added | Rejected]:
        """Take guideline files in, one by one; one that cannot be read or kept does not stop the others.

        `on_done` is told of each file as soon as that one is finished.
        """
        taken: list[Added | Rejected] = []
        for file in files:
            taken.append(self._add_file(file, progress))
            if on_done is not None:
                on_done(taken[-1])
        return taken

    def add_contents(self, contents: Sequence[EditionContent], progress: Progress | None = None) -> int:
        """Take editions in that are cut already (the starter library); returns how many were new."""
        self._index.add(GUIDELINES, list(_entries(contents)), progress)
        return len(self._ledger.add(contents))

    def index_corpus(
        self, lines: Iterable[str], *, collection: str, progress: Progress | None = None
    ) -> CorpusReport:
        """Make JSON lines of `id, text, [title]` the whole of a collection of their own.

        Raises:
            CorpusError: the collection's name is taken by the guidelines, or a line is not what it should be.
        """
        if collection == GUIDELINES:
            message = f"{collection!r} holds the guidelines; give the corpus a name of its own"
            raise CorpusError(message)
        begun = time.perf_counter()
        contents = list(_corpus(lines, collection))
        if not contents:
            message = "the corpus holds no document; give lines of id, text and, if you like, title"
            raise CorpusError(message)
        self._ledger.add(contents)
        self._index.replace(collection, _entries(contents), progress)
        self._ledger.keep_only(collection, {one.edition.edition_id for one in contents})
        passages = sum(len(one.passages) for one in contents)
        return CorpusReport(
            documents=len(contents), passages=passages, seconds=round(time.perf_counter() - begun, 3)
        )

    def rebuild(self, progress: Progress | None = None) -> CorpusReport:
        """Make the guidelines' index anew from the ledger, for example with another embedder."""
        begun = time.perf_counter()
        editions = self._ledger.editions()
        entries = [
            Entry(passage=passage, title=edition.title)
            for edition in editions
            for passage in self._ledger.passages(edition.edition_id)
        ]
        self._index.replace(GUIDELINES, entries, progress)
        return CorpusReport(
            documents=len(editions),
            passages=len(entries),
            seconds=round(time.perf_counter() - begun, 3),
        )

    def _add_file(self, file: IncomingFile, progress: Progress | None) -> Added | Rejected:
        try:
            taken = read_content(file.data, name=file.name, meta=file.meta)
            self._originals.put(file.data)
            new = self._commit(taken.content, progress)
        except (GuidelineError, StoreError, RetrievalError) as fault:
            logger.warning("file rejected cause=%s bytes=%d", type(fault).__name__, len(file.data))
            return Rejected(name=file.name, fault=fault)
        logger.info("edition added id=%s new=%s", taken.report.edition_id, new)
        return Added(name=file.name, report=taken.report, new=new)

    def _commit(self, content: EditionContent, progress: Progress | None) -> bool:
        if not self._holds(content.edition.edition_id):
            self._index.add(GUIDELINES, list(_entries([content])), progress)
        return bool(self._ledger.add([content]))

    def _holds(self, edition_id: EditionId) -> bool:
        try:
            self._ledger.edition(edition_id)
        except UnknownReferenceError:
            return False
        return True


def _entries(contents: Iterable[EditionContent]) -> Iterator[Entry]:
    for one in contents:
        for passage in one.passages:
            yield Entry(passage=passage, title=one.edition.title)


def _corpus(lines: Iterable[str], collection: str) -> Iterator[EditionContent]:
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        identity, text, title = _document(line, number)
        if identity in seen:
            message = f"line {number}: id {identity!r} stands twice; ids must differ"
            raise CorpusError(message)
        seen.add(identity)
        try:
            yield corpus_content(identity, text, title=title, collection=collection)
        except MetadataError as fault:
            message = f"line {number}: {fault}"
            raise CorpusError(message) from fault


def _document(line: str, number: int) -> tuple[str, str, str]:
    try:
        value = json.loads(line)
        identity, text, title = value["id"], value["text"], value.get("title") or ""
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        message = f"line {number} is no JSON object with `id` and `text`; correct the corpus"
        raise CorpusError(message) from None
    if isinstance(identity, bool) or not isinstance(identity, str | int) or not isinstance(text, str):
        message = f"line {number}: `id` must be a string or a number and `text` a string; correct the corpus"
        raise CorpusError(message)
    return str(identity), text, str(title)
