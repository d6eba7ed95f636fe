"""What an index was made of, and by what; an index that does not say the same is not searched."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from guidelines import GUIDELINES, EditionId
from retrieval.errors import IndexWriteError, StaleIndexError

FORMAT = 1
MANIFEST = "manifest.json"


class Makers(BaseModel):
    """Everything that shapes a point: change one, and old and new points cannot be compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    chunker: str
    embedder: str
    sparse: str
    dimensions: int
    format: int = FORMAT


class Manifest(BaseModel):
    """One collection's index: its makers, the folder that holds it, and its editions with their passages."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    makers: Makers
    generation: str
    editions: dict[EditionId, int]

    @property
    def passages(self) -> int:
        """How many passages were indexed."""
        return sum(self.editions.values())

    @property
    def corpus(self) -> str:
        """The corpus in twelve hex digits: the same editions give the same digits."""
        return corpus_digest(self.editions)


def corpus_digest(editions: Iterable[EditionId]) -> str:
    """Give a corpus in twelve hex digits, whatever the order."""
    return hashlib.sha256("\n".join(sorted(editions)).encode()).hexdigest()[:12]


def mending(collection: str) -> str:
    """Name the command that makes a collection's index anew."""
    rest = "--rebuild" if collection == GUIDELINES else f"CORPUS.jsonl --collection {collection}"
    return f"run 'yizheng index {rest}'"


def read_manifest(folder: Path) -> Manifest | None:
    """Read a collection's manifest, None where there is none.

    Raises:
        StaleIndexError: there is one that cannot be understood.
    """
    file = folder / MANIFEST
    if not file.exists():
        return None
    try:
        return Manifest.model_validate_json(file.read_bytes())
    except (ValidationError, OSError) as fault:
        message = f"manifest {str(file)!r} cannot be read; {mending(folder.name)}"
        raise StaleIndexError(message) from fault


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace a collection's manifest in one step: the moment at which another index is the valid one.

    Raises:
        IndexWriteError: it cannot be written; the old one still stands.
    """
    fresh = folder / f"{MANIFEST}.new"
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(manifest.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / MANIFEST)
    except OSError as fault:
        message = f"manifest in {str(folder)!r} cannot be written: {fault.strerror}; the old index stands"
        raise IndexWriteError(message) from fault


def require_same(manifest: Manifest, makers: Makers, *, collection: str) -> None:
    """Pass an index whose makers are those in use.

    Raises:
        StaleIndexError: names the first maker that differs and the command that mends it.
    """
    for maker in Makers.model_fields:
        built, used = getattr(manifest.makers, maker), getattr(makers, maker)
        if built != used:
            message = (
                f"index {collection!r} was built with {maker} {built!r}, in use is {used!r}; "
                f"{mending(collection)}"
            )
            raise StaleIndexError(message)
