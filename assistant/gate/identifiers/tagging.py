"""A learned tagger of names: what stands around a stretch and how it is made, weighed place by place.

Every unit (a Chinese character, a word in letters) gets the share of each label: outside, begin, inside, end,
single. A stretch is a name where its labels fit well enough together. Weights: `tagger.npz`, card: `CARD.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Script = Literal["han", "latin"]
Ints = NDArray[np.uint32]
Floats = NDArray[np.float32]

BUCKETS: Final = 1 << 16
LABELS: Final = "OBIES"
_MOST_UNITS: Final = 12
_MOST_JOINED: Final = 4
"""So many values one template joins at most."""
_SURELY_OUTSIDE: Final = 4.0
_NEVER: Final = -50.0
_PIECE: Final = 4_096
"""So many units are weighed at a time: what they need fits the processor's cache."""


def buckets(columns: Sequence[tuple[Ints, ...]]) -> NDArray[np.uint16]:
    """Give each unit's bucket of every template; a template joins the values of its columns."""
    size = len(columns[0][0])
    found = np.empty((size, len(columns)), dtype=np.uint16)
    salts = (np.arange(1, len(columns) + 1, dtype=np.uint64) * 0x9E3779B1).astype(np.uint32)
    deep = [[place for place, one in enumerate(columns) if len(one) > depth] for depth in range(_MOST_JOINED)]
    for at in range(0, size, _PIECE):
        stop = min(size, at + _PIECE)
        mixed = np.repeat(salts[:, None], stop - at, axis=1)
        for depth, rows in enumerate(deep):
            if rows:
                joined = mixed[rows] ^ np.array([columns[place][depth][at:stop] for place in rows])
                joined *= np.uint32(0x85EBCA6B)
                mixed[rows] = joined ^ (joined >> np.uint32(15))
        found[at:stop] = (mixed >> np.uint32(16)).T
    return found


def shifted(values: Ints, by: int) -> Ints:
    """Give the value that stands `by` units further on, 0 beyond either end."""
    if by == 0:
        return values
    moved = np.zeros_like(values)
    if by > 0:
        moved[:-by] = values[by:]
    else:
        moved[-by:] = values[:by]
    return moved


@dataclass(frozen=True, slots=True)
class Tagger:
    """Weights of one logistic regression a label, over hashed templates, and the least fit of a name."""

    weights: Floats
    bias: Floats
    least: float
    outside: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Keep the first label's weights apart: most units are done with after these."""
        object.__setattr__(self, "outside", np.ascontiguousarray(self.weights[:, 0]))

    def shares(self, found: NDArray[np.uint16]) -> Floats:
        """Give the logarithm of each label's share for every unit; one surely outside is not weighed on."""
        outside = np.concatenate(
            [self.outside[found[at : at + _PIECE]].sum(axis=1) for at in range(0, len(found), _PIECE)]
        )
        open_units = np.flatnonzero(outside + self.bias[0] < _SURELY_OUTSIDE)
        given = np.full((len(found), len(LABELS)), _NEVER, dtype=np.float32)
        given[:, 0] = 0.0
        for at in range(0, len(open_units), _PIECE):
            piece = open_units[at : at + _PIECE]
            told = -np.logaddexp(np.float32(0), -(self.weights[found[piece]].sum(axis=1) + self.bias))
            given[piece] = told - np.logaddexp.reduce(told, axis=1, keepdims=True)
        return given

    def spans(self, found: NDArray[np.uint16], least: float | None = None) -> Iterator[tuple[int, int]]:
        """Give the stretches of units that are names, the surest first; none overlaps another."""
        bar = np.log(self.least if least is None else least)
        taken = bytearray(len(found))
        for _, start, stop in sorted(_fitting(self.shares(found), float(bar)), reverse=True):
            if not any(taken[start:stop]):
                taken[start:stop] = b"\1" * (stop - start)
                yield start, stop


def _fitting(shares: Floats, bar: float) -> Iterator[tuple[float, int, int]]:
    """Give how much likelier than none each fitting stretch is, and where it stands."""
    outside, begin, inside, end, single = shares.T
    size = len(shares)
    for alone in np.flatnonzero(single >= bar):
        yield float(single[alone] - outside[alone]), int(alone), int(alone) + 1
    within = np.concatenate([np.zeros(1, np.float32), np.cumsum(inside, dtype=np.float64)])
    without = np.concatenate([np.zeros(1, np.float32), np.cumsum(outside, dtype=np.float64)])
    starts = np.flatnonzero(begin >= _MOST_UNITS * bar)
    for units in range(2, _MOST_UNITS + 1):
        first = starts[starts + units <= size]
        last = first + units - 1
        fit = begin[first] + end[last] + within[last] - within[first + 1]
        for place in np.flatnonzero(fit >= units * bar):
            at = int(first[place])
            yield float(fit[place] - (without[at + units] - without[at])), at, at + units


@cache
def tagger(script: Script) -> Tagger:
    """Give the tagger of a script that comes with the product."""
    stored = resources.files("assistant.gate.identifiers").joinpath("tagger.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        weights = arrays[f"{script}_weights"].astype(np.float32) * float(arrays[f"{script}_scale"])
        return Tagger(weights, arrays[f"{script}_bias"], float(arrays[f"{script}_least"]))
