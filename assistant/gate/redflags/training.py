"""Trains the learned channel: `python -m assistant.gate.redflags.training [ORDINARY.jsonl | MESSAGES.txt …]`.

Emergencies are the flags' own hits and the cases beside them; the rest is their near-misses, mild complaints
that are composed (`learned/mild.toml`), the gate's cases that are no emergency, and, where files of ordinary
questions are given, those that no rule raises; files of own messages to triage add to both. The threshold is
set on folds that leave one author out at a time, so that it holds for the wording of somebody new. Only
weights are kept. scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import json
import logging
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from math import sqrt
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.gate.learned.composing import composed
from assistant.gate.redflags.finder import RedFlags, urgency
from assistant.gate.redflags.learned.channel import BUCKETS, features
from assistant.gate.redflags.rulebook import Level

Kind = Literal["E120", "ED", "near", "calm", "ordinary", "mild"]
ORDINARY_RAISED: Final = 0.005
NEAR_RAISED: Final = 0.03
CALM_RAISED: Final = 0.03
"""Shares of ordinary questions, near-misses and mild complaints that it may raise, in cross-validation."""
_SEED: Final = 20260401
_STRENGTH: Final = 20.0
_WEIGHT: Final[dict[Kind, float]] = {
    "E120": 1.0,
    "ED": 1.0,
    "near": 1.0,
    "calm": 0.5,
    "ordinary": 0.3,
    "mild": 0.3,
}
_FOLDS: Final = 5
_COMMA: Final = re.compile("[,,、]")
_TURNS: Final = re.compile(r"\s*//\s*")
_FLAGS, _COMPOSED = "flags", "composed"
_MOST_ORDINARY: Final = 4_000


Told = tuple[str, Kind, str]
"""A text, what it is, and who wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message as buckets, and what it is."""

    buckets: frozenset[int]
    kind: Kind
    author: str
    low: bool
    """Whether the rules leave it below the emergency department."""


def cases() -> Iterator[Told]:
    """Give the texts that come with the product: the flags' proofs, the cases beside them, the gate's own."""
    for flag in RedFlags().book.flags:
        level = flag.formulas[-1][0]
        if level in ("E120", "ED"):
            yield from ((text, level, _FLAGS) for text in flag.hits)
        yield from ((text, "near", _FLAGS) for text in flag.misses)
    for case in _lines(resources.files("assistant.gate.redflags").joinpath("cases.jsonl").read_text("utf-8")):
        if case["level"] in ("E120", "ED"):
            yield case["text"], case["level"], case["author"]
        elif case["level"] is None:
            yield case["text"], "calm" if case["author"] == "mild" else "near", case["author"]
    for name in ("block", "pass"):
        listed = resources.files("assistant.gate.cases").joinpath(f"{name}.jsonl").read_text("utf-8")
        calm = [case for case in _lines(listed) if case["expect"] != "emergency"]
        yield from ((case["text"], "ordinary", case.get("author", _FLAGS)) for case in calm)
    chance = random.Random(_SEED)  # noqa: S311 - reproducible choices, not a secret
    where = resources.files("assistant.gate.redflags.learned").joinpath("mild.toml")
    yield from ((text, "mild", _COMPOSED) for text in composed(where, "calm", chance))


class Message(NamedTuple):
    """One own message to triage; `flag` is the one it tells of, `near:` one that it resembles, or none."""

    level: Level
    flag: str
    departments: frozenset[str]
    text: str


def messages(lines: Iterable[str]) -> Iterator[Message]:
    """Give the messages of a file: `LEVEL|FLAG|DEPARTMENTS|TEXT`, turns parted by ` // `."""
    for line in lines:
        parts = line.strip().split("|")
        if len(parts) == 4 and parts[0] in get_args(Level):
            level, flag, seen, text = parts
            named = frozenset(one.strip() for one in _COMMA.split(seen))
            yield Message(cast("Level", level), flag, named, in_one(text))


def in_one(text: str) -> str:
    """Join what was said in several turns."""
    return "。".join(_TURNS.split(text.strip()))


def sent(files: Iterable[Path]) -> Iterator[Told]:
    """Give own messages to triage; what only resembles a flag is a near-miss."""
    for file in files:
        for one in messages(file.read_text("utf-8").splitlines()):
            calm: Kind = "near" if one.flag.startswith("near:") else "calm"
            yield one.text, one.level if one.level == "E120" or one.level == "ED" else calm, file.stem


def questions(files: Iterable[Path]) -> Iterator[Told]:
    """Give ordinary questions, one JSON object a line: `text`, or the first of `instruction`."""
    chance = random.Random(_SEED)  # noqa: S311 - reproducible shuffling, not a secret
    for file in files:
        told = [case.get("text") or case["instruction"][0] for case in _lines(file.read_text("utf-8"))]
        chance.shuffle(told)
        yield from (
            (text, "ordinary", f"asked {place % _FOLDS}") for place, text in enumerate(told[:_MOST_ORDINARY])
        )


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def examples(given: Iterable[Told]) -> list[Example]:
    """Read texts as the channel does; an ordinary question that a rule raises is left out."""
    flags = RedFlags()
    found: list[Example] = []
    for text, kind, author in given:
        reading = flags.read(text)
        low = urgency(flags.rules(reading)) not in ("E120", "ED")
        if low or kind not in ("ordinary", "mild"):
            buckets = set[int]().union(*features(reading, flags.names).values())
            found.append(Example(buckets=frozenset(buckets), kind=kind, author=author, low=low))
    return found


def _matrix(given: Sequence[Example]) -> Any:  # noqa: ANN401 - a sparse matrix of scipy, which has no types here
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - training only

    rows, columns, values = [], [], []
    for row, one in enumerate(given):
        rows += [row] * len(one.buckets)
        columns += sorted(one.buckets)
        values += [1 / sqrt(len(one.buckets))] * len(one.buckets)
    return csr_matrix((values, (rows, columns)), shape=(len(given), BUCKETS))


def fitted(given: Sequence[Example], holds: Callable[[Example], bool]) -> NDArray[np.float32]:
    """Give the weights of a logistic regression that tells the examples that hold from the others."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    model = LogisticRegression(C=_STRENGTH, max_iter=500, fit_intercept=False, class_weight="balanced")
    model.fit(
        _matrix(given), [holds(one) for one in given], sample_weight=[_WEIGHT[one.kind] for one in given]
    )
    return np.asarray(model.coef_[0], dtype=np.float32)


