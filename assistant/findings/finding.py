"""A finding that another system posted, and the case that people make of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

from assistant.worklist.task import Priority
from guidelines import Language

MOST_STEPS: Final = 20
Verdict = Literal["accepted", "not_accepted"]


class Standing(StrEnum):
    """Where a case stands; every case stands in exactly one."""

    FLAGGED = "flagged"
    NOT_ACCEPTED = "not_accepted"
    TO_CALL = "to_call"
    FOLLOW_UP = "follow_up"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    ELSEWHERE = "elsewhere"
    CONFIRMED = "confirmed"
    RULED_OUT = "ruled_out"
    ENDED = "ended"
    RECONSIDER = "reconsider"
    TO_TELL = "to_tell"
    TAKEN_BACK = "taken_back"


RECALL: Final = frozenset({Standing.TO_CALL, Standing.FOLLOW_UP, Standing.TO_TELL})
"""Cases in which somebody must call, or an examination is awaited: each has a day on which it is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Another system and what the house settled with it.

    `key` is the service key it posts with. `examination` names in plain words, by language, what was done to
    the patient. `budget` is the share of the examined that it may flag; `call_within_h` how soon a patient is
    called once a doctor has accepted a finding.
    """

    name: str
    key: str
    department: str
    examination: dict[Language, str]
    budget: float
    priority: Priority = "P3"
    call_within_h: int = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose finding it is, as the posting names them; a number that nobody gave stays unknown."""

    reference: str
    name: str
    phone: str | None = None
    birth_date: date | None = None
    language: Language = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of the other system's reasoning; the last one is its conclusion."""

    name: str
    text: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was posted: the other system's words, unchanged; `left_out` counts pictures that came along."""

    source: str
    external_id: str
    subject: Subject
    examined_on: date
    stages: tuple[Stage, ...]
    system: str | None = None
    version: str | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A doctor's verdict on one step, numbered from 1; what is not accepted says why."""

    stage: int
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a doctor made of a finding, signed by sign-in; `recall` says whether the patient is called."""

    person: str
    name: str
    judged: tuple[Judged, ...]
    recall: bool
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One step of the recall: a call, a new number, a result; `note` is the reason where one is due."""

    step: str
    by: str
    at: datetime
    note: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What a source had said before it corrected itself, and what a doctor had made of that."""

    finding: Finding
    review: Review | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """That the source took its finding back, and why if it said so."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """Where a case stood when it had to be looked at again."""

    standing: Standing
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A finding and what became of it.

    `due_at` is when somebody must call or the examination was agreed for, None outside the recall;
    `escalate_at` is when it goes to the next desk unless somebody moves it, `level` how often it did.
    `called` is who was on call when it last did. `attempts` counts calls in vain since somebody was reached.
    `ticket` is the number of its latest review; `earlier` holds what was corrected since, `paused` where the
    case stood before it came to be reviewed again.
    """

    case_id: str
    ticket: str
    finding: Finding
    flagged_at: datetime
    department: str
    standing: Standing = Standing.FLAGGED
    version: int = 1
    review: Review | None = None
    contacts: tuple[Contact, ...] = ()
    phone: str | None = None
    reached_at: datetime | None = None
    settled_at: datetime | None = None
    due_at: datetime | None = None
    escalate_at: datetime | None = None
    level: int = 0
    called: str | None = None
    attempts: int = 0
    earlier: tuple[Earlier, ...] = ()
    taken_back: Retraction | None = None
    paused: Paused | None = None

    @property
    def month(self) -> str:
        """The month in which it was flagged, by the hospital's own time."""
        return f"{self.flagged_at.astimezone():%Y-%m}"

    def overdue(self, now: datetime) -> bool:
        """Say whether the day on which somebody had to act is over."""
        return self.due_at is not None and now > self.due_at


def new_case_id() -> str:
    """Draw an id that nobody guesses."""
    return f"f_{secrets.token_hex(12)}"
