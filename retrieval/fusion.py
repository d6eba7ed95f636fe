"""One ranking out of two: by scores (default) or by ranks; pure, ties by point id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from guidelines import Language
from guidelines.text import language_of
from retrieval.payload import scored_first
from retrieval.ports import Candidates, PointId, Scored

SPARSE_WEIGHTS: Mapping[Language, float] = {"zh": 0.6, "en": 0.4}
"""How much the terms count against the vectors, by the question's language; see DESIGN.md for the figures."""


def by_language(candidates: Candidates, question: str) -> tuple[Scored, ...]:
    """Fuse by scores, with the weights of the question's language; Chinese ones where it is neither."""
    return weighted(candidates, sparse_weight=SPARSE_WEIGHTS[language_of(question) or "zh"])


def weighted(candidates: Candidates, *, sparse_weight: float) -> tuple[Scored, ...]:
    """Fuse by scores in 0..1: BM25 over its maximum, cosine scaled to the range of its candidates.

    A passage that one half did not bring scores nothing there.
    """
    scores: dict[PointId, float] = defaultdict(float)
    top = max((one.score for one in candidates.sparse), default=0.0)
    for one in candidates.sparse:
        scores[one.point] += sparse_weight * one.score / top if top > 0 else 0.0
    cosines = [one.score for one in candidates.dense]
    low, high = min(cosines, default=0.0), max(cosines, default=0.0)
    for one in candidates.dense:
        scaled = (one.score - low) / (high - low) if high > low else 1.0
        scores[one.point] += (1 - sparse_weight) * scaled
    return _ranked(scores)


def reciprocal_rank(candidates: Candidates, *, k: int = 60) -> tuple[Scored, ...]:
    """Fuse by ranks alone: the sum of 1 / (k + rank) over the halves."""
    scores: dict[PointId, float] = defaultdict(float)
    for half in (candidates.sparse, candidates.dense):
        for rank, one in enumerate(half, start=1):
            scores[one.point] += 1 / (k + rank)
    return _ranked(scores)


def _ranked(scores: Mapping[PointId, float]) -> tuple[Scored, ...]:
    return scored_first(Scored(point, score) for point, score in scores.items())
