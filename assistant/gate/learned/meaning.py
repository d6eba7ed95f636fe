"""The learned channel's second half: what a turn means, by an embedding, where letters leave it open."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

LONGEST: Final = 160
"""Characters of a conversation that are embedded, counted from its end: what is asked stands there."""
LETTERS_SCALE: Final = 0.1
SLOT_SCALE: Final = 0.3
_NAMED: Final = re.compile("[\ue000\ue002]+")
_HAN: Final = re.compile("[\u3400-\u9fff]")

Floats = NDArray[np.float32]


class Embedding(Protocol):
    """Turns a text into a unit vector; `identity` names the model that the weights were made for."""

    @property
    def identity(self) -> str:
        """Name the model."""
        ...

    def embed_query(self, text: str) -> Sequence[float]:
        """Embed one text."""
        ...


def meant(turns: Sequence[str]) -> tuple[str, ...]:
    """Give what of a conversation is embedded: its end and, where there are earlier turns, the last alone.

    Which medicine is named makes no difference.
    """
    ends = ("。".join(turns[-3:]), turns[-1])
    return tuple(_unnamed(one) for one in ends[: len(turns)])


def _unnamed(told: str) -> str:
    return _NAMED.sub("某药" if _HAN.search(told) else " the medicine ", told)[-LONGEST:]


def embedded(embedding: Embedding, told: Sequence[str]) -> Floats:
    """Give the mean of the embeddings of what `meant` gives."""
    vectors = [embedding.embed_query(one) for one in told]
    return np.asarray(np.mean(np.array(vectors, dtype=np.float32), axis=0), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A support vector machine over embedding, letters' logit and slots; blocks from `threshold` on."""

    identity: str
    slots: tuple[str, ...]
    mean: Floats
    spread: Floats
    support: Floats
    weights: Floats
    gamma: float
    bias: float
    threshold: float

    def score(self, vector: Sequence[float] | Floats, letters: float, held: Collection[str]) -> float:
        """Give a number to be held against `threshold`, from the logit over letters and the slots held."""
        near = placed(np.asarray([vector], dtype=np.float32), self.mean, self.spread)
        point = joined(near, np.asarray([letters]), [held], self.slots)
        away = ((self.support - point) ** 2).sum(axis=1)
        return float(self.weights @ np.exp(-self.gamma * away)) + self.bias


def placed(vectors: Floats, mean: Floats, spread: Floats) -> Floats:
    """Give each embedding, standardised to a length of about two."""
    return np.asarray((vectors - mean) / spread * (2 / np.sqrt(vectors.shape[1])), dtype=np.float32)


def joined(near: Floats, letters: Floats, held: Sequence[Collection[str]], slots: Sequence[str]) -> Floats:
    """Give each placed embedding with its logit and, slot by slot, whether it is held as more coordinates."""
    told = np.array([[slot in one for slot in slots] for one in held], dtype=np.float32)
    return np.asarray(
        np.hstack([near, letters[:, None] * LETTERS_SCALE, told * SLOT_SCALE]), dtype=np.float32
    )


@cache
def meaning() -> Meaning:
    """Give the machine that comes with the product."""
    stored = resources.files("assistant.gate.learned").joinpath("meaning.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return Meaning(
            identity=str(arrays["identity"]),
            slots=tuple(str(arrays["slots"]).split()),
            mean=arrays["mean"].astype(np.float32),
            spread=arrays["spread"].astype(np.float32),
            support=arrays["support"].astype(np.float32),
            weights=arrays["weights"].astype(np.float32),
            gamma=float(arrays["gamma"]),
            bias=float(arrays["bias"]),
            threshold=float(arrays["threshold"]),
        )
