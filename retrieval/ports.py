"""What retrieval needs from others, and what it promises: each port states its law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NewType, Protocol, TypeAlias

from guidelines import Certainty, EditionId, Passage, PassageId, View

Vector: TypeAlias = Sequence[float]
PointId = NewType("PointId", str)
"""Under which a store keeps a passage: made from the passage's id, the same in every store."""


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Term weights: `indices` strictly increasing, one positive `value` each."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A passage with its vectors, ready to be stored; `title` is the document's, for display and search."""

    passage: Passage
    title: str
    dense: Vector
    sparse: SparseVector


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridQuery:
    """One search: both vectors, the hard filter, and how many candidates each half may bring.

    `editions is None` admits every edition of the collection; an empty set admits none. `certainties` are
    those that a passage may have.
    """

    dense: Vector
    sparse: SparseVector
    editions: frozenset[EditionId] | None
    certainties: frozenset[Certainty] = frozenset(Certainty)
    depth: int = 30

    @property
    def breadth(self) -> int:
        """How widely a graph index must look for 99 % of the nearest hundred; its default finds 90 %."""
        return max(512, 2 * self.depth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that a search brought, `score` comparable within one ranking only; higher is better."""

    passage: Passage
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A stored passage by its point id, `score` comparable within one ranking only; higher is better."""

    point: PointId
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Both halves of one hybrid query, each best first, ties by point id; passages are fetched for few."""

    dense: tuple[Scored, ...] = ()
    sparse: tuple[Scored, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """A stored passage's own vectors, as they were written."""

    dense: Vector
    sparse: SparseVector


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hits best first, with the signals that tell how good the best ones are."""

    hits: tuple[Hit, ...]
    signals: dict[str, float] = field(default_factory=dict)


class Embedder(Protocol):
    """Turns text into unit vectors of `dimensions` numbers; the same text gives the same vector.

    `identity` names model and version: an index built under one identity is never searched under another.
    Raises `EmbeddingError`.
    """

    @property
    def identity(self) -> str:
        """Name the model, its version and what is put before a text."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        ...

    def embed_query(self, text: str) -> Vector:
        """Embed one question."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed passages, in order."""
        ...


class SparseEncoder(Protocol):
    """Turns text into weighted terms, Chinese and English alike; `identity` as for an embedder."""

    @property
    def identity(self) -> str:
        """Name the segmentation, lexicon and weighting."""
        ...

    def encode_query(self, text: str) -> SparseVector:
        """Weigh a question's terms."""
        ...

    def encode_passage(self, text: str) -> SparseVector:
        """Weigh a passage's terms."""
        ...


class PassageStore(Protocol):
    """Keeps points and finds them: at most `depth` a half, best first, ties by passage id.

    A hit's edition is always one that the query admits. `upsert` with a known passage id replaces it.
    """

    def upsert(self, points: Sequence[Point]) -> None:
        """Store points durably."""
        ...

    def remove(self, editions: frozenset[EditionId]) -> None:
        """Forget every passage of these editions."""
        ...

    def search(self, query: HybridQuery) -> Candidates:
        """Answer both halves of a hybrid query under its filter, without passages."""
        ...

    def fetch(self, scored: Sequence[Scored]) -> list[Hit]:
        """Give the passages of candidates with their scores, in order; what was removed since is left out."""
        ...

    def vectors(self, points: Sequence[PointId]) -> dict[PointId, StoredVectors]:
        """Give the vectors of stored passages; what was removed since is left out."""
        ...

    def count(self) -> int:
        """Count the points stored."""
        ...

    def known(self, passages: Sequence[PassageId]) -> frozenset[PassageId]:
        """Say which of these passages are stored."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


class Reranker(Protocol):
    """Reorders hits for a question; returns a permutation of what it was given, scores renewed."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Order hits best first."""
        ...


class Retriever(Protocol):
    """Finds passages for a question within a view; law: the view admits every hit."""

    def find(self, question: str, *, view: View, limit: int) -> Found:
        """Give at most `limit` hits, best first."""
        ...


class TokenCounter(Protocol):
    """Counts tokens as the answering model would; `exact` is False where its tokenizer is not at hand."""

    @property
    def exact(self) -> bool:
        """Say whether the count is the model's own."""
        ...

    def count(self, text: str) -> int:
        """Count the tokens of a text."""
        ...
