"""The triggers D01-D35 as named signals of every outcome, each a value or `not_measured`; and what each does.

A signal is `True` where the trigger is raised, `False` where it was looked for in full and is not there. What
nobody looked for is `not_measured`, never `False`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from assistant.exchange import (
    NOT_MEASURED,
    Answered,
    Blocked,
    Deferred,
    Effect,
    Emergency,
    Outcome,
    Question,
    Role,
    Signal,
)
from assistant.gate.folding import fold
from guidelines import Status

TRIGGERS: Final = tuple(f"D{number:02}" for number in range(1, 36))
PERSONAL: Final[Mapping[str, str]] = {
    "D22": "complaint",
    "D23": "disclosure",
    "D24": "prognosis",
    "D25": "person_asked",
    "D27": "certificate",
}
"""Triggers that alone take a patient's question to a person, and the reason that the deferral names."""
_OLD_YEARS: Final = 5
_LONG_TURNS: Final = 20
_UNANSWERED: Final = frozenset({"no_evidence", "not_theirs", "not_in_evidence"})
_WEAK: Final = _UNANSWERED | {"weak_evidence"}
_STRICT: Final = ConfigDict(frozen=True, extra="forbid")
_Measure: TypeAlias = Callable[[Question, Outcome], Signal]


class _Trigger(BaseModel):
    model_config = _STRICT
    patient: Literal["hard", "soft", "flag", "none"]
    doctor: Literal["hard", "soft", "flag", "none"]
    cues: tuple[str, ...] = ()
    otherwise: Literal["false", "not_measured"] = Field("not_measured", alias="else_")
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Words of an asker that raise a trigger, with examples that do and do not."""

    trigger: str
    pattern: re.Pattern[str]
    complete: bool
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    def heard(self, text: str) -> Signal:
        """Say whether the words are there; without them it depends on whether words are the whole measure."""
        if self.pattern.search(fold(text).text):
            return True
        return False if self.complete else NOT_MEASURED


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A trigger that is raised, and what it does to an answer for this reader; None: it has no bearing."""

    trigger: str
    effect: Effect | None


def with_triggers(question: Question, outcome: Outcome, *, on: date) -> Outcome:
    """Give the outcome with a signal for every trigger, as of the day asked about, else of the day `on`.

    A trigger that another room measured already stays as it is.
    """
    dated = replace(question, as_of=question.as_of or on)
    signals = {**measured_triggers(dated, outcome), **outcome.trace.signals}
    return replace(outcome, trace=replace(outcome.trace, signals=signals))


def measured_triggers(question: Question, outcome: Outcome) -> dict[str, Signal]:
    """Measure every trigger; `not_measured` where nothing looked for it."""
    found: dict[str, Signal] = dict.fromkeys(TRIGGERS, NOT_MEASURED)
    for trigger, measure in _MEASURES.items():
        found[trigger] = measure(question, outcome)
    for cues in listening():
        heard = cues.heard(question.text)
        if found[cues.trigger] is not True and heard != NOT_MEASURED:
            found[cues.trigger] = heard
    return found


def for_a_person(question: Question) -> str | None:
    """Name why a patient's question is a person's to answer, whatever was found; None for any other.

    Only what the asker's own words say beyond doubt counts here; the rest is a signal for whoever looks.
    """
    if question.asker.role is not Role.PATIENT:
        return None
    said = (cues.trigger for cues in listening() if cues.heard(question.text) is True)
    return next((PERSONAL[one] for one in said if one in PERSONAL), None)


def raised(signals: Mapping[str, Signal], role: Role) -> tuple[Raised, ...]:
    """List the triggers that are raised, each with what it does for a reader of this role."""
    return tuple(
        Raised(trigger=one, effect=effect_of(one, role)) for one in TRIGGERS if signals.get(one) is True
    )


def effect_of(trigger: str, role: Role) -> Effect | None:
    """Say what a trigger does to an answer: a patient's, or that of staff."""
    told = _table()[trigger]
    effect = told.patient if role is Role.PATIENT else told.doctor
    return None if effect == "none" else effect


@cache
def listening() -> tuple[Cues, ...]:
    """Give the words that raise triggers."""
    return tuple(
        Cues(
            trigger=name,
            pattern=re.compile("|".join(f"(?:{cue})" for cue in one.cues), re.IGNORECASE),
            complete=one.otherwise == "false",
            hits=one.hits,
            misses=one.misses,
        )
        for name, one in _table().items()
        if one.cues
    )


