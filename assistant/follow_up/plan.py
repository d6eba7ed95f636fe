"""A follow-up plan as values: its terms in every version, its rounds, what was answered and what deviated."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from assistant.follow_up.questions import Answer, Question
from assistant.worklist.task import Queue

RoundState = Literal["waiting", "answered", "missed", "dropped"]
PlanState = Literal["active", "finished", "ended"]
DeviationKind = Literal["red_flag", "out_of_range", "unexpected", "worse", "no_answer"]
MOST_ROUNDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """What a doctor is told of a round; `key` names the question, None where it is about the whole round."""

    kind: DeviationKind
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One version of a plan: who set it, when and why; what is asked, when, and who is told.

    `tell` is asked first about a deviation; a red flag goes to whoever is on call, whatever stands here.
    """

    number: int
    by: str
    at: datetime
    questions: tuple[Question, ...]
    due: tuple[datetime, ...]
    grace: timedelta
    tell: Queue
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One time that the questions are asked, under the terms that stood when it was planned."""

    number: int
    due_at: datetime
    terms: int
    state: RoundState = "waiting"
    answers: tuple[Answer, ...] = ()
    answered_at: datetime | None = None
    late: bool = False
    deviations: tuple[Deviation, ...] = ()
    ticket: str | None = None

    def value(self, key: str) -> Decimal | None:
        """Give the number that was answered to a question, if one was."""
        return next((one.value for one in self.answers if one.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan for one person, set by a doctor who looks after one of the person's tickets."""

    plan_id: str
    person: str
    doctor: str
    ticket: str
    title: str
    state: PlanState
    terms: tuple[Terms, ...]
    rounds: tuple[Round, ...]
    version: int = 1
    ended_by: str | None = None
    ended_at: datetime | None = None
    ended_why: str = ""

    @property
    def standing(self) -> Terms:
        """The terms as they stand."""
        return self.terms[-1]

    def terms_of(self, one: Round) -> Terms:
        """Give the terms under which a round was planned."""
        return self.terms[one.terms - 1]

    def round(self, number: int) -> Round | None:
        """Give a round by its number."""
        return next((one for one in self.rounds if one.number == number), None)

    def open_rounds(self, now: datetime) -> tuple[Round, ...]:
        """Give the rounds that are due and may be answered, the newest first; an ended plan has none."""
        if self.state == "ended":
            return ()
        due = (one for one in self.rounds if one.due_at <= now and one.state in {"waiting", "missed"})
        return tuple(sorted(due, key=lambda one: one.due_at, reverse=True))

    def late_rounds(self, now: datetime) -> tuple[Round, ...]:
        """Give the rounds that nobody answered in time and that nobody was told of."""
        if self.state != "active":
            return ()
        return tuple(
            one
            for one in self.rounds
            if one.state == "waiting" and one.due_at + self.terms_of(one).grace <= now
        )

    def next_at(self) -> datetime | None:
        """Give the first waiting round's due time; None where none waits."""
        waiting = [one.due_at for one in self.rounds if one.state == "waiting"]
        return min(waiting, default=None) if self.state == "active" else None


def new_plan_id() -> str:
    """Draw an id that nobody guesses."""
    return f"f_{secrets.token_hex(12)}"