def _urgent(one: Example) -> bool:
    return one.kind in ("E120", "ED")


def crossed(given: Sequence[Example]) -> NDArray[np.float64]:
    """Give each example's score from weights that were fitted without its author's examples."""
    scores = np.zeros(len(given))
    for author in sorted({one.author for one in given}):
        kept = [one for one in given if one.author != author]
        left = [place for place, one in enumerate(given) if one.author == author]
        scores[left] = _matrix([given[place] for place in left]).dot(fitted(kept, _urgent))
    return scores


def _share(scores: NDArray[np.float64], given: Sequence[Example], kind: Kind) -> NDArray[np.float64]:
    return scores[[place for place, one in enumerate(given) if one.kind == kind and one.low]]


def threshold(scores: NDArray[np.float64], given: Sequence[Example]) -> float:
    """Give the lowest threshold at which no more of the calm examples are raised than may be."""
    limits: tuple[tuple[Kind, float], ...] = (
        ("ordinary", ORDINARY_RAISED),
        ("near", NEAR_RAISED),
        ("calm", CALM_RAISED),
    )
    return max(float(np.quantile(_share(scores, given, kind), 1 - most)) for kind, most in limits)


def main(files: Sequence[str]) -> None:
    """Train, say what cross-validation shows, write `learned/weights.npz`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger(__name__)
    given_files = [Path(one) for one in files]
    own = [one for one in given_files if one.suffix == ".txt"]
    given = examples([*cases(), *sent(own), *questions(one for one in given_files if one not in own)])
    random.Random(_SEED).shuffle(given)  # noqa: S311 - reproducible shuffling, not a secret
    scores = crossed(given)
    limit = threshold(scores, given)
    for kind in get_args(Kind):
        every = sum(one.kind == kind for one in given)
        low = _share(scores, given, kind)
        logger.info(
            "%s: %d, below by rules %d, of these raised %d", kind, every, len(low), (low >= limit).sum()
        )
    where = Path(__file__).parent / "learned" / "weights.npz"
    emergencies = [one for one in given if _urgent(one)]
    np.savez_compressed(
        where,
        urgent=fitted(given, _urgent).astype(np.float16),
        highest=fitted(emergencies, lambda one: one.kind == "E120").astype(np.float16),
        threshold=np.float32(limit),
    )
    logger.info("threshold %.3f, %d bytes", limit, where.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1:])
