"""The one state machine of a plan and its rounds: two tables, and pure functions that apply them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from assistant.errors import PlanStateError
from assistant.follow_up.plan import Deviation, Plan, PlanState, Round, RoundState, Terms
from assistant.follow_up.questions import Answer

RoundStep = Literal["answer", "miss", "drop"]
PlanStep = Literal["answer", "miss", "change", "end"]

ROUNDS: Final[Mapping[tuple[RoundState, RoundStep], RoundState]] = {
    ("waiting", "answer"): "answered",
    ("waiting", "miss"): "missed",
    ("missed", "answer"): "answered",
    ("waiting", "drop"): "dropped",
}
"""What may follow for a round; an answer is never taken back or given twice."""

PLANS: Final[frozenset[tuple[PlanState, PlanStep]]] = frozenset(
    {
        ("active", "answer"),
        ("active", "miss"),
        ("active", "change"),
        ("active", "end"),
        ("finished", "answer"),
        ("finished", "change"),
    }
)
"""What may be done with a plan; an ended one stays as it is, a finished one takes late answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a round: the answers, what deviates in them, and the ticket that was opened, if any."""

    answers: tuple[Answer, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    ticket: str | None = None


def planned(terms: Terms, *, after: int = 0) -> tuple[Round, ...]:
    """Give the rounds of some terms, numbered on from `after`."""
    return tuple(
        Round(number=number, due_at=due, terms=terms.number)
        for number, due in enumerate(sorted(terms.due), start=after + 1)
    )


def answered(plan: Plan, number: int, told: Told, *, at: datetime) -> Plan:
    """Give the plan after a round was answered.

    Raises:
        PlanStateError: there is no such round, it is not due yet, was answered, or the plan has ended.
    """
    held = _round(plan, number, "answer")
    if held.due_at > at:
        message = "this round is not due yet; answer it when its time comes"
        raise PlanStateError(message)
    after = replace(
        _stepped(held, "answer"),
        answers=told.answers,
        answered_at=at,
        late=held.state == "missed" or at > held.due_at + plan.terms_of(held).grace,
        deviations=(*held.deviations, *told.deviations),
        ticket=told.ticket or held.ticket,
    )
    return _with(plan, after)


def missed(plan: Plan, number: int, told: Told, *, at: datetime) -> Plan:
    """Give the plan after nobody answered a round in time.

    Raises:
        PlanStateError: its time is not over, somebody answered it, or the plan has ended.
    """
    held = _round(plan, number, "miss")
    if held.due_at + plan.terms_of(held).grace > at:
        message = "the time to answer this round is not over"
        raise PlanStateError(message)
    return _with(
        plan, replace(_stepped(held, "miss"), deviations=told.deviations, ticket=told.ticket or held.ticket)
    )


def changed(plan: Plan, terms: Terms) -> Plan:
    """Give the plan under new terms: rounds still to come are dropped, those that are due stay as they were.

    Raises:
        PlanStateError: the plan has ended.
    """
    _refuse(plan, "change")
    kept = tuple(
        _stepped(one, "drop") if one.state == "waiting" and one.due_at > terms.at else one
        for one in plan.rounds
    )
    rounds = (*kept, *planned(terms, after=len(kept)))
    return replace(plan, state="active", terms=(*plan.terms, terms), rounds=rounds, version=plan.version + 1)


def ended(plan: Plan, *, by: str, at: datetime, why: str) -> Plan:
    """Give the plan after it was ended; what still waited is dropped and nobody is told of it.

    Raises:
        PlanStateError: it has ended, or nothing of it was left.
    """
    _refuse(plan, "end")
    rounds = tuple(_stepped(one, "drop") if one.state == "waiting" else one for one in plan.rounds)
    return replace(
        plan,
        state="ended",
        rounds=rounds,
        version=plan.version + 1,
        ended_by=by,
        ended_at=at,
        ended_why=why,
    )


def _round(plan: Plan, number: int, step: PlanStep) -> Round:
    _refuse(plan, step)
    held = plan.round(number)
    if held is None:
        message = f"the plan has no round {number}; look at it again"
        raise PlanStateError(message)
    return held


def _refuse(plan: Plan, step: PlanStep) -> None:
    if (plan.state, step) not in PLANS:
        message = f"a plan that is {plan.state!r} cannot take the step {step!r}; look at it again"
        raise PlanStateError(message)


def _stepped(one: Round, step: RoundStep) -> Round:
    goal = ROUNDS.get((one.state, step))
    if goal is None:
        message = f"a round that is {one.state!r} cannot take the step {step!r}; look at it again"
        raise PlanStateError(message)
    return replace(one, state=goal)


def _with(plan: Plan, after: Round) -> Plan:
    rounds = tuple(after if one.number == after.number else one for one in plan.rounds)
    waiting = any(one.state == "waiting" for one in rounds)
    state: PlanState = "active" if waiting else "finished"
    return replace(plan, rounds=rounds, state=state, version=plan.version + 1)
