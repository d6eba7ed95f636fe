"""Trains triage's department channel: `python -m evals.department_channel TALKS [QUESTIONS …]`.

Both are JSON Lines. Talks carry `id`, `first_turn`, `dialogue`, `dept1` and `dept2`; what their patients say
later teaches less than how they begin. Questions (`text`, or the first of `instruction`) carry no department:
where the complaints name one they teach it with little weight, so that words told beside it are learned. Our
own stories (`evals/told`) teach half as much as a talk's beginning. Only weights are kept. What is said of
folds holds for the channel alone and for whole interviews. scikit-learn is needed here only, not at run time.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from math import sqrt
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from assistant.exchange import Turn
from assistant.gate.redflags.rulebook import Level
from assistant.triage.interview import Triage
from assistant.triage.learned.channel import BUCKETS, Channel, features
from assistant.triage.patient import Patient

_SEED: Final = 20260401
_STRENGTH: Final = 100.0
_LONGEST: Final = 300
"""Characters of a story that are learned from, from its beginning: what brings the person stands there."""
_ROUNDS: Final = 300
_TALK: Final = 2.0
_LATER: Final = 0.5
_QUESTION: Final = 0.15
"""Weights of a talk's beginning, of what its patient says later, and of a question, beside a story's 1."""
_LATER_LEAST: Final = 12
"""Characters of a later turn from which on it tells something."""
_MOST_QUESTIONS: Final = 2_500
_NO_TEACHERS: Final = frozenset({"急诊科", "全科医学科"})
_FOLDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A story, its buckets, its department, and how much it counts."""

    text: str
    buckets: frozenset[int]
    department: str
    weight: float
    talk: str = ""
    """The public talk that it is of; no fold learns from a talk that it reads."""
    begins: bool = False
    """Whether it is a talk's beginning, on which folds are read."""


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
        if not department:
            continue
        begins = _example(lead, case["first_turn"], department)
        yield replace(begins, weight=_TALK, talk=case["id"], begins=True)
        for text, _ in case["dialogue"][1:]:
            if len(text) >= _LATER_LEAST:
                yield replace(_example(lead, text, department), weight=_LATER, talk=case["id"])
    for one in told():
        yield _example(lead, one.text, one.department)
    chance = random.Random(_SEED)  # noqa: S311 - reproducible shuffling, not a secret
    for file in questions:
        asked = [case.get("text") or case["instruction"][0] for case in _lines(file)]
        chance.shuffle(asked)
        for text in asked[:_MOST_QUESTIONS]:
            yield _example(lead, text, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One of our own stories: the department that sees it, how soon, and the file it stands in."""

    text: str
    department: str
    level: Level
    file: str


def told() -> Iterator[Story]:
    """Give our own stories."""
    where = resources.files("evals.told")
    for file in sorted(
        (one for one in where.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name
    ):
        for department, levels in tomllib.loads(file.read_text("utf-8")).items():
            for level, stories in levels.items():
                for text in stories:
                    yield Story(text=text, department=department, level=level, file=file.name)


def _example(lead: Triage, text: str, department: str | None) -> Example:
    direction = lead.interview([Turn(speaker="patient", text=text)], Patient())
    taught = department or (direction.departments[0] if direction.complaints else "")
    return Example(
        text=text[:_LONGEST],
        buckets=frozenset(features(text, direction.complaints)),
        department="" if department is None and taught in _NO_TEACHERS else taught,
        weight=1.0 if department else _QUESTION,
    )


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


class Bucketed(Protocol):
    """What stands in buckets."""

    @property
    def buckets(self) -> frozenset[int]:
        """Give its buckets."""
        ...


def letters_of(given: Sequence[Bucketed]) -> Any:  # noqa: ANN401 - a sparse matrix of scipy, which has no types
    """Give the buckets of the stories, a row each."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - training only

    rows, columns, values = [], [], []
    for row, one in enumerate(given):
        rows += [row] * len(one.buckets)
        columns += sorted(one.buckets)
        values += [1 / sqrt(len(one.buckets) + 1)] * len(one.buckets)
    return csr_matrix((values, (rows, columns)), shape=(len(given), BUCKETS))


def fitted(rows: Any, given: Sequence[Example], strength: float) -> Any:  # noqa: ANN401 - of scikit-learn, as above
    """Give a multinomial logistic regression over the examples."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    model = LogisticRegression(C=strength, max_iter=_ROUNDS, tol=1e-3)
    return model.fit(rows, [one.department for one in given], sample_weight=[one.weight for one in given])


def packed_letters(model: Any) -> Channel:  # noqa: ANN401 - of scikit-learn, as above
    """Give a regression over buckets as it is shipped."""
    scale = float(np.abs(model.coef_).max()) / 127
    return Channel(
        tuple(map(str, model.classes_)),
        np.round(model.coef_ / scale).astype(np.int8),
        scale,
        model.intercept_.astype(np.float32),
    )


def crossed(given: Sequence[Example], letters: Any) -> dict[str, float]:  # noqa: ANN401 - of scipy, as above
    """Give the share of talks whose department leads, each read by weights fitted without its fold."""
    begun = [place for place, one in enumerate(given) if one.begins]
    right: Counter[str] = Counter()
    for fold in range(_FOLDS):
        left = begun[fold::_FOLDS]
        read = {given[place].talk for place in left}
        rest = [place for place, one in enumerate(given) if not one.talk or one.talk not in read]
        by_letters = packed_letters(fitted(letters[rest], [given[place] for place in rest], _STRENGTH))
        whole = Triage(learned=by_letters)
        for place in left:
            right.update(_right(given[place], by_letters, whole))
    return {name: round(right[name] / len(begun), 3) for name in sorted(right)}


def _right(one: Example, by_letters: Channel, whole: Triage) -> Iterator[str]:
    """Name the readings by which the department leads; for the whole interview, the first three, too."""
    direction = whole.interview([Turn(speaker="patient", text=one.text)], Patient())
    shares = by_letters.shares(one.text, direction.complaints)
    if max(shares, key=shares.__getitem__) == one.department:
        yield "letters"
    if direction.departments[0] == one.department:
        yield "interview"
    if one.department in direction.departments[:3]:
        yield "interview, first three"


def main(files: Sequence[str]) -> None:
    """Train, say what cross-validation shows, write `learned/weights.npz`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger(__name__)
    given = [one for one in examples(Path(files[0]), map(Path, files[1:])) if one.department]
    random.Random(_SEED).shuffle(given)  # noqa: S311 - reproducible shuffling, not a secret
    letters = letters_of(given)
    where = Path(str(resources.files("assistant.triage.learned")))
    shipped = packed_letters(fitted(letters, given, _STRENGTH))
    np.savez_compressed(
        where / "weights.npz",
        departments=np.asarray(shipped.departments),
        weights=shipped.weights,
        scale=np.float32(shipped.scale),
        bias=shipped.bias,
    )
    logger.info("%d stories, %d departments", len(given), len(shipped.departments))
    logger.info("own department leads in five folds: %s", crossed(given, letters))


if __name__ == "__main__":
    main(sys.argv[1:])
