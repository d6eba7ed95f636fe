"""Says how much a story is told as urgent ones are: a second opinion beside the red flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.gate.redflags.rulebook import LEVELS, Level
from assistant.triage.learned.channel import features

AGREES: Final = 0.0
"""The score below which what the red flags only find alike is not heard."""
SURE: Final = 0.5
"""The score below which a likeness raises by one level only, even where nothing is understood."""
_TOGETHER: Final = 0.5
"""What is taken off a sum of both halves: of 53 emergencies and 42 calm turns that the red flags found alike
(interviews never learned from) the letters alone agree with 52 and 19, both together with 53 and 11."""
RAISES: Final = 1.5
"""The score from which a level is raised by one."""
_STILL_RAISED: Final = frozenset({"C24", "C72", "SELF"})
"""What is urgent already is left to the red flags."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """Weights of a logistic regression over hashed n-grams, as small whole numbers."""

    weights: NDArray[np.int8]
    scale: float
    bias: float

    def scores(self, told: Sequence[str]) -> list[float]:
        """Give the score of what had been told with each turn, oldest first."""
        return [self._score("。".join(told[: number + 1])) for number in range(len(told))]

    def _score(self, text: str) -> float:
        places = np.fromiter(features(text, ()), dtype=np.int64)
        summed = float(self.weights[places].sum(dtype=np.int64)) * self.scale
        return summed / sqrt(len(places) + 1) + self.bias


@dataclass(frozen=True, slots=True)
class UrgentMeaning:
    """Weights of a logistic regression over unit vectors of the embedder that `identity` names."""

    identity: str
    weights: NDArray[np.float32]
    bias: float

    def together(self, letters: float, vector: Sequence[float]) -> float:
        """Give the score of a story by its letters' score and its meaning."""
        return letters + float(self.weights @ np.asarray(vector, np.float32)) + self.bias - _TOGETHER


def raised(level: Level, scores: Sequence[float]) -> Level:
    """Give the level, one higher where a story at any of its turns was told as urgent ones are."""
    if level not in _STILL_RAISED or max(scores, default=AGREES) < RAISES:
        return level
    return LEVELS[LEVELS.index(level) - 1]


@cache
def urgency() -> Urgency:
    """Give the channel that comes with the product."""
    stored = resources.files("assistant.triage.learned").joinpath("urgency.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return Urgency(arrays["weights"], float(arrays["scale"]), float(arrays["bias"]))


@cache
def urgent_meaning() -> UrgentMeaning:
    """Give the half over meanings that comes with the product."""
    stored = resources.files("assistant.triage.learned").joinpath("urgent_meaning.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return UrgentMeaning(
            str(arrays["identity"]), arrays["weights"].astype(np.float32), float(arrays["bias"])
        )
