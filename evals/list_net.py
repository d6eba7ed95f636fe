"""Learns a `Net` from judged lists: each list's scores as shares of one, its right rows to have all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.company import Ints, Matrix, Row
from retrieval.net import Net, prepared

HIDDEN, ROUNDS, AT_ONCE = 96, 20, 32
RATE, DECAY, DROPPED = 3e-3, 0.02, 0.4
"""Of the hidden layer so many are left out by chance in each step, so that none is relied on."""
_VARIES = 0.2
_FAR_BELOW = -1e9

Numbers: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Judged lists as arrays, short ones filled up; `rows` as a net reads them, `there` where one is."""

    rows: Numbers
    labels: Numbers
    there: Numbers
    fused: Numbers

    @classmethod
    def of(cls, described: Sequence[Matrix], labels: Sequence[NDArray[Any]], scales: Scales) -> Lists:
        """Lay lists beside each other; those without a right row teach nothing and are left out."""
        kept = [at for at, right in enumerate(labels) if right.any()]
        most = max(len(described[at]) for at in kept)
        width = len(scales.middle) + len(scales.within)
        made = cls(
            rows=np.zeros((len(kept), most, width), dtype=np.float32),
            labels=np.zeros((len(kept), most), dtype=np.float32),
            there=np.zeros((len(kept), most), dtype=np.float32),
            fused=np.zeros((len(kept), most), dtype=np.float32),
        )
        for place, at in enumerate(kept):
            size = len(described[at])
            made.rows[place, :size] = scales.read(described[at])
            made.labels[place, :size] = labels[at]
            made.there[place, :size] = 1
            made.fused[place, :size] = described[at][:, 0]
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """How columns are read: each one's middle and spread over all lists, and which vary within a list."""

    middle: Row
    spread: Row
    within: Ints

    @classmethod
    def of(cls, described: Sequence[Matrix]) -> Scales:
        """Take the scales of some lists."""
        rows = np.concatenate(described).astype(np.float64)
        middle, spread = rows.mean(axis=0).astype(np.float32), (rows.std(axis=0) + 1e-9).astype(np.float32)
        every = np.arange(len(middle))
        apart = [prepared(one, middle, spread, every)[:, len(every) :] for one in described]
        return cls(middle=middle, spread=spread, within=every[np.concatenate(apart).std(axis=0) > _VARIES])

    def read(self, described: Matrix) -> Matrix:
        """Give one list's rows as the net reads them."""
        return prepared(described, self.middle, self.spread, self.within)


@dataclass(slots=True)
class _Step:
    """Adam with decoupled decay, its rate falling along half a cosine."""

    weights: list[Numbers]
    steps: int
    done: int = 0
    first: list[Numbers] = field(default_factory=list)
    second: list[Numbers] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = [np.zeros_like(one) for one in self.weights]
        self.second = [np.zeros_like(one) for one in self.weights]

    def __call__(self, slopes: Sequence[Numbers]) -> None:
        """Move the weights against their slopes; single numbers a unit (the bias) do not decay."""
        rate = RATE * 0.5 * (1 + np.cos(np.pi * (self.done + 1) / self.steps))
        self.done += 1
        for at, slope in enumerate(slopes):
            self.first[at] = 0.9 * self.first[at] + 0.1 * slope
            self.second[at] = 0.99 * self.second[at] + 0.01 * slope**2
            moved = self.first[at] / (1 - 0.9**self.done)
            moved = moved / (np.sqrt(self.second[at] / (1 - 0.99**self.done)) + 1e-8)
            kept = 0.0 if at == 1 else DECAY
            self.weights[at] -= (rate * (moved + kept * self.weights[at])).astype(np.float32)


def learn(described: Sequence[Matrix], labels: Sequence[NDArray[Any]], *, fused: float, seed: int = 0) -> Net:
    """Learn a net whose scores stand beside `fused` times the first column."""
    scales = Scales.of(described)
    lists = Lists.of(described, labels, scales)
    hidden, bias, out = _weights(lists, fused, np.random.default_rng(seed))
    return Net(
        middle=scales.middle,
        spread=scales.spread,
        within=scales.within,
        hidden=hidden,
        bias=bias,
        out=out,
        fused=fused,
    )


def _weights(lists: Lists, fused: float, chance: np.random.Generator) -> list[Numbers]:
    width = lists.rows.shape[2]
    weights: list[Numbers] = [
        chance.normal(0, (2 / width) ** 0.5, (width, HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, dtype=np.float32),
        chance.normal(0, (1 / HIDDEN) ** 0.5, HIDDEN).astype(np.float32),
    ]
    drawn = list(_draws(len(lists.rows), chance))
    step = _Step(weights, len(drawn))
    for some in drawn:
        step(_slopes(lists, some, weights, fused, chance))
    return weights


def _draws(count: int, chance: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    for _ in range(ROUNDS):
        order = chance.permutation(count)
        yield from (order[at : at + AT_ONCE] for at in range(0, count, AT_ONCE))


def _slopes(
    lists: Lists,
    some: NDArray[np.int64],
    weights: Sequence[Numbers],
    fused: float,
    chance: np.random.Generator,
) -> list[Numbers]:
    hidden, bias, out = weights
    rows = lists.rows[some].reshape(-1, lists.rows.shape[2])
    inner = rows @ hidden + bias
    kept = (chance.random(inner.shape, dtype=np.float32) > DROPPED) / np.float32(1 - DROPPED)
    active = np.maximum(inner, 0) * kept
    scores = (active @ out).reshape(len(some), -1) + fused * lists.fused[some]
    wrong = _wrong(scores, lists.labels[some], lists.there[some]).reshape(-1)
    back = wrong[:, None] * out * kept * (inner > 0)
    return [rows.T @ back, back.sum(axis=0), active.T @ wrong]


def _wrong(scores: Numbers, labels: Numbers, there: Numbers) -> Numbers:
    """Give by how much each row's share of its list is too large."""
    scores = np.where(there > 0, scores, _FAR_BELOW)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    wanted = labels / labels.sum(axis=1, keepdims=True)
    return np.asarray((shares - wanted) * there / len(scores), dtype=np.float32)
