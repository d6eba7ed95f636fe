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
