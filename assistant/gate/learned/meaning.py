"""The learned channel's second half: what a turn means, by an embedding, where letters leave it open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.gate.folding import Folded
from assistant.gate.names import MARKS

LONGEST: Final = 160
"""Characters of a conversation that are embedded, counted from its end: what is asked stands there."""


class Embedding(Protocol):
    """Turns a text into a unit vector; `identity` names the model that the weights were made for."""

    @property
    def identity(self) -> str:
        """Name the model."""
        ...

    def embed_query(self, text: str) -> Sequence[float]:
        """Embed one text."""
        ...


def meant(turns: Sequence[Folded]) -> str:
    """Give the end of a conversation as it is embedded: folded, without marks, the last turn whole."""
    bare = "。".join(turn.text for turn in turns[-3:])
    for mark in MARKS.values():
        bare = bare.replace(mark, "")
    return bare[-LONGEST:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A logistic regression over an embedding and the score over letters; blocks from `threshold` on."""

    identity: str
    weights: NDArray[np.float32]
    slope: float
    bias: float
    threshold: float

    def score(self, vector: Sequence[float], letters: float) -> float:
        """Give a number between 0 and 1; `letters` is the logit of the channel over letters."""
        total = float(np.dot(self.weights, np.asarray(vector, dtype=np.float32)))
        total += self.slope * letters + self.bias
        return 1 / (1 + exp(-max(min(total, 50.0), -50.0)))


@cache
def meaning() -> Meaning:
    """Give the weights that come with the product."""
    stored = resources.files("assistant.gate.learned").joinpath("meaning.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return Meaning(
            identity=str(arrays["identity"]),
            weights=arrays["weights"].astype(np.float32),
            slope=float(arrays["slope"]),
            bias=float(arrays["bias"]),
            threshold=float(arrays["threshold"]),
        )
