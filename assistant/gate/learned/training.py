"""Trains the learned channel from the cases beside the gate: `python -m assistant.gate.learned.training`.

Two thirds of the cases are learned from (`held` is false); the threshold is set on folds of these alone, so
that the held-out third stays unseen. scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import json
import logging
import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.gate.learned.channel import BUCKETS, features, readable
from assistant.gate.learned.slots import slot_features
from assistant.gate.matching import Scan
from assistant.gate.reading import readings
from assistant.gate.rule import RuleBook, load_rules

FALSE_BLOCKS: Final = 0.02
"""Share of the passing cases that the channel alone may block, in cross-validation."""
_SEED: Final = 20260401
_STRENGTH: Final = 30.0
_VARIED: Final = 2
_BEFORE: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An asker's turns, the same amid other talk, as buckets; and whether it is a request to be blocked."""

    plain: frozenset[int]
    varied: tuple[frozenset[int], ...]
    blocked: bool
    held: bool


def examples() -> list[Example]:
    """Read the patients' and clerks' cases that come with the gate, but for emergencies."""
    chance = random.Random(_SEED)  # noqa: S311 - reproducible shuffling, not a secret
    book = load_rules()
    listed = resources.files("assistant.gate.learned").joinpath("talk.toml").read_text("utf-8")
    talk: Mapping[str, Sequence[str]] = tomllib.loads(listed)
    found: list[Example] = []
    for name in ("block", "pass"):
        lines = resources.files("assistant.gate.cases").joinpath(f"{name}.jsonl").read_text("utf-8")
        for case in map(json.loads, lines.splitlines()):
            if case["expect"] == "emergency" or case["role"] == "doctor":
                continue
            turns = _turns(case)
            varied = [_amid(turns, talk, chance) for _ in range(_VARIED)]
            found.append(
                Example(
                    plain=_buckets(book, turns),
                    varied=tuple(_buckets(book, one) for one in varied),
                    blocked=name == "block",
                    held=case["held"],
                )
            )
    return found


def _turns(case: Mapping[str, Any]) -> tuple[str, ...]:
    earlier = [turn["text"] for turn in case.get("history", ()) if turn["speaker"] != "assistant"]
    return (*earlier, case["text"])


def _amid(turns: Sequence[str], talk: Mapping[str, Sequence[str]], chance: random.Random) -> tuple[str, ...]:
    """Put something that people say around a question before or behind the last turn."""
    chinese = any("\u3400" <= character <= "\u9fff" for character in turns[-1])
    said = chance.choice(talk["zh" if chinese else "en"])
    last = said + turns[-1] if chance.random() < _BEFORE else turns[-1] + said
    return (*turns[:-1], last)


def _buckets(book: RuleBook, turns: Sequence[str]) -> frozenset[int]:
    scans = [Scan(readings(text)[0]) for text in turns]
    return frozenset(features([readable(one.folded) for one in scans], slot_features(book, scans)))


def _matrix(given: Sequence[frozenset[int]]) -> Any:  # noqa: ANN401 - a sparse matrix of scipy, which has no types here
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - training only

    rows, columns, values = [], [], []
    for row, buckets in enumerate(given):
        rows += [row] * len(buckets)
        columns += sorted(buckets)
        values += [1 / sqrt(len(buckets))] * len(buckets)
    return csr_matrix((values, (rows, columns)), shape=(len(given), BUCKETS))


def _fitted(given: Sequence[Example]) -> NDArray[np.float32]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    rows = [(buckets, one.blocked) for one in given for buckets in (one.plain, *one.varied)]
    model = LogisticRegression(C=_STRENGTH, max_iter=400, fit_intercept=False, class_weight="balanced")
    model.fit(_matrix([buckets for buckets, _ in rows]), [blocked for _, blocked in rows])
    return np.asarray(model.coef_[0], dtype=np.float32)


def _scores(weights: NDArray[np.float32], given: Sequence[Example]) -> NDArray[np.float64]:
    product = _matrix([one.plain for one in given]).dot(weights)
    return np.asarray(1 / (1 + np.exp(-product)), dtype=np.float64)


def train(given: Sequence[Example]) -> tuple[NDArray[np.float32], float]:
    """Give weights and threshold, the threshold from five folds."""
    chance = random.Random(_SEED)  # noqa: S311 - reproducible shuffling, not a secret
    shuffled = list(given)
    chance.shuffle(shuffled)
    passed: list[float] = []
    for fold in range(5):
        kept = [one for place, one in enumerate(shuffled) if place % 5 != fold]
        left = [one for place, one in enumerate(shuffled) if place % 5 == fold and not one.blocked]
        passed += list(_scores(_fitted(kept), left))
    threshold = float(np.quantile(passed, 1 - FALSE_BLOCKS))
    return _fitted(shuffled), threshold


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
