"""Trains the department channel: `python -m assistant.triage.training DIALOGUES [QUESTIONS …]`.

Both are JSON Lines. Dialogues carry `first_turn`, `dept1` and `dept2`. Questions (`text`, or the first of
`instruction`) carry no department: where the complaints name one they teach it with little weight, so that
words told beside it are learned. Only weights are kept. scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.exchange import Turn
from assistant.triage.interview import Triage
from assistant.triage.learned.channel import BUCKETS, features
from assistant.triage.patient import Patient

_SEED: Final = 20260401
_STRENGTH: Final = 100.0
_ROUNDS: Final = 60
_QUESTION: Final = 0.15
"""Weight of a question whose department the complaints name, beside a dialogue's 1."""
_MOST_QUESTIONS: Final = 2_500
_NO_TEACHERS: Final = frozenset({"急诊科", "全科医学科"})
_FOLDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A story as buckets, its department, and how much it counts."""

    buckets: frozenset[int]
    department: str
    weight: float


def examples(dialogues: Path, questions: Iterable[Path]) -> Iterator[Example]:
    """Read the stories as an interview without the channel does."""
    lead = Triage(learned=None)
    labels = tomllib.loads(
        resources.files("assistant.triage.learned").joinpath("labels.toml").read_text("utf-8")
    )
    for case in _lines(dialogues):
        department = labels["second"].get(case["dept2"]) or labels["first"].get(case["dept1"], "")
        if case["dept1"] in ("整形美容", "中医科"):
            department = labels["first"][case["dept1"]]
        if department:
            yield _example(lead, case["first_turn"], department)
    chance = random.Random(_SEED)  # noqa: S311 - reproducible shuffling, not a secret
    for file in questions:
        told = [case.get("text") or case["instruction"][0] for case in _lines(file)]
        chance.shuffle(told)
        for text in told[:_MOST_QUESTIONS]:
            yield _example(lead, text, None)


def _example(lead: Triage, text: str, department: str | None) -> Example:
    direction = lead.interview([Turn(speaker="patient", text=text)], Patient())
    taught = department or (direction.departments[0] if direction.complaints else "")
    return Example(
        buckets=frozenset(features(text, direction.complaints)),
        department="" if department is None and taught in _NO_TEACHERS else taught,
        weight=1.0 if department else _QUESTION,
    )


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def _matrix(given: Sequence[Example]) -> Any:  # noqa: ANN401 - a sparse matrix of scipy, which has no types here
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - training only

    rows, columns, values = [], [], []
    for row, one in enumerate(given):
        rows += [row] * len(one.buckets)
        columns += sorted(one.buckets)
        values += [1 / sqrt(len(one.buckets) + 1)] * len(one.buckets)
    return csr_matrix((values, (rows, columns)), shape=(len(given), BUCKETS))


def fitted(given: Sequence[Example]) -> Any:  # noqa: ANN401 - a model of scikit-learn, which has no types here
    """Give a multinomial logistic regression over the examples."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    model = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS, tol=1e-3)
    return model.fit(
        _matrix(given),
        [one.department for one in given],
        sample_weight=[one.weight for one in given],
    )


def crossed(given: Sequence[Example]) -> float:
    """Give the share of dialogues whose department leads, each read by weights fitted without its fold."""
    told = [place for place, one in enumerate(given) if one.weight == 1]
    right = 0
    for fold in range(_FOLDS):
        left = set(told[fold::_FOLDS])
        model = fitted([one for place, one in enumerate(given) if place not in left])
        chosen = model.predict(_matrix([given[place] for place in sorted(left)]))
        right += sum(given[place].department == one for place, one in zip(sorted(left), chosen, strict=True))
    return right / len(told)


def main(files: Sequence[str]) -> None:
    """Train, say what cross-validation shows, write `learned/weights.npz`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger(__name__)
    given = [one for one in examples(Path(files[0]), map(Path, files[1:])) if one.department]
    random.Random(_SEED).shuffle(given)  # noqa: S311 - reproducible shuffling, not a secret
    model = fitted(given)
    scale = float(np.abs(model.coef_).max()) / 127
    where = Path(__file__).parent / "learned" / "weights.npz"
    np.savez_compressed(
        where,
        departments=np.asarray(model.classes_),
        weights=np.round(model.coef_ / scale).astype(np.int8),
        scale=np.float32(scale),
        bias=model.intercept_.astype(np.float32),
    )
    logger.info("%d stories, %d departments, %d bytes", len(given), len(model.classes_), where.stat().st_size)
    logger.info("own department leads in five folds: %.3f", crossed(given))


if __name__ == "__main__":
    main(sys.argv[1:])
