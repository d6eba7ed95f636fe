"""Says which departments a story is told to, from its n-grams and the complaints that were named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import sqrt
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.gate.folding import fold
from assistant.triage.learned.shares import shared_out

BUCKETS: Final = 1 << 15
LONGEST: Final = 1_500
"""Characters of a story that are read, from its beginning."""
_UNIT: Final = re.compile(r"[a-z']+|\d+(?:\.\d+)?|[^\sa-z\d]")
_SIZES: Final = (1, 2, 3)


def features(text: str, complaints: Sequence[str]) -> set[int]:
    """Give the buckets of what was told and of the complaints named, the leading one apart."""
    named = [*(f"#{one}" for one in complaints[:3]), *(f"!{one}" for one in complaints[:1])]
    return {_bucket(one) for one in (*named, *_grams(fold(text[:LONGEST]).text))}


def _bucket(feature: str) -> int:
    return crc32(feature.encode("utf-8", "replace")) % BUCKETS


def _grams(text: str) -> Iterator[str]:
    """Give runs of one to three units: a character, a whole word in letters, or any number as 0."""
    units = ["0" if one[0].isdigit() else one for one in _UNIT.findall(text)]
    for size in _SIZES:
        for start in range(len(units) - size + 1):
            yield f"{size}|" + " ".join(units[start : start + size])


@dataclass(frozen=True, slots=True)
class Channel:
    """Weights of a multinomial logistic regression, a row for each department, as small whole numbers."""

    departments: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: float
    bias: NDArray[np.float32]

    def shares(self, text: str, complaints: Sequence[str]) -> Mapping[str, float]:
        """Give each department's share of 1; empty where nothing was told."""
        places = np.fromiter(features(text, complaints), dtype=np.int64)
        if not len(places):
            return {}
        summed = self.weights[:, places].sum(axis=1, dtype=np.int64) * self.scale / sqrt(len(places) + 1)
        return shared_out(self.departments, summed + self.bias)


@cache
def channel() -> Channel:
    """Give the channel that comes with the product."""
    stored = resources.files("assistant.triage.learned").joinpath("weights.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return Channel(
            tuple(arrays["departments"].tolist()),
            arrays["weights"],
            float(arrays["scale"]),
            arrays["bias"].astype(np.float32),
        )
