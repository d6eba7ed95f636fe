"""The interview at the doors: turns so far in; how soon, where to and what to ask next out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field

from assistant.errors import InvalidQuestionError
from assistant.exchange import Turn
from assistant.gate.redflags import Level
from assistant.lanes import GATE
from assistant.triage import Departments, Direction, Patient, Triage
from assistant.triage.asking import Ended
from assistant.triage.patient import Sex
from assistant.triage.slots import Filled, Scalar, State
from serving.problems import JsonObject
from serving.schemas import MAX_HISTORY, Edge, Id, TurnIn, parse
from serving.validation import MAX_QUESTION, check_text

_MONTHS: Final = 12
_DAYS: Final = 30.4
_SEXES: Final[dict[str, Sex]] = {
    "f": "female", "female": "female", "woman": "female", "女": "female", "女性": "female",
    "m": "male", "male": "male", "man": "male", "男": "male", "男性": "male",
}  # fmt: skip
URGENT: Final = frozenset({"E120", "ED"})
"""Levels that are told even while the assistant is stopped."""
_ASKING_SIDE: Final = frozenset({"assistant", "doctor", "nurse", "clerk"})


def _sex(given: object) -> object:
    """Read the usual words; any other is as good as none."""
    return _SEXES.get(given.strip().lower()) if isinstance(given, str) else given


class TriageIn(Edge):
    """An interview so far, oldest turn first, and what is known of the patient."""

    id: Id = None
    turns: Annotated[tuple[TurnIn, ...], Field(min_length=1, max_length=MAX_HISTORY)]
    age: Annotated[float | None, Field(ge=0, le=150)] = None
    age_months: Annotated[float | None, Field(ge=0, le=1800)] = None
    age_days: Annotated[float | None, Field(ge=0, le=55000)] = None
    sex: Annotated[Sex | None, BeforeValidator(_sex)] = None
    pregnant: bool | None = None


class RaisedOut(BaseModel):
    """A red flag and the words that raised it."""

    id: str
    evidence: str


class SlotOut(BaseModel):
    """What is known of a slot; `turn` counts the turns from 0 and is null for stated fields."""

    state: State
    text: str
    turn: int | None
    values: dict[str, Scalar]


class AdviceOut(BaseModel):
    """A reviewed text and where it comes from."""

    id: str
    text: str
    source: str


class TriageOut(BaseModel):
    """The direction after these turns; `done` says that a first direction is due, `ended_by` why."""

    id: Id
    urgency: Level
    red_flags: list[RaisedOut]
    departments: list[str]
    complaints: list[str]
    slots: dict[str, SlotOut]
    missing: list[str]
    next_question: str | None
    next_slot: str | None
    done: bool
    ended_by: Ended | None
    advice: list[AdviceOut]


async def interview(
    line: JsonObject, known: Callable[[], Departments], lead: Callable[[], Triage]
) -> JsonObject:
    """Give the direction after the turns of a line, with the departments as they stand now.

    Raises:
        InvalidLineError: a field is missing or has the wrong type.
        InvalidQuestionError: no turn of a patient, binary text, or too much of it.
        SettingsError: the hospital's departments cannot be read.
    """
    asked = parse(TriageIn, line)
    for number, turn in enumerate(asked.turns):
        for start in range(0, max(len(turn.text), 1), MAX_QUESTION):
            check_text(turn.text[start : start + MAX_QUESTION], f"turns.{number}.text", may_be_empty=True)
    if all(turn.speaker in _ASKING_SIDE for turn in asked.turns):
        message = "field 'turns' holds no turn of a patient; send what the patient or a relative said"
        raise InvalidQuestionError(message)
    turns = [
        Turn(speaker="assistant" if one.speaker in _ASKING_SIDE else "patient", text=one.text)
        for one in asked.turns
    ]
    patient = Patient(months=_months(asked), sex=asked.sex, pregnant=asked.pregnant)
    direction = await GATE.do(lambda: lead().interview(turns, patient, known()))
    return _out(asked.id, direction).model_dump(mode="json")


def _months(asked: TriageIn) -> float | None:
    if asked.age_days is not None:
        return asked.age_days / _DAYS
    if asked.age_months is not None:
        return asked.age_months
    return None if asked.age is None else asked.age * _MONTHS


def _out(identity: Id, direction: Direction) -> TriageOut:
    return TriageOut(
        id=identity,
        urgency=direction.urgency,
        red_flags=[RaisedOut(id=one.id, evidence=one.evidence) for one in direction.red_flags],
        departments=list(direction.departments),
        complaints=list(direction.complaints),
        slots={name: _slot(one) for name, one in direction.slots.items()},
        missing=list(direction.missing),
        next_question=direction.next_question,
        next_slot=direction.next_slot,
        done=direction.done,
        ended_by=direction.ended_by,
        advice=[AdviceOut(id=one.id, text=one.text, source=one.source) for one in direction.advice],
    )


def _slot(filled: Filled) -> SlotOut:
    return SlotOut(state=filled.state, text=filled.text, turn=filled.turn, values=dict(filled.values))
