"""Follow-up plans as JSON: a doctor's with the whole course, a person's with what is asked now."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.exchange import Emergency
from assistant.follow_up.drafting import TermsDraft
from assistant.follow_up.plan import Deviation, Plan, Round, Terms
from assistant.follow_up.questions import Change, Number, Question, Words, YesNo
from assistant.follow_up.room import Received
from assistant.follow_up.telling import card, language_in
from assistant.people import STAFF
from assistant.wording import text as wording
from assistant.worklist.task import Queue
from serving.auth import Caller
from serving.errors import InvalidLineError
from serving.health_file import person_of
from serving.problems import JsonObject
from serving.schemas import Edge, parse
from serving.signing import signer_of
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House

_Amount = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=12)]
_MORNING = time(8)
"""A date without a time of day means the hospital's morning."""


def _exactly(given: object) -> object:
    """Take a number as it was written; a truth value is none."""
    return str(given) if isinstance(given, int | float) and not isinstance(given, bool) else given


_Said = Annotated[str, BeforeValidator(_exactly), Field(max_length=2000)]


class QuestionIn(Edge):
    """One question; `unit`, `low` and `high` belong to a number, `unexpected` to yes or no."""

    kind: Literal["yes_no", "number", "change", "words"]
    text: Annotated[str, Field(max_length=500)]
    key: Annotated[str, Field(max_length=32, pattern=r"^[a-z0-9_-]*$")] = ""
    unit: Annotated[str, Field(max_length=32)] = ""
    low: Annotated[_Amount | None, BeforeValidator(_exactly)] = None
    high: Annotated[_Amount | None, BeforeValidator(_exactly)] = None
    unexpected: Literal["yes", "no"] | None = None

    def question(self, number: int) -> Question:
        """Give the question; one without a key gets its number.

        Raises:
            InvalidLineError: it has a field of another kind.
        """
        key = self.key or f"q{number}"
        if self.kind != "number" and (self.unit or self.low is not None or self.high is not None):
            message = f"question {number}: only a number has a unit and a range"
            raise InvalidLineError(message)
        if self.kind != "yes_no" and self.unexpected is not None:
            message = f"question {number}: only yes or no has an unexpected answer"
            raise InvalidLineError(message)
        match self.kind:
            case "yes_no":
                return YesNo(key=key, text=self.text, unexpected=self.unexpected)
            case "number":
                return Number(key=key, text=self.text, unit=self.unit, low=self.low, high=self.high)
            case "change":
                return Change(key=key, text=self.text)
            case "words":
                return Words(key=key, text=self.text)


class TellIn(Edge):
    """Who is told: the doctor who sets the plan, a department, or the general doctors."""

    kind: Literal["me", "department", "desk"] = "me"
    name: Annotated[str, Field(max_length=64)] = ""

    def queue(self, departments: frozenset[str]) -> Queue | None:
        """Give the queue, None for the doctor who sets the plan.

        Raises:
            InvalidLineError: no such department has a doctor.
        """
        if self.kind == "me":
            return None
        if self.kind == "desk":
            return Queue(kind="desk", name="general")
        if self.name not in departments:
            message = "field 'tell.name': no doctor of this department has an account here"
            raise InvalidLineError(message)
        return Queue(kind="department", name=self.name)


class TermsIn(Edge):
    """What is asked, when and how long an answer may take; dates as ISO 8601, with or without a time."""

    questions: Annotated[tuple[QuestionIn, ...], Field(max_length=50)]
    due: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=100)]
    grace_hours: Annotated[int, Field(ge=0, le=1000)] = 24
    tell: TellIn = TellIn()
    why: Annotated[str, Field(max_length=500)] = ""
    version: int | None = None


class PlanIn(TermsIn):
    """A new plan for the person of a ticket."""

    ticket: Annotated[str, Field(max_length=64)]
    title: Annotated[str, Field(max_length=200)]


