"""Who may do what with a plan: a doctor sets it, the person answers, the clock looks after it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from assistant.consent import ConsentBook, Purpose
from assistant.errors import (
    AccessDeniedError,
    ConsentNeededError,
    FollowUpError,
    PlanStateError,
    StoreError,
    UnknownPlanError,
)
from assistant.exchange import Asker, Outcome, Role
from assistant.follow_up import states
from assistant.follow_up.drafting import TermsDraft, made_terms, refuse_regimen
from assistant.follow_up.judging import deviations
from assistant.follow_up.plan import Deviation, Plan, Round, new_plan_id
from assistant.follow_up.questions import answers_from, as_said
from assistant.follow_up.screening import Screen, Screening
from assistant.follow_up.store import FollowUpStore
from assistant.follow_up.telling import Telling, language_in
from assistant.notices.notice import Notice
from assistant.ports import Gate
from assistant.worklist.states import CLOCK
from assistant.worklist.worklist import STAFF, Worklist, serves

logger = logging.getLogger(__name__)
LONGEST_TITLE: Final = 80
WITHDRAWN: Final = "consent_withdrawn"
"""Why the clock ends a plan whose person does not agree any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a round's answers: what the rules say, and the task that was opened, if any.

    `plan` is None where nothing could be kept: the alarm is told all the same.
    """

    screening: Screening
    plan: Plan | None = None
    round: Round | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the room works with."""

    store: FollowUpStore
    worklist: Worklist
    consents: ConsentBook
    gate: Gate
    screen: Screen
    telling: Telling


