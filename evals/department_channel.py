"""Trains the halves of triage's department channel: `python -m evals.department_channel TALKS [QUESTIONS …]`.

Both are JSON Lines. Talks carry `first_turn`, `dept1` and `dept2`. Questions (`text`, or the first of
`instruction`) carry no department: where the complaints name one they teach it with little weight, so that
words told beside it are learned. Our own stories (`evals/told`) teach as much as talks. Only weights are
kept. scikit-learn is needed here only, never at run time.
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
from numpy.typing import NDArray

from assistant.exchange import Turn
from assistant.gate.learned.meaning import Embedding
from assistant.gate.redflags.rulebook import Level
from assistant.settings import Settings
from assistant.triage.interview import Triage
from assistant.triage.learned.channel import BUCKETS, features
from assistant.triage.learned.meaning import LONGEST
from assistant.triage.learned.shares import both
from assistant.triage.patient import Patient
from assistant.wiring import open_embedder

_SEED: Final = 20260401
_STRENGTH: Final = 100.0
_STRENGTH_OF_MEANING: Final = 20.0
_ROUNDS: Final = 300
_QUESTION: Final = 0.15
"""Weight of a question whose department the complaints name, beside a dialogue's 1."""
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
    talk: bool = False
    """Whether it is one of the public talks, on which folds are read."""


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
            yield replace(_example(lead, case["first_turn"], department), talk=True)
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
        text=text[:LONGEST],
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


def vectors_of(given: Sequence[Example], embedding: Embedding) -> NDArray[np.float32]:
    """Give the vectors of the stories, a row each."""
    return np.asarray([embedding.embed_query(one.text) for one in given], dtype=np.float32)


def fitted(rows: Any, given: Sequence[Example], strength: float) -> Any:  # noqa: ANN401 - of scikit-learn, as above
    """Give a multinomial logistic regression over the examples."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    model = LogisticRegression(C=strength, max_iter=_ROUNDS, tol=1e-3)
    return model.fit(rows, [one.department for one in given], sample_weight=[one.weight for one in given])


def crossed(given: Sequence[Example], letters: Any, vectors: Any) -> dict[str, float]:  # noqa: ANN401 - as above
    """Give the share of dialogues whose department leads, each read by weights fitted without its fold."""
    talks = [place for place, one in enumerate(given) if one.talk]
    right: Counter[str] = Counter()
    for fold in range(_FOLDS):
        left = sorted(talks[fold::_FOLDS])
        rest = sorted(set(range(len(given))) - set(left))
        models = [
            fitted(rows[rest], [given[place] for place in rest], strength)
            for rows, strength in ((letters, _STRENGTH), (vectors, _STRENGTH_OF_MEANING))
        ]
        for place in left:
            read = [
                dict(zip(model.classes_, model.predict_proba(rows[[place]])[0].tolist(), strict=True))
                for model, rows in zip(models, (letters, vectors), strict=True)
            ]
            for name, shares in (("letters", read[0]), ("meaning", read[1]), ("both", both(*read))):
                right[name] += max(shares, key=shares.__getitem__) == given[place].department
    return {name: round(count / len(talks), 3) for name, count in right.items()}


def main(files: Sequence[str]) -> None:
    """Train, say what cross-validation shows, write `learned/weights.npz` and `learned/meaning.npz`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger(__name__)
    given = [one for one in examples(Path(files[0]), map(Path, files[1:])) if one.department]
    random.Random(_SEED).shuffle(given)  # noqa: S311 - reproducible shuffling, not a secret
    with open_embedder(Settings()) as embedder:
        letters, vectors = letters_of(given), vectors_of(given, embedder)
        identity = embedder.identity
    model = fitted(letters, given, _STRENGTH)
    scale = float(np.abs(model.coef_).max()) / 127
    where = Path(str(resources.files("assistant.triage.learned")))
    np.savez_compressed(
        where / "weights.npz",
        departments=np.asarray(model.classes_),
        weights=np.round(model.coef_ / scale).astype(np.int8),
        scale=np.float32(scale),
        bias=model.intercept_.astype(np.float32),
    )
    model = fitted(vectors, given, _STRENGTH_OF_MEANING)
    np.savez_compressed(
        where / "meaning.npz",
        identity=np.asarray(identity),
        departments=np.asarray(model.classes_),
        weights=model.coef_.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
    )
    logger.info("%d stories, %d departments", len(given), len(model.classes_))
    logger.info("own department leads in five folds: %s", crossed(given, letters, vectors))


if __name__ == "__main__":
    main(sys.argv[1:])