class EndIn(Edge):
    """Why a plan ends, and the version that was looked at."""

    why: Annotated[str, Field(max_length=500)]
    version: int | None = None


class AnswersIn(Edge):
    """A round's answers by the questions' keys; numbers as they are read, `unknown` for not known."""

    round: int
    answers: dict[
        Annotated[str, Field(max_length=32)],
        Annotated[str, BeforeValidator(_exactly), Field(max_length=2000)],
    ]


class FollowUpDesk:
    """The follow-up plans of a house, for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the plans of `house`."""
        self._house, self._room = house, house.follow_up

    def set(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Set a plan."""
        signer_of(caller, self._house.accounts)
        wanted = parse(PlanIn, line)
        return self.json(self._room.set(caller.asker, wanted.ticket, wanted.title, self.draft(wanted)))

    def change(self, plan_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Give a plan new terms."""
        self._room.plan(plan_id, caller.asker)
        signer_of(caller, self._house.accounts)
        wanted = parse(TermsIn, line)
        draft = self.draft(wanted)
        return self.json(self._room.change(plan_id, caller.asker, draft, version=wanted.version))

    def end(self, plan_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """End a plan."""
        self._room.plan(plan_id, caller.asker)
        signer_of(caller, self._house.accounts)
        wanted = parse(EndIn, line)
        return self.json(self._room.end(plan_id, caller.asker, wanted.why, version=wanted.version))

    def plans(self, caller: Caller) -> JsonObject:
        """List the plans that one may see: staff theirs, a person their own."""
        if caller.asker.role in STAFF:
            return {"plans": [self.json(one) for one in self._room.plans(caller.asker)]}
        return {"plans": [self.own(one) for one in self._room.mine(person_of(caller))]}

    def one(self, plan_id: str, caller: Caller) -> JsonObject:
        """Show a plan with its whole course."""
        held = self._room.plan(plan_id, caller.asker)
        return self.own(held) if held.person == caller.asker.person else self.json(held)

    def due(self, caller: Caller) -> JsonObject:
        """Say what one is asked now."""
        return {
            "due": [
                {
                    "plan": plan.plan_id,
                    "title": plan.title,
                    "round": one.number,
                    "due_at": one.due_at.isoformat(),
                    "late": one.state == "missed",
                    "questions": [_asked(question) for question in plan.terms_of(one).questions],
                }
                for plan, one in self._room.due(person_of(caller))
            ]
        }

    def answer(self, plan_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Take a round's answers; an emergency in them is answered with its card first."""
        given = parse(AnswersIn, line)
        for key, said in given.answers.items():
            check_text(said, f"answers.{key}", may_be_empty=True)
        return received_json(self._room.answer(plan_id, person_of(caller), given.round, given.answers))

    def draft(self, wanted: TermsIn) -> TermsDraft:
        """Make a draft of what came in."""
        for number, one in enumerate(wanted.questions, start=1):
            check_text(one.text, f"questions.{number}.text", may_be_empty=True)
        return TermsDraft(
            questions=tuple(one.question(number) for number, one in enumerate(wanted.questions, start=1)),
            due=tuple(_moment(one, place) for place, one in enumerate(wanted.due, start=1)),
            grace=timedelta(hours=wanted.grace_hours),
            tell=wanted.tell.queue(self._house.accounts.departments()),
            why=wanted.why,
        )

    def own(self, plan: Plan) -> JsonObject:
        """Write a plan for the person whose it is: what was asked and answered, not what is expected."""
        return {
            "id": plan.plan_id,
            "title": plan.title,
            "state": plan.state,
            "doctor": self._house.accounts.name_of(plan.doctor),
            "questions": [_asked(question) for question in plan.standing.questions],
            "rounds": [
                {
                    "number": one.number,
                    "due_at": one.due_at.isoformat(),
                    "state": one.state,
                    "answers": {answer.key: answer.said for answer in one.answers},
                    "ticket": one.ticket,
                }
                for one in plan.rounds
            ],
        }

    def json(self, plan: Plan) -> JsonObject:
        """Write a plan with its terms and its course, for staff."""
        return {
            "id": plan.plan_id,
            "ticket": plan.ticket,
            "title": plan.title,
            "state": plan.state,
            "version": plan.version,
            "doctor": self._house.accounts.name_of(plan.doctor),
            "terms": [self._terms(one) for one in plan.terms],
            "rounds": [_round(one) for one in plan.rounds],
            "ended": None
            if plan.ended_at is None
            else {"by": plan.ended_by, "at": plan.ended_at.isoformat(), "why": plan.ended_why},
        }

    def _terms(self, one: Terms) -> JsonObject:
        told = one.tell
        name = self._house.accounts.name_of(told.name) if told.kind == "doctor" else None
        return {
            "number": one.number,
            "at": one.at.isoformat(),
            "questions": [_asked(question) | _expected(question) for question in one.questions],
            "due": [due.isoformat() for due in one.due],
            "grace_hours": int(one.grace.total_seconds()) // 3600,
            "tell": {"kind": told.kind, "name": name or told.name},
            "why": one.why,
        }


def received_json(got: Received) -> JsonObject:
    """Write what came of answers: the card of an alarm, the words of a block, the ticket, in this order."""
    screening = got.screening
    cards: list[str] = []
    if isinstance(got.outcome, Emergency) or (got.plan is None and screening.alarming):
        language = "zh" if got.plan is None else language_in(got.plan)
        told = () if got.outcome is None else tuple(one.text for one in got.outcome.claims)
        cards = list(told or card(screening, language))
    elif got.outcome is not None:
        cards = [one.text for one in got.outcome.claims]
    if screening.verdict.verdict == "blocked" and got.plan is not None:
        reason = screening.verdict.rules[0].reason
        cards = [*cards, wording("blocked", language_in(got.plan), rule=reason), *screening.verdict.offers]
    return {
        "kept": got.plan is not None,
        "emergency": screening.alarming,
        "urgency": screening.level if screening.alarming else None,
        "rules": list(screening.rules),
        "blocked": screening.verdict.verdict == "blocked",
        "told": list(dict.fromkeys(cards)),
        "deviations": [] if got.round is None else [_deviation(one) for one in got.round.deviations],
        "ticket": None if got.outcome is None else got.outcome.trace.ticket,
    }


def _moment(given: str, place: int) -> datetime:
    try:
        read = datetime.fromisoformat(given.strip())
    except ValueError:
        message = f"field 'due.{place}': not a date; write 2026-12-01 or 2026-12-01T09:00"
        raise InvalidLineError(message) from None
    if "T" not in given and " " not in given.strip():
        read = datetime.combine(read.date(), _MORNING)
    return read.astimezone()


def _asked(question: Question) -> JsonObject:
    unit = {"unit": question.unit} if isinstance(question, Number) else {}
    return {"key": question.key, "kind": question.kind, "text": question.text, **unit}


def _expected(question: Question) -> JsonObject:
    match question:
        case Number(low=low, high=high):
            return {"low": None if low is None else float(low), "high": None if high is None else float(high)}
        case YesNo(unexpected=unexpected):
            return {"unexpected": unexpected}
        case _:
            return {}


def _round(one: Round) -> JsonObject:
    return {
        "number": one.number,
        "due_at": one.due_at.isoformat(),
        "terms": one.terms,
        "state": one.state,
        "answered_at": None if one.answered_at is None else one.answered_at.isoformat(),
        "late": one.late,
        "answers": {answer.key: answer.said for answer in one.answers},
        "deviations": [_deviation(deviation) for deviation in one.deviations],
        "ticket": one.ticket,
    }


def _deviation(one: Deviation) -> JsonObject:
    return {"kind": one.kind, "question": one.key}
