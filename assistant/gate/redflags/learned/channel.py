"""Says how much a message is like emergencies: what the rules' words name, n-grams of what is told of now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import inf, sqrt
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.gate.redflags.lexicon import Span
from assistant.gate.redflags.reading import Reading
from assistant.gate.redflags.rulebook import Level, RedFlag

BUCKETS: Final = 1 << 16
LONGEST: Final = 1_500
"""Characters of a message that are read; a longer one is read from its beginning."""
SHORTEST: Final = 8
"""Characters that must tell of somebody now; what is shorter is too little to be like anything."""
UNCLEAR: Final = -3.0
"""The score from which the reader is asked, too: five of six ordinary messages lie below; asking of every
message found no emergency more (of 195 by three authors) and raised one ordinary question more."""
FLAG: Final = RedFlag(
    id="RF-LEARNED",
    source="own cases, see assistant/gate/redflags/learned/CARD.md",
    certainty="to be checked",
    reason={
        "zh": "整体描述与急症案例相近（学习通道，规则之外的补充）",
        "en": "Told much like emergencies are (learned channel, beside the rules)",
    },
    formulas=(),
    unless=(),
    ends=(
        "told_eased",
        "jest",
        "twitch",
        "dreaming",
        "nose_block",
        "muscle_ache",
        "only_asleep",
        "ate_dye",
        "moves_again_eased",
        "sunburn",
        "learning_to_talk_eased",
        "skin_treatment",
    ),
    reach=0,
    hits=(),
    misses=(),
)
"""What the channel raises, in the form of the rules."""
_UNIT: Final = re.compile(r"[a-z']+|\d+(?:\.\d+)?|[^\sa-z\d]")
_SIZES: Final = (1, 2, 3, 4)


def features(reading: Reading, names: Collection[str]) -> dict[Span, set[int]]:
    """Give the buckets of each clause that tells of somebody now; under (0, 0) those of names that stand."""
    found: dict[Span, set[int]] = {
        (0, 0): {_bucket("bias"), *(_bucket(f"#{one}") for one in reading.standing(names))}
    }
    for start, end in reading.told():
        if start >= LONGEST:
            break
        found[start, end] = {_bucket(gram) for gram in _grams(reading.spelt.text[start : min(end, LONGEST)])}
    return found


def _bucket(feature: str) -> int:
    return crc32(feature.encode("utf-8", "replace")) % BUCKETS


def _grams(text: str) -> Iterator[str]:
    """Give runs of one to four units: a character, a whole word in letters, or any number as 0."""
    units = ["0" if one[0].isdigit() else one for one in _UNIT.findall(text)]
    for size in _SIZES:
        for start in range(len(units) - size + 1):
            yield f"{size}|" + " ".join(units[start : start + size])


class Likeness(NamedTuple):
    """What letters make of a message: whether they raise it, to which level, and by which clause."""

    raises: bool
    level: Level
    span: Span


@dataclass(frozen=True, slots=True)
class Channel:
    """Two logistic regressions over hashed features: is it urgent, and is 120 to be called."""

    urgent: NDArray[np.float32]
    highest: NDArray[np.float32]
    threshold: float
    certain: float = 0.0
    """The score from which 120 is said and not the emergency department."""
    unclear: float = -inf
    """The score from which letters alone do not settle that nothing is urgent."""

    def heard(self, reading: Reading, names: Collection[str]) -> Likeness | None:
        """Say how much a message is like emergencies; None where nothing is told or that is clear."""
        clauses = features(reading, names)
        score = _score(self.urgent, _all(clauses))
        if len(clauses) < 2 or score < self.unclear:
            return None
        enough = sum(end - start for start, end in clauses) >= SHORTEST
        return Likeness(enough and score >= self.threshold, *self._told(clauses))

    def _told(self, clauses: Mapping[Span, set[int]]) -> tuple[Level, Span]:
        level: Level = "E120" if _score(self.highest, _all(clauses)) >= self.certain else "ED"
        told = [span for span in clauses if span != (0, 0)]
        return level, max(told, key=lambda span: _score(self.urgent, clauses[span]))


def _all(clauses: Mapping[Span, set[int]]) -> set[int]:
    return set[int]().union(*clauses.values())


def _score(weights: NDArray[np.float32], buckets: Iterable[int]) -> float:
    places = np.fromiter(buckets, dtype=np.int64)
    return float(weights[places].sum()) / sqrt(max(len(places), 1))


@cache
def channel() -> Channel:
    """Give the channel that comes with the product."""
    stored = resources.files("assistant.gate.redflags.learned").joinpath("weights.npz")
    with stored.open("rb") as file, np.load(file) as arrays:
        return Channel(
            arrays["urgent"].astype(np.float32),
            arrays["highest"].astype(np.float32),
            float(arrays["threshold"]),
            unclear=UNCLEAR,
        )
