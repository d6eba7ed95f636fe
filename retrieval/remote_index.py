"""The index that another process of this machine owns, asked through one function that carries JSON.

`answer` is that process's side, `RemoteLibrary` the asking one; both know the same five questions. Whoever
carries the words decides who may ask; a question that cannot be carried is a `StoreUnavailableError`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NoReturn, TypeAlias

from pydantic import TypeAdapter

from guidelines import EditionId, PassageId
from retrieval.errors import IndexInUseError
from retrieval.library import Entry, Library, Progress
from retrieval.manifest import Makers, Manifest, require_same
from retrieval.ports import Candidates, Hit, HybridQuery, PassageStore, Point, PointId, Scored, StoredVectors

What = Literal["collections", "manifest", "search", "fetch", "vectors", "count", "known"]
Carry: TypeAlias = Callable[[What, str, bytes], bytes]
"""Takes what is asked, of which collection, and its JSON; gives the JSON of the answer."""

_FRESH_S: Final = 0.5
_QUERY, _CANDIDATES = TypeAdapter(HybridQuery), TypeAdapter(Candidates)
_SCORED, _HITS = TypeAdapter(tuple[Scored, ...]), TypeAdapter(list[Hit])
_POINTS, _VECTORS = TypeAdapter(tuple[PointId, ...]), TypeAdapter(dict[PointId, StoredVectors])
_PASSAGES, _KNOWN = TypeAdapter(tuple[PassageId, ...]), TypeAdapter(frozenset[PassageId])
_NAMES, _NUMBER = TypeAdapter(tuple[str, ...]), TypeAdapter(int)


def answer(library: Library, what: What, collection: str, body: bytes) -> bytes:
    """Answer a question about the index of this process.

    Raises:
        RetrievalError: as the library and its stores do.
        ValidationError: the body is no such question.
    """
    match what:
        case "collections":
            told = _NAMES.dump_json(library.collections())
        case "manifest":
            told = library.manifest(collection).model_dump_json().encode()
        case "search":
            told = _CANDIDATES.dump_json(library.store(collection).search(_QUERY.validate_json(body)))
        case "fetch":
            told = _HITS.dump_json(library.store(collection).fetch(_SCORED.validate_json(body)))
        case "vectors":
            told = _VECTORS.dump_json(library.store(collection).vectors(_POINTS.validate_json(body)))
        case "count":
            told = _NUMBER.dump_json(library.store(collection).count())
        case "known":
            told = _KNOWN.dump_json(library.store(collection).known(_PASSAGES.validate_json(body)))
    return told


class RemoteLibrary:
    """A `Library` that only reads: every change is refused, for the index has one owner."""

    def __init__(self, carry: Carry, makers: Makers) -> None:
        """Ask through `carry`; an index that others made than `makers` is not searched."""
        self._carry, self._makers = carry, makers
        self._held: dict[str, tuple[float, Manifest]] = {}

    def collections(self) -> tuple[str, ...]:
        """Name every collection that has an index."""
        return _NAMES.validate_json(self._carry("collections", "", b"null"))

    def manifest(self, collection: str) -> Manifest:
        """Give a collection's manifest, at most half a second old."""
        held = self._held.get(collection)
        if held is not None and time.monotonic() - held[0] < _FRESH_S:
            return held[1]
        manifest = Manifest.model_validate_json(self._carry("manifest", collection, b"null"))
        require_same(manifest, self._makers, collection=collection)
        self._held[collection] = (time.monotonic(), manifest)
        return manifest

    def store(self, collection: str) -> PassageStore:
        """Give the store that answers for a collection."""
        self.manifest(collection)
        return RemoteStore(self._carry, collection)

    def replace(
        self, collection: str, entries: Iterable[Entry], progress: Progress | None = None
    ) -> Manifest:
        """Refuse.

        Raises:
            IndexInUseError: always.
        """
        del collection, entries, progress
        refuse_change()

    def add(self, collection: str, entries: Sequence[Entry], progress: Progress | None = None) -> Manifest:
        """Refuse, as `replace` does."""
        del collection, entries, progress
        refuse_change()

    def remove(self, collection: str, editions: frozenset[EditionId]) -> Manifest:
        """Refuse, as `replace` does."""
        del collection, editions
        refuse_change()

    def drop(self, collection: str) -> None:
        """Refuse, as `replace` does."""
        del collection
        refuse_change()

    def close(self) -> None:
        """Leave the connection to whoever made it."""


@dataclass(frozen=True, slots=True)
class RemoteStore:
    """A `PassageStore` of another process; it only reads."""

    carry: Carry
    collection: str

    def upsert(self, points: Sequence[Point]) -> None:
        """Refuse.

        Raises:
            IndexInUseError: always.
        """
        del points
        refuse_change()

    def remove(self, editions: frozenset[EditionId]) -> None:
        """Refuse, as `upsert` does."""
        del editions
        refuse_change()

    def search(self, query: HybridQuery) -> Candidates:
        """Answer both halves of a hybrid query under its filter, without passages."""
        return _CANDIDATES.validate_json(self.carry("search", self.collection, _QUERY.dump_json(query)))

    def fetch(self, scored: Sequence[Scored]) -> list[Hit]:
        """Give the passages of candidates with their scores, in order."""
        if not scored:
            return []
        return _HITS.validate_json(self.carry("fetch", self.collection, _SCORED.dump_json(tuple(scored))))

    def vectors(self, points: Sequence[PointId]) -> dict[PointId, StoredVectors]:
        """Give the vectors of stored passages."""
        if not points:
            return {}
        asked = _POINTS.dump_json(tuple(points))
        return _VECTORS.validate_json(self.carry("vectors", self.collection, asked))

    def count(self) -> int:
        """Count the points stored."""
        return _NUMBER.validate_json(self.carry("count", self.collection, b"null"))

    def known(self, passages: Sequence[PassageId]) -> frozenset[PassageId]:
        """Say which of these passages are stored."""
        asked = _PASSAGES.dump_json(tuple(passages))
        return _KNOWN.validate_json(self.carry("known", self.collection, asked))

    def close(self) -> None:
        """Leave the connection to whoever made it."""


def refuse_change() -> NoReturn:
    """Say that the index is changed elsewhere.

    Raises:
        IndexInUseError: always.
    """
    message = "the index belongs to another process of this house; change documents at that server"
    raise IndexInUseError(message)
