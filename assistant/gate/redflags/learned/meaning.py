"""Says whether a message means what emergencies mean, by an embedding, where words find nothing."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

import numpy as np

from assistant.gate.learned.meaning import Floats, Meaning
from assistant.gate.redflags.reading import Reading

LONGEST: Final = 160
"""Characters that are embedded, from the beginning of what is told of somebody now."""
SHORTEST: Final = 4
STEPS: Final = 127 / 0.8
"""Support vectors are kept as whole numbers of so many steps; further out than 0.8 lies next to nothing."""


def said(reading: Reading, text: str) -> str:
    """Give the clauses of the text that tell of somebody now, as written; empty where too little is told."""
    told = "".join(text[slice(*reading.spelt.original(*clause))] for clause in reading.told())
    return told[:LONGEST] if len(told) >= SHORTEST else ""


def alike(machine: Meaning, vector: Floats) -> float:
    """Give a number to be held against the threshold of the machine."""
    return machine.score(vector.tolist(), 0.0, ())


@cache
def meaning() -> Meaning:
    """Give the machine that comes with the product."""
    stored = resources.files("assistant.gate.redflags.learned").joinpath("meaning.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return Meaning(
            identity=str(arrays["identity"]),
            slots=(),
            mean=arrays["mean"].astype(np.float32),
            spread=arrays["spread"].astype(np.float32),
            support=arrays["support"].astype(np.float32) / np.float32(STEPS),
            weights=arrays["weights"].astype(np.float32),
            gamma=float(arrays["gamma"]),
            bias=float(arrays["bias"]),
            threshold=float(arrays["threshold"]),
        )
