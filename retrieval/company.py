"""How near the passages of one search lie to each other, by vector and by word, and what follows from it.

Passages that answer one question resemble each other more than they resemble the near misses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self, TypeAlias

import numpy as np

from retrieval.ports import StoredVectors

Matrix: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Row: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float32]]
Ints: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]

FIRST = (3, 6, 12)
_ALIKE, _WORDED_ALIKE = 0.95, 0.5
_ROWS = 6
SPREADS = ((0.01, 0.08, 0.2), (0.02, 0.15, 0.3), (0.05, 0.3, 0.6))
"""How fast passages stop hearing each other with distance: by vector, by word, by word beside vectors."""
KEPT = (0.5, 0.2)
"""How much of its own score a passage keeps."""
_STEPS = 8
_LATE = 40


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

    def weighed(self) -> tuple[Ints, Matrix]:
        """Give the terms, and each passage's as a row; a term weighs the more, the fewer passages say it."""
        terms, column, spoken = np.unique(self.term, return_inverse=True, return_counts=True)
        rarity = np.log(1 + (len(self.sizes) + 1) / (0.5 + spoken)).astype(np.float32)
        table: Matrix = np.zeros((len(self.sizes), len(terms)), dtype=np.float32)
        table[self.row, column] = self.value * rarity[column]
        return terms, table


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near every two of some passages lie, `near` with nothing on its diagonal; `others` is 1 off it."""

    near: Matrix
    others: Matrix

    @classmethod
    def of(cls, rows: Matrix) -> Self:
        """Take the products of every two rows, few at a time.

        The whole product at once is large enough for the linear algebra to wake its threads, and on a
        machine with other work that wakes a hundredfold later than one thread is done.
        """
        products = [rows[at : at + _ROWS] @ rows.T for at in range(0, len(rows), _ROWS)]
        others = 1 - np.eye(len(rows), dtype=np.float32)
        return cls(np.concatenate(products) * others, others)

    @property
    def mean(self) -> float:
        """Give the mean over all pairs."""
        return float(self.near.sum() / max(self.others.sum(), 1))

    def to(self, places: slice) -> Row:
        """Say how near each passage lies to those of some places on average, itself left out."""
        return _shared(self.near[:, places].sum(axis=1), self.others[:, places].sum(axis=1))

    def nearest(self, first: int) -> Row:
        """Say how near the nearest of the first ones lies; -1 where there is none."""
        apart: Row = np.where(self.others > 0, self.near, -1.0)[:, :first].max(axis=1)
        return apart

    def drawn(self, score: Row, first: int) -> Row:
        """Say how near each passage lies to the first ones, who count by their score."""
        weight = np.where(np.arange(len(score)) < first, score, 0).astype(np.float32)
        return _shared(self.near @ weight, weight.sum() - weight)

    def flow(self, spread: float) -> Matrix:
        """Give whom each passage listens to: shares that fall with distance, the faster the less `spread`."""
        heard = np.exp((self.near - 1) / spread) * self.others
        shares: Matrix = heard / (heard.sum(axis=1, keepdims=True) + 1e-9)
        return shares


def kept_company(dense: Matrix, by_vector: Nearness) -> list[Row]:
    """How near each passage is to the first ones, to all, and how many say nearly the same."""
    mean = by_vector.mean
    return [
        *(by_vector.to(slice(first)) - mean for first in FIRST),
        by_vector.nearest(FIRST[0]),
        by_vector.nearest(FIRST[-1]),
        by_vector.to(slice(len(dense))) - mean,
        (by_vector.near > _ALIKE).sum(axis=1).astype(np.float32),
    ]


def worded_company(by_word: Nearness) -> list[Row]:
    """The same by the words that passages share, rare ones first."""
    mean = by_word.mean
    return [
        *(by_word.to(slice(first)) - mean for first in FIRST),
        by_word.near[:, : FIRST[0]].max(axis=1),
        by_word.near[:, : FIRST[-1]].max(axis=1),
        by_word.to(slice(len(by_word.near))) - mean,
        (by_word.near > _WORDED_ALIKE).sum(axis=1).astype(np.float32),
    ]


def expanded(table: Matrix, unasked: np.ndarray[tuple[int], np.dtype[np.bool_]], score: Row) -> list[Row]:
    """How much each passage says of what the first others say beside the question's words (as RM3 does)."""
    said = table * unasked
    own, length = (said * said).sum(axis=1), np.sqrt((table * table).sum(axis=1)) + 1e-9
    columns: list[Row] = []
    for first in FIRST[1:]:
        weight = np.where(np.arange(len(score)) < first, score, 0).astype(np.float32)
        heard = _shared(said @ (weight @ said) - weight * own, weight.sum() - weight)
        columns += [heard / length, heard]
    return columns


def drawn_to_first(dense: Matrix, question: Row, by_vector: Nearness, score: Row) -> list[Row]:
    """How near each passage lies to the first ones and far from the last, and to the question among these."""
    mean = by_vector.mean
    late = by_vector.to(slice(_LATE, None)) if len(dense) > _LATE else np.full(len(dense), mean)
    middle = dense.mean(axis=0)
    apart, asked = dense - middle, question - middle
    lengths = np.linalg.norm(apart, axis=1) * np.linalg.norm(asked) + 1e-9
    return [
        by_vector.drawn(score, 3) - mean,
        by_vector.drawn(score, 8) - mean,
        by_vector.to(slice(FIRST[1])) - late,
        apart @ asked / lengths,
    ]


def flowed(by_vector: Nearness, by_word: Nearness, score: Row) -> list[Row]:
    """What each passage's score becomes when passages hear their neighbours: by vector, by word, by both."""
    columns: list[Row] = []
    for spread, worded, beside in SPREADS:
        both = Nearness(1 + (by_vector.near - 1) / spread + (by_word.near - 1) / beside, by_vector.others)
        for heard in (by_vector.flow(spread), by_word.flow(worded), both.flow(1.0)):
            first, second = (_settled(heard, score, kept) for kept in KEPT)
            columns += [first, second, ranked(first), heard @ score]
    return columns


def _settled(heard: Matrix, score: Row, kept: float) -> Row:
    settled = score
    for _ in range(_STEPS):
        settled = kept * score + (1 - kept) * (heard @ settled)
    return settled


def ranked(values: Row) -> Row:
    """Give each value's place, the highest first, ties as they stand."""
    order = np.argsort(-values, kind="stable")
    ranks = np.empty(len(values), dtype=np.float32)
    ranks[order] = np.arange(len(values))
    return ranks


def _shared(sums: Row, counted: Row) -> Row:
    return np.where(counted > 1e-6, sums / np.maximum(counted, 1e-6), 0).astype(np.float32)
