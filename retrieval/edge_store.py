"""Passages in Qdrant Edge: the same engine as the server, in this process, in one folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import qdrant_edge as edge

from guidelines import Certainty, EditionId, PassageId
from retrieval.errors import IndexInUseError, IndexWriteError, StoreUnavailableError
from retrieval.manifest import mending
from retrieval.payload import (
    CERTAINTY,
    DENSE,
    EDITION,
    SPARSE,
    in_order,
    point_id,
    scored_first,
    to_payload,
)
from retrieval.ports import (
    Candidates,
    Hit,
    HybridQuery,
    Point,
    PointId,
    Scored,
    SparseVector,
    StoredVectors,
)

_BATCH = 500
_NO_ROOM = ("No space left", "StorageFull", "os error 28")
_OWNED = ("WouldBlock", "Can't init WAL")


class EdgeStore:
    """A `PassageStore` in a folder that one process owns at a time; searches may run in several threads.

    The folder lies in that of its collection, whose name it bears.
    """

    def __init__(self, shard: edge.EdgeShard, folder: Path) -> None:
        self._shard, self._folder = shard, folder

    @classmethod
    def create(cls, folder: Path, *, dimensions: int) -> EdgeStore:
        """Create an empty store in a folder that holds none yet.

        Raises:
            IndexWriteError: the folder cannot be written, or holds a store already.
        """
        config = edge.EdgeConfig(
            vectors={DENSE: edge.EdgeVectorParams(size=dimensions, distance=edge.Distance.Dot)},
            sparse_vectors={SPARSE: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        )
        with _translated(folder, IndexWriteError):
            folder.mkdir(parents=True, exist_ok=True)
            shard = edge.EdgeShard.create(str(folder), config)
            for filtered in (EDITION, CERTAINTY):
                kind = edge.PayloadSchemaType.Keyword
                shard.update(edge.UpdateOperation.create_field_index(filtered, kind))
        return cls(shard, folder)

    @classmethod
    def load(cls, folder: Path) -> EdgeStore:
        """Open a store that exists.

        Raises:
            IndexInUseError: another process has it open.
            StoreUnavailableError: there is none, or it is damaged.
        """
        with _translated(folder, StoreUnavailableError):
            return cls(edge.EdgeShard.load(str(folder)), folder)

    def upsert(self, points: Sequence[Point]) -> None:
        """Store points durably, in batches."""
        with _translated(self._folder, IndexWriteError):
            for at in range(0, len(points), _BATCH):
                batch = [_stored(point) for point in points[at : at + _BATCH]]
                self._shard.update(edge.UpdateOperation.upsert_points(batch))
            self._shard.flush()

    def remove(self, editions: frozenset[EditionId]) -> None:
        """Forget every passage of these editions."""
        if not editions:
            return
        with _translated(self._folder, IndexWriteError):
            self._shard.update(
                edge.UpdateOperation.delete_points_by_filter(edge.Filter(must=[_among(EDITION, editions)]))
            )
            self._shard.flush()

    def search(self, query: HybridQuery) -> Candidates:
        """Answer both halves in one planned batch, the filter inside each."""
        if query.editions == frozenset() or not query.certainties:
            return Candidates()
        admitted = _admitted(query.editions, query.certainties)
        terms = edge.SparseVector(list(query.sparse.indices), list(query.sparse.values))
        halves = [
            edge.QueryRequest(
                limit=query.depth,
                query=half,
                filter=admitted,
                params=edge.SearchParams(hnsw_ef=query.breadth),
            )
            for half in (
                edge.Query.Nearest([float(number) for number in query.dense], using=DENSE),
                edge.Query.Nearest(terms, using=SPARSE),
            )
        ]
        with _translated(self._folder, StoreUnavailableError):
            dense, sparse = self._shard.query_batch(edge.QueryBatchRequest(halves))
        return Candidates(dense=_scored(dense), sparse=_scored(sparse))

    def fetch(self, scored: Sequence[Scored]) -> list[Hit]:
        """Read the passages of candidates in one call."""
        wanted: list[edge.PointId] = [one.point for one in scored]
        with _translated(self._folder, StoreUnavailableError):
            found = self._shard.retrieve(wanted, with_payload=True, with_vector=False)
        return in_order(scored, {str(record.id): record.payload for record in found if record.payload})

    def vectors(self, points: Sequence[PointId]) -> dict[PointId, StoredVectors]:
        """Read the vectors of candidates in one call."""
        wanted: list[edge.PointId] = [*points]
        with _translated(self._folder, StoreUnavailableError):
            found = self._shard.retrieve(wanted, with_payload=False, with_vector=True)
        return {PointId(str(record.id)): _vectors(record.vector) for record in found}

    def count(self) -> int:
        """Count the points stored."""
        with _translated(self._folder, StoreUnavailableError):
            return int(self._shard.count(edge.CountRequest()))

    def known(self, passages: Sequence[PassageId]) -> frozenset[PassageId]:
        """Say which of these passages are stored."""
        wanted = {point_id(passage): passage for passage in passages}
        with _translated(self._folder, StoreUnavailableError):
            found = self._shard.retrieve(list(wanted), with_payload=False, with_vector=False)
        return frozenset(wanted[PointId(str(record.id))] for record in found)

    def optimise(self) -> None:
        """Merge and index segments; holds the interpreter for its whole duration, so not in a server."""
        with _translated(self._folder, IndexWriteError):
            self._shard.optimize()
            self._shard.flush()

    def close(self) -> None:
        """Release the folder."""
        self._shard.close()


def _stored(point: Point) -> edge.Point:
    sparse = edge.SparseVector(list(point.sparse.indices), list(point.sparse.values))
    vectors: dict[str, list[float] | edge.SparseVector | list[list[float]]] = {
        DENSE: [float(number) for number in point.dense],
        SPARSE: sparse,
    }
    passage = point.passage
    return edge.Point(point_id(passage.passage_id), vectors, to_payload(passage, point.title))


def _vectors(kept: object) -> StoredVectors:
    named = cast("dict[str, Any]", kept)
    terms = named.get(SPARSE)
    sparse = SparseVector(tuple(terms.indices), tuple(terms.values)) if terms else SparseVector((), ())
    return StoredVectors(named[DENSE], sparse)


@lru_cache(maxsize=64)
def _admitted(editions: frozenset[EditionId] | None, certainties: frozenset[Certainty]) -> edge.Filter | None:
    conditions = [] if editions is None else [_among(EDITION, editions)]
    if certainties != frozenset(Certainty):
        conditions.append(_among(CERTAINTY, certainties))
    return edge.Filter(must=[*conditions]) if conditions else None


def _among(field: str, values: frozenset[EditionId] | frozenset[Certainty]) -> edge.FieldCondition:
    names: list[str] = [str(value) for value in sorted(values)]
    return edge.FieldCondition(field, match=edge.MatchAny(any=names))


def _scored(found: Sequence[edge.ScoredPoint]) -> tuple[Scored, ...]:
    return scored_first(Scored(PointId(str(point.id)), point.score) for point in found)


@contextmanager
def _translated(folder: Path, failure: type[IndexWriteError | StoreUnavailableError]) -> Iterator[None]:
    # The engine raises bare `Exception`; its words are the only way to tell one fault from another.
    try:
        yield
    except Exception as fault:
        words = str(fault)
        if any(mark in words for mark in _OWNED):
            message = (
                f"index {str(folder)!r} is open in another process; go through that server, or stop it first"
            )
            raise IndexInUseError(message) from fault
        if any(mark in words for mark in _NO_ROOM):
            message = f"no room left on the disk of {str(folder)!r}; free some and index again"
            raise IndexWriteError(message) from fault
        message = f"index {str(folder)!r}: {words}; {mending(folder.parent.name)}"
        raise failure(message) from fault
