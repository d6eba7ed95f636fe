"""What tells good passages from near misses once a search has brought them: a row of numbers a passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.company import (
    FIRST,
    Matrix,
    Nearness,
    Row,
    Said,
    drawn_to_first,
    expanded,
    flowed,
    kept_company,
    ranked,
    worded_company,
)
from retrieval.ports import Candidates, HybridQuery, PointId, Scored, StoredVectors

TRAITS = (
    "fused",
    "fused_share",
    "fused_rank",
    "cosine",
    "cosine_scaled",
    "cosine_rank",
    "bm25",
    "bm25_share",
    "bm25_rank",
    "near_first_3",
    "near_first_6",
    "near_first_12",
    "nearest_of_3",
    "nearest_of_12",
    "central",
    "alike",
    "terms",
    "said_by_first",
    "worded",
    "covered",
    "holds_rarest",
    "worst_missing",
    "held",
    "asked",
    "rarest",
    "best_cosine",
    "cosine_spread",
    "first_10_alike",
    "halves_agree",
    "worded_near_first_3",
    "worded_near_first_6",
    "worded_near_first_12",
    "worded_nearest_of_3",
    "worded_nearest_of_12",
    "worded_central",
    "worded_alike",
    "expanded_6",
    "expanded_6_sum",
    "expanded_12",
    "expanded_12_sum",
    "drawn_3",
    "drawn_8",
    "first_not_late",
    "cosine_apart",
    *(
        f"{by}_{reach}_{what}"
        for reach in ("near", "middle", "far")
        for by in ("flow", "worded_flow", "joint_flow")
        for what in ("half_kept", "little_kept", "rank", "heard")
    ),
    "lead_over_10th",
    "fused_mean",
    "near_the_best",
)
"""The columns of `traits`, in order; a learned order names those that it was fitted on."""

_AGREED = 20
_TENTH = 9


def traits(
    query: HybridQuery,
    candidates: Candidates,
    fused: Sequence[Scored],
    stored: Mapping[PointId, StoredVectors],
) -> Matrix:
    """Describe the passages of `fused`, best first, a row each; all of them are in `stored`.

    Nothing here depends on what a passage says beside its vectors, nor on any other collection.
    """
    dense = np.asarray([stored[one.point].dense for one in fused], dtype=np.float32)
    asked = np.asarray(query.dense, dtype=np.float32)
    said = Said.by([stored[one.point] for one in fused])
    score = np.asarray([one.score for one in fused], dtype=np.float32)
    by_vector = Nearness.of(dense)
    columns = [
        *_scores(score, dense @ asked, fused, candidates),
        *kept_company(dense, by_vector),
        *_wording(query, said),
        *_pool(dense, candidates),
        *_by_word(query, said, dense, by_vector, score),
        *_same(len(fused), float(score[0] - score[min(_TENTH, len(score) - 1)]), float(score.mean())),
        *_same(len(fused), float((score > score[0] / 2).sum())),
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _scores(score: Row, cosine: Row, fused: Sequence[Scored], candidates: Candidates) -> list[Row]:
    known = {one.point: one.score for one in candidates.sparse}
    bm25 = np.asarray([known.get(one.point, 0.0) for one in fused], dtype=np.float32)
    low, high = _ends(candidates.dense)
    return [
        *(score, score / max(float(score.max()), 1e-6), np.arange(len(score), dtype=np.float32)),
        *(cosine, (cosine - low) / max(high - low, 1e-6), ranked(cosine)),
        *(bm25, bm25 / max(max(known.values(), default=0.0), 1e-6), ranked(bm25)),
    ]


def _ends(half: Sequence[Scored]) -> tuple[float, float]:
    return (half[-1].score, half[0].score) if half else (0.0, 0.0)


def _wording(query: HybridQuery, said: Said) -> list[Row]:
    """How much of the question each passage says; the fewer of them say a term, the more it tells."""
    asked = np.asarray(query.sparse.indices, dtype=np.int64)
    own_words = [np.log1p(said.sizes), _said_by_first(said)]
    if not len(asked):
        return [*own_words, *([np.zeros(len(said.sizes), dtype=np.float32)] * 7)]
    order = np.argsort(asked)
    place = np.minimum(np.searchsorted(asked, said.term, sorter=order), len(asked) - 1)
    column = order[place]
    common = asked[column] == said.term
    values = np.zeros((len(said.sizes), len(asked)), dtype=np.float32)
    values[said.row[common], column[common]] = said.value[common]
    held = (values > 0).astype(np.float32)
    rarity = np.log(1 + (len(said.sizes) + 1) / (0.5 + held.sum(axis=0)))
    weights = np.asarray(query.sparse.values, dtype=np.float32) * rarity
    return [
        *own_words,
        values @ weights,
        held @ weights / weights.sum(),
        held[:, int(np.argmax(weights))],
        ((1 - held) * weights).max(axis=1),
        held.sum(axis=1),
        *_same(len(said.sizes), len(asked), float(weights.max())),
    ]


def _said_by_first(said: Said) -> Row:
    """Of a passage's terms, how many of the first six other passages say one on average."""
    first = FIRST[1]
    terms, spoken = np.unique(said.term[said.row < first], return_counts=True)
    by_first = np.zeros(len(said.term))
    if len(terms):
        place = np.minimum(np.searchsorted(terms, said.term), len(terms) - 1)
        by_first = np.where(terms[place] == said.term, spoken[place], 0)
    sums = np.bincount(said.row, weights=by_first, minlength=len(said.sizes))
    shares = sums / np.maximum(said.sizes, 1) - (np.arange(len(said.sizes)) < first)
    return np.asarray(shares, dtype=np.float32)


def _by_word(query: HybridQuery, said: Said, dense: Matrix, by_vector: Nearness, score: Row) -> list[Row]:
    """How passages keep company by word, and whom vectors and words together speak for."""
    terms, table = said.weighed()
    lengths = np.sqrt((table * table).sum(axis=1, keepdims=True)) + 1e-9
    by_word = Nearness.of(table / lengths)
    return [
        *worded_company(by_word),
        *expanded(table, ~np.isin(terms, np.asarray(query.sparse.indices, dtype=np.int64)), score),
        *drawn_to_first(dense, np.asarray(query.dense, dtype=np.float32), by_vector, score),
        *flowed(by_vector, by_word, score),
    ]


def _pool(dense: Matrix, candidates: Candidates) -> list[Row]:
    low, high = _ends(candidates.dense)
    first = dense[:10]
    halves = ({one.point for one in half[:_AGREED]} for half in (candidates.dense, candidates.sparse))
    agreed = float(len(set.intersection(*halves)))
    return _same(len(dense), high, high - low, float((first @ first.T).mean()), agreed)


def _same(count: int, *values: float) -> list[Row]:
    return [np.full(count, value, dtype=np.float32) for value in values]
