"""Passages in a Qdrant server or cluster, one collection behind one store."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import httpx
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException

from guidelines import Certainty, EditionId, PassageId
from retrieval.errors import StoreUnavailableError
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

_BATCH = 256


class QdrantStore:
    """A `PassageStore` over a qdrant-client, whether it speaks to a server or to its own local mode."""

    def __init__(self, client: QdrantClient, collection: str) -> None:
        self._client, self._collection = client, collection

    @classmethod
    def create(cls, client: QdrantClient, collection: str, *, dimensions: int) -> QdrantStore:
        """Create the collection with both vectors and the payload index that the filter needs."""
        with translated(collection):
            client.create_collection(
                collection,
                vectors_config={DENSE: models.VectorParams(size=dimensions, distance=models.Distance.DOT)},
                sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            )
            if not is_local(client):
                for filtered in (EDITION, CERTAINTY):
                    client.create_payload_index(collection, filtered, models.PayloadSchemaType.KEYWORD)
        return cls(client, collection)

    def upsert(self, points: Sequence[Point]) -> None:
        """Store points durably, in batches; returns once the server has applied them."""
        with translated(self._collection):
            for at in range(0, len(points), _BATCH):
                batch = [_stored(point) for point in points[at : at + _BATCH]]
                self._client.upsert(self._collection, batch, wait=True)

    def remove(self, editions: frozenset[EditionId]) -> None:
        """Forget every passage of these editions."""
        if not editions:
            return
        with translated(self._collection):
            selector = models.FilterSelector(filter=models.Filter(must=[_among(EDITION, editions)]))
            self._client.delete(self._collection, selector, wait=True)

    def search(self, query: HybridQuery) -> Candidates:
        """Answer both halves in one request, the filter inside each."""
        if query.editions == frozenset() or not query.certainties:
            return Candidates()
        admitted = _admitted(query.editions, query.certainties)
        terms = models.SparseVector(indices=list(query.sparse.indices), values=list(query.sparse.values))
        vectors: list[tuple[str, list[float] | models.SparseVector]] = [
            (DENSE, [float(number) for number in query.dense])
        ]
        if query.sparse.indices:
            vectors.append((SPARSE, terms))
        halves = [
            models.QueryRequest(
                query=vector,
                using=name,
                filter=admitted,
                limit=query.depth,
                with_payload=False,
                params=None if is_local(self._client) else models.SearchParams(hnsw_ef=query.breadth),
            )
            for name, vector in vectors
        ]
        with translated(self._collection):
            answers = self._client.query_batch_points(self._collection, halves)
        found = [_scored(answer.points) for answer in answers]
        return Candidates(dense=found[0], sparse=found[1] if len(found) > 1 else ())

    def fetch(self, scored: Sequence[Scored]) -> list[Hit]:
        """Read the passages of candidates in one request; none where there are no candidates."""
        if not scored:
            return []
        with translated(self._collection):
            found = self._client.retrieve(self._collection, [one.point for one in scored], with_payload=True)
        return in_order(scored, {str(record.id): record.payload for record in found if record.payload})

    def vectors(self, points: Sequence[PointId]) -> dict[PointId, StoredVectors]:
        """Read the vectors of candidates in one request; none where there are no candidates."""
        if not points:
            return {}
        with translated(self._collection):
            found = self._client.retrieve(
                self._collection, list(points), with_payload=False, with_vectors=True
            )
        return {PointId(str(record.id)): _vectors(record.vector) for record in found}

    def count(self) -> int:
        """Count the points stored."""
        with translated(self._collection):
            return int(self._client.count(self._collection, exact=True).count)

    def known(self, passages: Sequence[PassageId]) -> frozenset[PassageId]:
        """Say which of these passages are stored."""
        wanted = {point_id(passage): passage for passage in passages}
        with translated(self._collection):
            found = self._client.retrieve(
                self._collection, list(wanted), with_payload=False, with_vectors=False
            )
        return frozenset(wanted[PointId(str(record.id))] for record in found)

    def close(self) -> None:
        """Close the client's connections."""
        self._client.close()


def connect(url: str, *, api_key: str | None = None, timeout_s: int = 10) -> QdrantClient:
    """Give a client for a server's URL, past any proxy of the environment; nothing is sent yet."""
    return QdrantClient(
        url=url,
        api_key=api_key,
        timeout=timeout_s,
        check_compatibility=False,
        trust_env=False,
        verify=ssl.create_default_context(),
    )


def is_local(client: QdrantClient) -> bool:
    """Say whether the client is its own store (`:memory:` or a folder), which knows no payload index."""
    return client.init_options.get("location") == ":memory:" or bool(client.init_options.get("path"))


def _stored(point: Point) -> models.PointStruct:
    sparse = models.SparseVector(indices=list(point.sparse.indices), values=list(point.sparse.values))
    return models.PointStruct(
        id=point_id(point.passage.passage_id),
        vector={DENSE: [float(number) for number in point.dense], SPARSE: sparse},
        payload=to_payload(point.passage, point.title),
    )


def _vectors(kept: object) -> StoredVectors:
    named = cast("dict[str, Any]", kept)
    terms = named.get(SPARSE)
    sparse = SparseVector(tuple(terms.indices), tuple(terms.values)) if terms else SparseVector((), ())
    return StoredVectors(named[DENSE], sparse)


def _admitted(
    editions: frozenset[EditionId] | None, certainties: frozenset[Certainty]
) -> models.Filter | None:
    conditions = [] if editions is None else [_among(EDITION, editions)]
    if certainties != frozenset(Certainty):
        conditions.append(_among(CERTAINTY, certainties))
    return models.Filter(must=[*conditions]) if conditions else None


def _among(field: str, values: frozenset[EditionId] | frozenset[Certainty]) -> models.FieldCondition:
    return models.FieldCondition(key=field, match=models.MatchAny(any=[str(one) for one in sorted(values)]))


def _scored(found: Sequence[models.ScoredPoint]) -> tuple[Scored, ...]:
    return scored_first(Scored(PointId(str(point.id)), point.score) for point in found)


@contextmanager
def translated(collection: str) -> Iterator[None]:
    """Turn the client's faults into ours, naming the collection and never a payload."""
    try:
        yield
    except (ApiException, httpx.HTTPError, ValueError) as fault:
        message = f"Qdrant collection {collection!r}: {type(fault).__name__}; check the server and its URL"
        raise StoreUnavailableError(message) from fault