class FollowUpRoom:
    """Sets, asks and looks after plans; one that a person may not see is told like one that is not."""

    def __init__(self, parts: Parts, *, now: Callable[[], datetime]) -> None:
        """Work with `parts`; `now` is the server's clock."""
        self._parts, self.now = parts, now
        self._store = parts.store

    def set(self, asker: Asker, ticket: str, title: str, draft: TermsDraft) -> Plan:
        """Set a plan for the person of a ticket that this doctor may see.

        Raises:
            UnknownTaskError: there is no such ticket for this doctor.
            ConsentNeededError: the person has not agreed to follow-up.
            FollowUpError: something of the plan cannot be used; says what.
        """
        doctor = _doctor(asker)
        work = self._parts.worklist
        task = work.seen(ticket, asker)
        if work.packet(task) is None:
            message = "the person's data were erased; there is nobody to ask"
            raise FollowUpError(message)
        self._refuse_unagreed(task.asker)
        named = title.strip()
        if not 1 <= len(named) <= LONGEST_TITLE:
            message = f"a plan has a title of 1 to {LONGEST_TITLE} characters"
            raise FollowUpError(message)
        terms = made_terms(draft, by=doctor, number=1, now=self.now())
        refuse_regimen(self._parts.gate, (named, *(one.text for one in terms.questions)))
        plan = Plan(
            plan_id=new_plan_id(),
            person=task.asker,
            doctor=doctor,
            ticket=task.ticket,
            title=named,
            state="active",
            terms=(terms,),
            rounds=states.planned(terms),
        )
        self._store.add(plan, at=self.now())
        return plan

    def change(self, plan_id: str, asker: Asker, draft: TermsDraft, *, version: int | None = None) -> Plan:
        """Give a plan new terms from now on; the old ones and what was answered under them are kept.

        Raises:
            UnknownPlanError, AccessDeniedError: it is not this doctor's.
            PlanStateError: it has ended, or somebody changed it since `version`.
            FollowUpError, ConsentNeededError: as in `set`.
        """
        held = self._own(plan_id, asker)
        self._refuse_unagreed(held.person)
        terms = made_terms(draft, by=_doctor(asker), number=len(held.terms) + 1, now=self.now())
        refuse_regimen(self._parts.gate, (*(one.text for one in terms.questions), terms.why))

        def decide(plan: Plan) -> Plan:
            _refuse_moved(plan, version)
            return states.changed(plan, replace(terms, number=len(plan.terms) + 1))

        return self._move(plan_id, "change", decide, asker)

    def end(self, plan_id: str, asker: Asker, why: str, *, version: int | None = None) -> Plan:
        """End a plan, with a reason; what still waited is asked no more.

        Raises:
            UnknownPlanError, AccessDeniedError: it is not this doctor's.
            PlanStateError: it has ended, or somebody changed it since `version`.
            FollowUpError: no reason.
        """
        held = self._own(plan_id, asker)
        if not why.strip():
            message = "say why the plan ends, in a sentence"
            raise FollowUpError(message)

        def decide(plan: Plan) -> Plan:
            _refuse_moved(plan, version)
            return states.ended(plan, by=asker.person or "", at=self.now(), why=why.strip()[:500])

        return self._move(held.plan_id, "end", decide, asker)

    def plan(self, plan_id: str, asker: Asker) -> Plan:
        """Give a plan to staff who may see it, or to the person whose it is.

        Raises:
            UnknownPlanError: there is none for this person.
        """
        held = self._store.plan(plan_id)
        if held is None or not (_may_see(asker, held) or held.person == asker.person):
            raise _unknown()
        return held

    def plans(self, asker: Asker) -> tuple[Plan, ...]:
        """List the plans that this member of staff may see, the last changed first."""
        return tuple(one for one in self._store.plans() if _may_see(asker, one))

    def mine(self, person: str) -> tuple[Plan, ...]:
        """List a person's own plans; none while the consent does not stand."""
        return self._store.of(person) if self._agreed(person) else ()

    def due(self, person: str) -> tuple[tuple[Plan, Round], ...]:
        """List what a person is asked now, the oldest first."""
        now = self.now()
        found = [(plan, one) for plan in self.mine(person) for one in plan.open_rounds(now)]
        return tuple(sorted(found, key=lambda pair: pair[1].due_at))

    def answer(self, plan_id: str, person: str, number: int, given: Mapping[str, str]) -> Received:
        """Take a round's answers: screened first, then kept, then whoever must know is told.

        An alarm in them is given back whatever keeps them from being kept.

        Raises:
            UnknownPlanError: there is no such plan of this person's.
            ConsentNeededError: the person does not agree any more.
            PlanStateError: the round is not open.
            FollowUpError: an answer is missing or does not fit its question.
        """
        plan = self._store.plan(plan_id)
        if plan is None or plan.person != person:
            raise _unknown()
        held = plan.round(number)
        questions = (plan.standing if held is None else plan.terms_of(held)).questions
        screening = self._parts.screen.read(questions, given, language_in(plan))
        try:
            self._refuse_unagreed(person)
            states.answered(plan, number, states.Told(), at=self.now())
        except (ConsentNeededError, PlanStateError):
            if screening.alarming:
                return Received(screening=screening)
            raise
        answers = as_said(questions, given) if screening.alarming else answers_from(questions, given)
        found = deviations(questions, answers, screening)
        told = states.Told(answers=answers, deviations=found)
        return self._received(plan, number, told, screening)

    def look_after(self) -> int:
        """Tell of rounds that nobody answered in time, and end plans whose person withdrew; returns how many.

        One that cannot be looked after now holds up no other.
        """
        done = 0
        for plan in self._store.waiting(self.now()):
            try:
                done += self._looked_after(plan)
            except (FollowUpError, StoreError) as fault:
                logger.warning("not looked after plan=%s cause=%s", plan.plan_id, type(fault).__name__)
        return done

    def notices(self, now: datetime) -> tuple[Notice, ...]:
        """Give what a hospital's own channel may pass on: who has questions waiting, in ids alone."""
        return tuple(
            Notice(
                kind="follow_up",
                ticket=f"{plan.plan_id}:{one.number}",
                priority="P4",
                queue=f"patient:{plan.person}",
                due_at=one.due_at + plan.terms_of(one).grace,
            )
            for plan in self._store.waiting(now)
            if self._agreed(plan.person)
            for one in plan.open_rounds(now)
            if one.state == "waiting"
        )

    def _received(self, plan: Plan, number: int, told: states.Told, screening: Screening) -> Received:
        """Open the task first: killed in between, the round is still to be answered and nobody was missed."""
        one = plan.round(number)
        assert one is not None, "it was answered a line above"  # noqa: S101 - for the type checker
        outcome: Outcome | None = None
        if screening.alarming:
            outcome = self._parts.telling.alarm(plan, one, told.answers, screening)
        elif told.deviations:
            outcome = self._parts.telling.deviation(plan, one, told.answers, told.deviations)
        kept = replace(told, ticket=None if outcome is None else outcome.trace.ticket)
        after = self._store.move(
            plan.plan_id,
            "answer",
            lambda held: states.answered(held, number, kept, at=self.now()),
            by=plan.person,
            role=Role.PATIENT.value,
            at=self.now(),
        )
        return Received(screening=screening, plan=after, round=after.round(number), outcome=outcome)

    def _looked_after(self, plan: Plan) -> int:
        now = self.now()
        if not self._agreed(plan.person):
            self._clock(plan, "end", lambda held: states.ended(held, by=CLOCK, at=now, why=WITHDRAWN))
            return 1
        late = plan.late_rounds(now)
        for one in late:
            outcome = self._parts.telling.missed(plan, one)
            told = states.Told(deviations=(Deviation(kind="no_answer"),), ticket=outcome.trace.ticket)
            self._clock(plan, "miss", partial(states.missed, number=one.number, told=told, at=now))
        return len(late)

    def _clock(self, plan: Plan, step: str, decide: Callable[[Plan], Plan]) -> None:
        self._store.move(plan.plan_id, step, decide, by=CLOCK, role=CLOCK, at=self.now())

    def _move(self, plan_id: str, step: str, decide: Callable[[Plan], Plan], asker: Asker) -> Plan:
        return self._store.move(
            plan_id, step, decide, by=asker.person or "", role=asker.role.value, at=self.now()
        )

    def _own(self, plan_id: str, asker: Asker) -> Plan:
        """Let the plan's own doctor change it, and the safety officer, too, for a doctor who has left."""
        held = self._store.plan(plan_id)
        if held is None or not _may_see(asker, held):
            raise _unknown()
        if asker.person != held.doctor and asker.role is not Role.SAFETY_OFFICER:
            message = "only the doctor who set a plan changes or ends it"
            raise AccessDeniedError(message)
        return held

    def _agreed(self, person: str) -> bool:
        return Purpose.FOLLOW_UP in self._parts.consents.standing(person)

    def _refuse_unagreed(self, person: str) -> None:
        if not self._agreed(person):
            message = "the person has not agreed to follow-up, or not any more; they can on their page"
            raise ConsentNeededError(message)


def _may_see(asker: Asker, plan: Plan) -> bool:
    """Say whether staff may see a plan: its doctor, whoever it tells, the safety officer."""
    if asker.role not in STAFF or asker.person is None:
        return False
    return asker.person == plan.doctor or serves(asker, plan.standing.tell)


def _doctor(asker: Asker) -> str:
    if asker.role is not Role.DOCTOR or asker.person is None:
        message = "only a doctor who is signed in sets a plan"
        raise AccessDeniedError(message)
    return asker.person


def _refuse_moved(plan: Plan, version: int | None) -> None:
    if version is not None and plan.version != version:
        message = f"somebody changed the plan meanwhile (now version {plan.version}); look at it again"
        raise PlanStateError(message)


def _unknown() -> UnknownPlanError:
    return UnknownPlanError("no such plan for you; look at your list again")
