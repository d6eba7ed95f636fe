"""Intervals and one paired test, small enough to check by hand.

Wilson: E. B. Wilson, J Am Stat Assoc 1927;22:209-212. Bootstrap percentile: B. Efron, Ann Stat 1979;7:1-26.
McNemar, exact: Q. McNemar, Psychometrika 1947;12:153-157, with the binomial instead of chi-squared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.float64]

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval."""

    low: float
    high: float


def wilson(successes: int, n: int) -> Interval:
    """Give the Wilson score interval of a proportion; nothing measured is the whole of 0 to 1."""
    if not 0 <= successes <= n:
        message = f"{successes} successes of {n} cannot be; count again"
        raise ValueError(message)
    if n == 0:
        return Interval(0.0, 1.0)
    share, square = successes / n, _Z95**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = _Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Interval(low, high)


def bootstrap_ratio(
    pairs: Sequence[tuple[float, float]], *, resamples: int = 2000, seed: int = 20260101
) -> Interval | None:
    """Give the percentile interval of sum(first) / sum(second), drawing whole pairs (cases).

    None when fewer than two pairs were measured or every denominator is 0. The same input gives the same
    interval.
    """
    if len(pairs) < 2 or not any(below for _, below in pairs):
        return None
    sums = _resampled(np.asarray(pairs, dtype=float), resamples, seed)
    sums = sums[sums[:, 1] != 0]
    return _percentiles(sums[:, 0] / sums[:, 1])


def bootstrap_mean(values: Sequence[float], *, resamples: int = 2000) -> Interval | None:
    """Give the percentile interval of a mean; None when fewer than two values were measured."""
    return bootstrap_ratio([(value, 1.0) for value in values], resamples=resamples)


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """Give the two-sided exact p-value for discordant pairs; 1 when there are none."""
    discordant = only_first + only_second
    tail = sum(comb(discordant, k) for k in range(min(only_first, only_second) + 1))
    halves: int = 2**discordant
    return min(1.0, 2 * tail / halves)


def paired_difference(pairs: Sequence[tuple[float, float]], *, resamples: int = 2000) -> Interval | None:
    """Give the percentile interval of mean(second) - mean(first), drawing whole pairs."""
    return bootstrap_mean([second - first for first, second in pairs], resamples=resamples)


def spearman(
    pairs: Sequence[tuple[float, float]], *, resamples: int = 2000, groups: Sequence[str] | None = None
) -> tuple[float, Interval]:
    """Give the rank correlation of two columns, ties ranked by their mean, and its percentile interval.

    With `groups`, one name a pair, whole groups are drawn: pairs of one group are no independent cases.

    Raises:
        ValueError: fewer than two pairs, or a column that is all the same.
    """
    rows = np.asarray(pairs, dtype=float)
    if len(rows) < 2 or (rows == rows[0]).all(axis=0).any():
        message = "a rank correlation needs two columns that vary"
        raise ValueError(message)
    draw = np.random.default_rng(20260101)
    _, at = np.unique(groups if groups is not None else np.arange(len(rows)), return_inverse=True)
    members = [np.flatnonzero(at == one) for one in range(at.max() + 1)]
    picks = (draw.integers(0, len(members), len(members)) for _ in range(resamples))
    drawn = (rows[np.concatenate([members[one] for one in pick])] for pick in picks)
    values = [_rank_correlation(one) for one in drawn if not (one == one[0]).all(axis=0).any()]
    return _rank_correlation(rows), _percentiles(np.asarray(values))


def _rank_correlation(rows: Rows) -> float:
    means = []
    for column in rows.T:
        _, at, counts = np.unique(column, return_inverse=True, return_counts=True)
        means.append((np.cumsum(counts) - (counts - 1) / 2)[at])
    first, second = (one - one.mean() for one in means)
    return float(first @ second / sqrt(float(first @ first) * float(second @ second)))


def _resampled(rows: Rows, resamples: int, seed: int) -> Rows:
    """Give the column sums of `resamples` draws of as many rows as there are."""
    draw = np.random.default_rng(seed)
    times = draw.multinomial(len(rows), np.full(len(rows), 1.0 / len(rows)), size=resamples)
    return times.astype(float) @ rows


def _percentiles(values: Rows) -> Interval:
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))
