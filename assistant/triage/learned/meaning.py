"""The channel's second half: which departments stories of this meaning are told to, by an embedding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.triage.learned.shares import shared_out

LONGEST: Final = 300
"""Characters of a story that are embedded, from its beginning: what brings the person stands there."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Weights of a multinomial logistic regression over unit vectors, a row for each department.

    `identity` names the embedder whose vectors they were made for; another's mean nothing to them.
    """

    identity: str
    departments: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def shares(self, vector: Sequence[float]) -> Mapping[str, float]:
        """Give each department's share of 1."""
        return shared_out(self.departments, self.weights @ np.asarray(vector, np.float32) + self.bias)


@cache
def meaning() -> Meaning:
    """Give the half that comes with the product."""
    stored = resources.files("assistant.triage.learned").joinpath("meaning.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return Meaning(
            str(arrays["identity"]),
            tuple(arrays["departments"].tolist()),
            arrays["weights"].astype(np.float32),
            arrays["bias"].astype(np.float32),
        )