@cache
def _table() -> dict[str, _Trigger]:
    text = resources.files("assistant").joinpath("deferral_triggers.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    rows.pop("source")
    return {name: _Trigger.model_validate(row) for name, row in rows.items()}


def _searched(outcome: Outcome) -> bool:
    return "evidence_sentences" in outcome.trace.signals


def _weak(_: Question, outcome: Outcome) -> Signal:
    if not _searched(outcome):
        return NOT_MEASURED
    return outcome.reason in _WEAK or outcome.reason == "doubtful"


def _unsupported(_: Question, outcome: Outcome) -> Signal:
    if outcome.trace.signals.get("support_rate", NOT_MEASURED) == NOT_MEASURED:
        return NOT_MEASURED
    return any(not one.why.startswith("gate:") for one in outcome.trace.dropped)


def _uncited(_: Question, outcome: Outcome) -> Signal:
    if not _searched(outcome):
        return NOT_MEASURED
    return isinstance(outcome, Deferred) and outcome.reason in _UNANSWERED


def _outdated(question: Question, outcome: Outcome) -> Signal:
    cited = [citation for claim in outcome.claims for citation in claim.citations]
    if not cited:
        return NOT_MEASURED
    if any(one.status is not Status.CURRENT for one in cited):
        return True
    if question.as_of is None:
        return NOT_MEASURED
    return any(question.as_of.year - one.year > _OLD_YEARS for one in cited)


def _other_population(_: Question, outcome: Outcome) -> Signal:
    told = any("population" in one.why for one in outcome.trace.dropped)
    return True if told else NOT_MEASURED


def _regimen(_: Question, outcome: Outcome) -> Signal:
    return isinstance(outcome, Blocked) if "gate" in outcome.trace.signals else NOT_MEASURED


def _red_flag(_: Question, outcome: Outcome) -> Signal:
    if isinstance(outcome, Emergency):
        return True
    return False if "gate" in outcome.trace.signals else NOT_MEASURED


def _injection(_: Question, outcome: Outcome) -> Signal:
    gate = outcome.trace.signals.get("gate")
    return NOT_MEASURED if gate is None else gate == "injection"


def _because(*reasons: str) -> _Measure:
    """Measure by the reason of a deferral alone: any other outcome says nothing of it."""

    def measure(_: Question, outcome: Outcome) -> Signal:
        return True if isinstance(outcome, Deferred) and outcome.reason in reasons else NOT_MEASURED

    return measure


def _twin(reason: str) -> _Measure:
    """Measure what only a twin can be: without one there is nothing to measure."""

    def measure(question: Question, outcome: Outcome) -> Signal:
        if question.voice is None:
            return NOT_MEASURED
        if isinstance(outcome, Deferred) and outcome.reason == reason:
            return True
        return False if isinstance(outcome, Answered) else NOT_MEASURED

    return measure


def _beyond_what_was_approved(question: Question, outcome: Outcome) -> Signal:
    """Measure whether a twin's answer stands on what its doctor signed for or approved."""
    if question.voice is None:
        return NOT_MEASURED
    if isinstance(outcome, Deferred) and outcome.reason in {"twin_scope", "twin_answer_stale"}:
        return True
    return False if isinstance(outcome, Answered) else NOT_MEASURED


def _urgent_out_of_hours(_: Question, outcome: Outcome) -> Signal:
    """Say that nothing urgent is handed over; who opens a task measures the rest by the calendar."""
    return False if isinstance(outcome, Answered | Blocked) else NOT_MEASURED


def _asked_twice(question: Question, _: Outcome) -> Signal:
    asked = fold(question.text).text.strip()
    before = (turn.text for turn in question.history if turn.speaker != "assistant")
    return True if any(fold(text).text.strip() == asked for text in before) else NOT_MEASURED


def _long(question: Question, _: Outcome) -> Signal:
    return len(question.history) > _LONG_TURNS


def _language(question: Question, _: Outcome) -> Signal:
    return True if question.language is None else NOT_MEASURED


_MEASURES: Final[Mapping[str, _Measure]] = {
    "D01": _weak,
    "D02": _unsupported,
    "D03": _uncited,
    "D05": _outdated,
    "D06": _other_population,
    "D07": _because("follow_up_missed"),
    "D09": _twin("twin_scope"),
    "D10": _regimen,
    "D11": _red_flag,
    "D12": _because("critical_lab"),
    "D17": _beyond_what_was_approved,
    "D18": _asked_twice,
    "D19": _because("follow_up_deviation"),
    "D22": _because("complaint"),
    "D23": _because("disclosure"),
    "D24": _because("prognosis"),
    "D25": _because("person_asked"),
    "D27": _because("certificate"),
    "D30": _urgent_out_of_hours,
    "D31": _long,
    "D32": _language,
    "D33": _injection,
    "D34": _twin("twin_unavailable"),
    "D35": _because("changed_meanwhile"),
}
