"""Trains triage's second opinion on urgency: `python -m evals.urgency_channel [INTERVIEWS …]`.

It learns from our own stories (`evals/told`) and the red flags' cases, over letters: what speaks where nobody
reads. Interviews (JSON Lines with `turns` and `urgency`) are only measured on. Only weights are kept.
scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.triage.learned.channel import features
from assistant.triage.learned.urgency import AGREES, RAISES, SURE, Urgency
from evals.department_channel import letters_of, told

_STRENGTH: Final = 30.0
_ROUNDS: Final = 400
_CASE: Final = 0.5
"""Weight of a red flag's case, beside a story's 1: there are three times as many."""
_URGENT: Final = frozenset({"E120", "ED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A story, its buckets, whether it is urgent, and how much it counts."""

    text: str
    buckets: frozenset[int]
    urgent: bool
    weight: float


def lessons() -> Iterator[Lesson]:
    """Give what is learned from: stories, emergencies of the red flags, near-misses and mild complaints."""
    for one in told():
        yield _lesson(one.text, one.level, 1.0)
    cases = resources.files("assistant.gate.redflags").joinpath("cases.jsonl")
    for line in cases.read_text("utf-8").splitlines():
        case = json.loads(line)
        yield _lesson(case["text"], case.get("level"), _CASE)


def _lesson(text: str, level: str | None, weight: float) -> Lesson:
    return Lesson(text=text, buckets=frozenset(features(text, ())), urgent=level in _URGENT, weight=weight)


def fitted(rows: Any, given: Sequence[Lesson], strength: float) -> Any:  # noqa: ANN401 - of scikit-learn
    """Give a logistic regression over the lessons."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    model = LogisticRegression(C=strength, max_iter=_ROUNDS, class_weight="balanced")
    weights = [one.weight for one in given]
    return model.fit(rows, [one.urgent for one in given], sample_weight=weights)


def measured(channel: Urgency, interviews: Path) -> str:
    """Say what share of urgent and of calm interviews reaches each score that raises."""
    scores: dict[bool, list[float]] = {True: [], False: []}
    for line in interviews.read_text("utf-8").splitlines():
        case = json.loads(line)
        said = [turn["text"] for turn in case["turns"] if turn["speaker"] == "patient"]
        scores[case["urgency"] in _URGENT].append(max(channel.scores(said)))
    shares = (
        f"from {least}: {sum(one >= least for one in scores[True])}/{len(scores[True])} urgent, "
        f"{sum(one >= least for one in scores[False])}/{len(scores[False])} calm"
        for least in (AGREES, SURE, RAISES)
    )
    return f"{interviews.name}: {'; '.join(shares)}"


def main(files: Sequence[str]) -> None:
    """Train, write `learned/urgency.npz`, say what interviews show."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger(__name__)
    given = list(lessons())
    model = fitted(letters_of(given), given, _STRENGTH)
    scale = float(np.abs(model.coef_).max()) / 127
    weights = np.round(model.coef_[0] / scale).astype(np.int8)
    bias = float(model.intercept_[0])
    where = Path(str(resources.files("assistant.triage.learned")))
    np.savez_compressed(
        where / "urgency.npz", weights=weights, scale=np.float32(scale), bias=np.float32(bias)
    )
    for file in files:
        logger.info("%s", measured(Urgency(weights, scale, bias), Path(file)))


if __name__ == "__main__":
    main(sys.argv[1:])
