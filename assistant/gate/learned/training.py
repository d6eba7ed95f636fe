"""Trains the learned channel from the cases beside the gate: `python -m assistant.gate.learned.training`.

Two thirds of the cases are learned from (`held` is false); the threshold is set on folds of these alone, so
that the held-out third stays unseen. scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import json
import logging
import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.gate.learned.channel import BUCKETS, features, readable
from assistant.gate.reading import readings

FALSE_BLOCKS: Final = 0.012
"""Share of the passing cases that the channel alone may block, in cross-validation."""
_SEED: Final = 20260401
_STRENGTH: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A conversation's asker turns as the channel reads them, and whether it is a request to be blocked."""

    turns: tuple[str, ...]
    blocked: bool
    held: bool


def examples() -> list[Example]:
    """Read the patients' and clerks' cases that come with the gate, but for emergencies."""
    found: list[Example] = []
    for name in ("block", "pass"):
        listed = resources.files("assistant.gate.cases").joinpath(f"{name}.jsonl").read_text("utf-8")
        found.extend(
            Example(turns=_turns(case), blocked=name == "block", held=case["held"])
            for case in map(json.loads, listed.splitlines())
            if case["expect"] != "emergency" and case["role"] != "doctor"
        )
    return found


def _turns(case: Mapping[str, Any]) -> tuple[str, ...]:
    earlier = [turn["text"] for turn in case.get("history", ()) if turn["speaker"] != "assistant"]
    return tuple(readable(readings(text)[0]) for text in (*earlier, case["text"]))


def _varied(given: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Give every example as it is and three times amid other talk."""
    listed = resources.files("assistant.gate.learned").joinpath("talk.toml").read_text("utf-8")
    talk = {
        language: [readable(readings(text)[0]) for text in said]
        for language, said in tomllib.loads(listed).items()
    }
    for one in given:
        yield one
        chinese = any("\u3400" <= character <= "\u9fff" for character in one.turns[-1])
        for _ in range(3):
            said = chance.choice(talk["zh" if chinese else "en"])
            last = said + one.turns[-1] if chance.random() < 0.7 else one.turns[-1] + said
            yield Example(turns=(*one.turns[:-1], last), blocked=one.blocked, held=one.held)


def _matrix(given: Sequence[Example]) -> Any:  # noqa: ANN401 - a sparse matrix of scipy, which has no types here
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - training only

    rows, columns, values = [], [], []
    for row, one in enumerate(given):
        buckets = features(one.turns)
        rows += [row] * len(buckets)
        columns += list(buckets)
        values += [1 / sqrt(len(buckets))] * len(buckets)
    return csr_matrix((values, (rows, columns)), shape=(len(given), BUCKETS))


def _fitted(given: Sequence[Example], chance: random.Random) -> NDArray[np.float32]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    varied = list(_varied(given, chance))
    model = LogisticRegression(C=_STRENGTH, max_iter=400, fit_intercept=False, class_weight="balanced")
    model.fit(_matrix(varied), [one.blocked for one in varied])
    return np.asarray(model.coef_[0], dtype=np.float32)


def _scores(weights: NDArray[np.float32], given: Sequence[Example]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-_matrix(given).dot(weights))), dtype=np.float64)


def train(given: Sequence[Example]) -> tuple[NDArray[np.float32], float]:
    """Give weights and threshold, the threshold from five folds."""
    chance = random.Random(_SEED)  # noqa: S311 - reproducible shuffling, not a secret
    shuffled = list(given)
    chance.shuffle(shuffled)
    passed: list[float] = []
    for fold in range(5):
        kept = [one for place, one in enumerate(shuffled) if place % 5 != fold]
        left = [one for place, one in enumerate(shuffled) if place % 5 == fold and not one.blocked]
        passed += list(_scores(_fitted(kept, chance), left))
    threshold = float(np.quantile(passed, 1 - FALSE_BLOCKS))
    return _fitted(shuffled, chance), threshold


def main() -> None:
    """Train, report the held-out third, write `weights.npz` beside this file."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger(__name__)
    every = examples()
    weights, threshold = train([one for one in every if not one.held])
    held = [one for one in every if one.held]
    scores = _scores(weights, held)
    for blocked in (True, False):
        told = [score >= threshold for score, one in zip(scores, held, strict=True) if one.blocked is blocked]
        logger.info(
            "held out, to be %s: %d of %d blocked", "blocked" if blocked else "passed", sum(told), len(told)
        )
    where = Path(__file__).parent / "weights.npz"
    np.savez_compressed(where, weights=weights.astype(np.float16), threshold=np.float32(threshold))
    logger.info("threshold %.3f, %d bytes", threshold, where.stat().st_size)


if __name__ == "__main__":
    main()
