"""What tells good passages from near misses once a search has brought them: a row of numbers a passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self, TypeAlias

import numpy as np

from retrieval.ports import Candidates, HybridQuery, PointId, Scored, StoredVectors

Matrix: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Row: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float32]]

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
)
"""The columns of `traits`, in order; a learned order names those that it was fitted on."""

Ints: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]

_FIRST = (3, 6, 12)
_ALIKE = 0.95
_ROWS = 6
_AGREED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The terms of all passages end to end, `row` saying whose each one is; a hundred rows are one array."""

    row: Ints
    term: Ints
    value: Row
    sizes: Row

    @classmethod
    def by(cls, passages: Sequence[StoredVectors]) -> Self:
        """Lay the terms of the passages end to end."""
        sizes = [len(one.sparse.indices) for one in passages]
        return cls(
            row=np.repeat(np.arange(len(passages)), sizes),
            term=np.fromiter(chain.from_iterable(one.sparse.indices for one in passages), dtype=np.int64),
            value=np.fromiter(chain.from_iterable(one.sparse.values for one in passages), dtype=np.float32),
            sizes=np.asarray(sizes, dtype=np.float32),
        )


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
    cosine = dense @ np.asarray(query.dense, dtype=np.float32)
    known = {one.point: one.score for one in candidates.sparse}
    bm25 = np.asarray([known.get(one.point, 0.0) for one in fused], dtype=np.float32)
    score = np.asarray([one.score for one in fused], dtype=np.float32)
    low, high = _ends(candidates.dense)
    columns = [
        *(score, _share(score), np.arange(len(fused), dtype=np.float32)),
        *(cosine, (cosine - low) / max(high - low, 1e-6), _rank(cosine)),
        *(bm25, bm25 / max(max(known.values(), default=0.0), 1e-6), _rank(bm25)),
        *_company(dense),
        *_wording(query, Said.by([stored[one.point] for one in fused])),
        *_same(len(fused), high, high - low, _tightness(dense), _agreement(candidates)),
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _ends(half: Sequence[Scored]) -> tuple[float, float]:
    return (half[-1].score, half[0].score) if half else (0.0, 0.0)


def _share(values: Row) -> Row:
    return values / max(float(values.max()), 1e-6)


def _rank(values: Row) -> Row:
    order = np.argsort(-values, kind="stable")
    ranks = np.empty(len(values), dtype=np.float32)
    ranks[order] = np.arange(len(values))
    return ranks


def _company(dense: Matrix) -> list[Row]:
    """How near each passage is to the first ones, to all, and how many say nearly the same."""
    near = _nearness(dense)
    others = 1 - np.eye(len(dense), dtype=np.float32)
    mean = float((near * others).sum() / max(others.sum(), 1))
    columns = [_mean_of(near[:, :first], others[:, :first]) - mean for first in _FIRST]
    apart = np.where(others > 0, near, -1.0)
    return [
        *columns,
        apart[:, : _FIRST[0]].max(axis=1),
        apart[:, : _FIRST[-1]].max(axis=1),
        _mean_of(near, others) - mean,
        ((near > _ALIKE) * others).sum(axis=1),
    ]


def _nearness(dense: Matrix) -> Matrix:
    """Give the cosine of every two passages, few rows at a time.

    The whole product at once is large enough for the linear algebra to wake its threads, and on a machine
    with other work that wakes a hundredfold later than one thread is done.
    """
    products = [dense[at : at + _ROWS] @ dense.T for at in range(0, len(dense), _ROWS)]
    whole: Matrix = np.concatenate(products)
    return whole


def _mean_of(near: Matrix, counted: Matrix) -> Row:
    mean: Row = (near * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
    return mean


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
    first = _FIRST[1]
    terms, spoken = np.unique(said.term[said.row < first], return_counts=True)
    by_first = np.zeros(len(said.term))
    if len(terms):
        place = np.minimum(np.searchsorted(terms, said.term), len(terms) - 1)
        by_first = np.where(terms[place] == said.term, spoken[place], 0)
    sums = np.bincount(said.row, weights=by_first, minlength=len(said.sizes))
    shares = sums / np.maximum(said.sizes, 1) - (np.arange(len(said.sizes)) < first)
    return np.asarray(shares, dtype=np.float32)


def _tightness(dense: Matrix) -> float:
    first = dense[:10]
    return float((first @ first.T).mean())


def _agreement(candidates: Candidates) -> float:
    halves = ({one.point for one in half[:_AGREED]} for half in (candidates.dense, candidates.sparse))
    return float(len(set.intersection(*halves)))


def _same(count: int, *values: float) -> list[Row]:
    return [np.full(count, value, dtype=np.float32) for value in values]
