"""Says how much a patient's turn looks like a request for a regimen, from its n-grams and its slots."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, sqrt
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.gate.folding import Folded
from assistant.gate.names import MARKS, Names, names

BUCKETS: Final = 1 << 16
LONGEST: Final = 1_200
"""Characters of a turn that are read; a longer one is read from its end, where what is asked stands."""
_LATIN: Final = re.compile(r"[a-z']+|\ue000|\ue002|\d|[^\sa-z\d]")
_DIGITS: Final = re.compile(r"\d+(?:\.\d+)?")
_SIZES: Final = (1, 2, 3, 4)


def features(turns: Sequence[str], slots: Collection[str]) -> set[int]:
    """Give the buckets of a conversation's last asker turns, the last one apart, and of the slots it fills.

    A medicine's name counts as a medicine, a number as a number: which one is no business of this channel.
    """
    found = {crc32(b"bias") % BUCKETS, *(crc32(f"#{slot}".encode()) % BUCKETS for slot in slots)}
    for place, turn in enumerate(reversed(turns[-3:])):
        prefix = "" if place == 0 else "<"
        plain = _plain(turn[-LONGEST:])
        found.update(crc32((prefix + gram).encode("utf-8", "replace")) % BUCKETS for gram in _grams(plain))
    return found


def readable(folded: Folded, lexicon: Names | None = None) -> str:
    """Give a text that `lexicon` marked with the marks alone in place of names."""
    text = folded.text
    pieces: list[str] = []
    done = 0
    bare = text
    for mark in MARKS.values():
        bare = bare.replace(mark, "")
    for name in (lexicon or names()).find(bare):
        pieces += [bare[done : name.start], "\ue002" if name.kind == "herb" else "\ue000"]
        done = name.end
    return "".join([*pieces, bare[done:]])


def _plain(text: str) -> str:
    return _DIGITS.sub("0", text)


def _grams(text: str) -> Iterator[str]:
    """Give runs of one to four units; a unit is a character, or a whole word in letters."""
    units = _LATIN.findall(text)
    for size in _SIZES:
        for start in range(len(units) - size + 1):
            yield f"{size}|" + " ".join(units[start : start + size])


@dataclass(frozen=True, slots=True)
class Channel:
    """Weights of a logistic regression over hashed n-grams, and the score from which it blocks.

    From `unclear` on, what the turn means is asked too.
    """

    weights: NDArray[np.float32]
    threshold: float
    unclear: float

    def score(self, turns: Sequence[str], slots: Collection[str]) -> float:
        """Give a number between 0 and 1; uncalibrated, to be held against the thresholds only."""
        buckets = np.fromiter(features(turns, slots), dtype=np.int64)
        total = float(self.weights[buckets].sum()) / sqrt(len(buckets))
        return 1 / (1 + exp(-max(min(total, 50.0), -50.0)))


@cache
def channel(name: str = "weights") -> Channel:
    """Give a channel that comes with the product: of what people ask, or another by its file's name."""
    stored = resources.files("assistant.gate.learned").joinpath(f"{name}.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        weights = arrays["weights"].astype(np.float32)
        return Channel(weights, float(arrays["threshold"]), float(arrays["unclear"]))
