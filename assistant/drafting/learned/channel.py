"""Says of what kind a clause is, from its n-grams, the question it answers, and what was told before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal, Protocol, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.drafting.finding import Kind, Subject
from assistant.drafting.lexicon import latin
from assistant.drafting.record import Speaker

BUCKETS: Final = 1 << 16
_WORD: Final = re.compile(r"[a-z']+|\d+")
_NUMBER: Final = re.compile(r"\d+")
_OF_CONTEXT: Final = 1.5
_OF_BEFORE: Final = 0.5

Firmness: TypeAlias = Literal["signed", "likely", "open"]
_SURE_ENOUGH: Final[dict[Firmness, float]] = {"likely": 0.9, "open": 0.7}
"""The share from which another kind is believed; against a sign none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One clause with what stands around it, as rules placed it.

    `near`, `turn_before` and `last` are the kinds of the finding before it in its sentence, in its turn, and
    anywhere; `firm` says whether the clause's own words named `kind`.
    """

    turn: int
    start: int
    speaker: Speaker
    text: str
    questions: tuple[str, ...]
    before: str
    near: Kind | None
    turn_before: Kind | None
    last: Kind | None
    subject: Subject
    answered: str | None
    dictated: bool
    kind: Kind
    firm: Firmness


class Reading(Protocol):
    """Gives the kind of a clause; the one that the rules gave it stands unless it is sure of another."""

    def settled(self, heard: Heard) -> Kind:
        """Give the kind."""
        ...


def features(heard: Heard) -> dict[int, float]:
    """Give the buckets of a clause and their weights, of length 1 together."""
    weights: dict[int, float] = {}
    for name, weight in _named(heard):
        bucket = crc32(name.encode("utf-8", "replace")) % BUCKETS
        weights[bucket] = max(weight, weights.get(bucket, 0.0))
    length = sum(one * one for one in weights.values()) ** 0.5
    return {bucket: weight / length for bucket, weight in weights.items()}


def _named(heard: Heard) -> Iterator[tuple[str, float]]:
    side = "s" if heard.speaker in {"doctor", "nurse"} else "l"
    for one in _grams(heard.text, 3):
        yield f"{side}a{one}", 1.0
    for question in heard.questions[-2:]:
        for one in _grams(question, 3):
            yield f"{side}q{one}", 1.0
    for one in _grams(heard.before, 2) if heard.before else ():
        yield f"{side}p{one}", _OF_BEFORE
    for place, kind in (("n", heard.near), ("t", heard.turn_before), ("l", heard.last)):
        if kind is not None:
            yield f"{side}{place}|{kind}", _OF_CONTEXT
    yield f"by|{heard.speaker}", 1.0
    yield f"{side}of|{heard.subject}", 1.0
    yield f"answered|{heard.answered}", 1.0
    yield f"dictated|{heard.dictated}", 1.0
    if not heard.questions:
        yield f"{side}unasked", 1.0


def _grams(text: str, longest: int) -> Iterator[str]:
    """Give runs of characters of Chinese, of words otherwise; a number in digits is one `0`."""
    if latin(text):
        units = ["^", *("0" if one[0].isdigit() else one for one in _WORD.findall(text.lower())), "$"]
        longest = min(longest, 2)
    else:
        units = list(f"^{_NUMBER.sub('0', ''.join(text.split()))}$")
    for size in range(1, longest + 1):
        for start in range(len(units) - size + 1):
            yield f"{size}|" + " ".join(units[start : start + size])


@dataclass(frozen=True, slots=True)
class Channel:
    """Weights of a multinomial logistic regression, a row for each kind, as small whole numbers."""

    kinds: tuple[Kind, ...]
    weights: NDArray[np.int8]
    scale: float
    bias: NDArray[np.float32]

    def shares(self, heard: Heard) -> dict[Kind, float]:
        """Give each kind's share of 1."""
        found = features(heard)
        places = np.fromiter(found, dtype=np.int64, count=len(found))
        told = np.fromiter(found.values(), dtype=np.float32, count=len(found))
        sums = (self.weights[:, places] @ told) * self.scale + self.bias
        raised = np.exp(sums - sums.max())
        return dict(zip(self.kinds, (raised / raised.sum()).tolist(), strict=True))

    def settled(self, heard: Heard) -> Kind:
        """Give the rules' kind, or another whose share is high enough for how firm that one is."""
        if heard.firm == "signed":
            return heard.kind
        shares = self.shares(heard)
        best = max(shares, key=shares.__getitem__)
        return best if shares[best] >= _SURE_ENOUGH[heard.firm] else heard.kind


@cache
def channel() -> Channel:
    """Give the channel that comes with the product."""
    stored = resources.files("assistant.drafting.learned").joinpath("weights.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return Channel(
            tuple(Kind(one) for one in arrays["kinds"].tolist()),
            arrays["weights"],
            float(arrays["scale"]),
            arrays["bias"].astype(np.float32),
        )
