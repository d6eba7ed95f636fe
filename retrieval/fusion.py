"""One ranking out of two: by scores (default) or by ranks; pure, ties by passage id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from guidelines import PassageId
from retrieval.ports import Candidates, Hit

SPARSE_WEIGHT = 0.6
"""0.3 to 0.6 measure alike on BioASQ, guideline questions rank best at 0.6; see DESIGN.md."""


def weighted(candidates: Candidates, *, sparse_weight: float = SPARSE_WEIGHT) -> tuple[Hit, ...]:
    """Fuse by scores in 0..1: BM25 over its maximum, cosine scaled to the range of its candidates.

    A passage that one half did not bring scores nothing there.
    """
    scores: dict[PassageId, float] = defaultdict(float)
    top = max((hit.score for hit in candidates.sparse), default=0.0)
    for hit in candidates.sparse:
        scores[hit.passage.passage_id] += sparse_weight * hit.score / top if top > 0 else 0.0
    cosines = [hit.score for hit in candidates.dense]
    low, high = min(cosines, default=0.0), max(cosines, default=0.0)
    for hit in candidates.dense:
        scaled = (hit.score - low) / (high - low) if high > low else 1.0
        scores[hit.passage.passage_id] += (1 - sparse_weight) * scaled
    return _ranked(candidates, scores)


def reciprocal_rank(candidates: Candidates, *, k: int = 60) -> tuple[Hit, ...]:
    """Fuse by ranks alone: the sum of 1 / (k + rank) over the halves."""
    scores: dict[PassageId, float] = defaultdict(float)
    for half in (candidates.sparse, candidates.dense):
        for rank, hit in enumerate(half, start=1):
            scores[hit.passage.passage_id] += 1 / (k + rank)
    return _ranked(candidates, scores)


def _ranked(candidates: Candidates, scores: Mapping[PassageId, float]) -> tuple[Hit, ...]:
    hits = {hit.passage.passage_id: hit for hit in (*candidates.dense, *candidates.sparse)}
    renewed = [replace(hits[passage], score=score) for passage, score in scores.items()]
    return tuple(sorted(renewed, key=lambda hit: (-hit.score, hit.passage.passage_id)))
