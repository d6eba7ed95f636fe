"""Where outside findings come in, are reviewed, recalled and settled; who may do what with them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, get_args

from assistant.errors import (
    AccessDeniedError,
    FindingError,
    FindingStateError,
    StoreError,
    TaskTakenError,
    UnknownFindingError,
    UnknownSourceError,
)
from assistant.exchange import Asker, Role
from assistant.findings.amending import UNDER_REVIEW, corrected, taken_back
from assistant.findings.finding import (
    RECALL,
    Case,
    Finding,
    Judged,
    Review,
    Source,
    Standing,
    new_case_id,
)
from assistant.findings.funnel import Funnel, funnels
from assistant.findings.opening import review_packet, review_task
from assistant.findings.review import check_review, refuse_regimen, refuse_unread
from assistant.findings.script import Spoken, call_script
from assistant.findings.sources import check_month, check_source
from assistant.findings.states import Call, Decision, Result, Said, Step, desk_of, escalated, moved
from assistant.findings.store import Acted, Anew, FindingStore, Posting, TaskTurn, Turned
from assistant.handover.packet import Packet
from assistant.notices import Notice
from assistant.ports import Gate
from assistant.worklist.clocks import Clocks
from assistant.worklist.reply import Signer
from assistant.worklist.states import CLOCK, Move
from assistant.worklist.states import Step as TaskStep
from assistant.worklist.states import moved as task_moved
from assistant.worklist.task import Task, new_ticket
from guidelines import Language

logger = logging.getLogger(__name__)
CALLERS: Final = (Role.DOCTOR, Role.CLERK)
"""Who calls patients; only a doctor reviews and keeps how it ended."""
COUNTERS: Final = (Role.DOCTOR, Role.SAFETY_OFFICER, Role.ADMIN, Role.AUDITOR)
"""Who may see how many; nobody's name is in it."""
_LOOKERS: Final = (Role.DOCTOR, Role.CLERK, Role.SAFETY_OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """What came with a step: the version looked at, and a key that makes a repetition harmless."""

    version: int | None = None
    key: str | None = None


class FindingRoom:
    """Decides who may do what with a case; the state machine decides what is possible.

    A case that a person may not see is told like one that does not exist; a patient sees none.
    """

    def __init__(
        self,
        store: FindingStore,
        gate: Gate,
        clocks: Clocks,
        *,
        now: Callable[[], datetime],
        staffed: Callable[[], frozenset[str]] = frozenset,
        on_call: Callable[[str, datetime], str | None] = lambda _unit, _at: None,
        open_to: Callable[[Asker, str], bool] = lambda _asker, _ticket: False,
    ) -> None:
        """Keep cases in `store`; `on_call` names who covers a department or desk at a moment.

        `open_to` says whether a doctor may take the task of that ticket, e.g. at a desk.
        """
        self._store, self._gate, self._clocks, self.now = store, gate, clocks, now
        self._staffed, self._on_call, self._open_to = staffed, on_call, open_to

    def put_source(self, source: Source, asker: Asker) -> None:
        """Settle with another system who it is, where its findings go and how much it may flag.

        Raises:
            AccessDeniedError: not an administrator.
            FindingError: something of it cannot be used.
        """
        if asker.role is not Role.ADMIN or asker.person is None:
            message = "only an administrator who is signed in settles sources"
            raise AccessDeniedError(message)
        check_source(source, self._store.sources())
        self._store.put_source(source, by=asker.person, at=self.now())

    def sources(self) -> tuple[Source, ...]:
        """List the sources by name."""
        return self._store.sources()

    def source_of(self, asker: Asker, named: str | None = None) -> Source:
        """Give the source that posts with this key; `named` is what the posting says of itself.

        Raises:
            UnknownSourceError: the key is none's, or another's than the posting says.
        """
        found = next((one for one in self._store.sources() if one.key == asker.person), None)
        if found is None or (named is not None and named != found.name):
            message = "this key posts for no such source; an administrator settles it at /v1/findings/sources"
            raise UnknownSourceError(message)
        return found

    def note_examined(self, source: Source, month: str, examined: int, *, by: str) -> None:
        """Keep how many a source examined in a month, against which its flags are counted.

        Raises:
            FindingError: no month, one to come, or fewer than none.
        """
        check_month(month, examined, self.now())
        self._store.put_examined(source.name, month, examined, by=by, at=self.now())

    def posted(self, source: Source, posting: Posting) -> Case | None:
        """Give the case of a posting that came before under the same key."""
        return self._store.posted(source.name, posting)

    def take(self, finding: Finding, source: Source, posting: Posting) -> Case:
        """Take a finding in and open its review; nobody is told anything before a doctor has accepted it.

        Raises:
            FindingError: its words tell a regimen.
            DuplicateFindingError: it was posted before, otherwise.
        """
        refuse_regimen(finding, self._gate)
        now = self.now()
        case = Case(
            case_id=new_case_id(),
            ticket=new_ticket(),
            finding=finding,
            flagged_at=now,
            department=source.department,
            phone=finding.subject.phone,
        )
        owner = self._store.owner_of(finding.subject.reference)
        task, packet = self._review_of(case, source, now)
        return self._store.take(case, task, packet, posting, owner=owner)

    def correct(self, finding: Finding, source: Source, posting: Posting) -> Case:
        """Take in what a source says otherwise; it is reviewed anew, and until then nobody is called.

        A finding that never came before is taken in as a new one; the same words again change nothing.

        Raises:
            FindingError: its words tell a regimen, or it names another patient.
        """
        held = self._store.numbered(source.name, finding.external_id)
        if held is None:
            return self.take(finding, source, posting)
        refuse_regimen(finding, self._gate)
        if held.finding == finding and held.taken_back is None:
            return held
        now, ticket = self.now(), new_ticket()

        def decide(case: Case) -> Case:
            return replace(corrected(case, finding, by=source.name, at=now), ticket=ticket)

        return self._amended(held, "correct", decide, source, self._store.key_of(source.name, posting))

    def take_back(self, external_id: str, reason: str, source: Source, posting: Posting) -> Case:
        """Keep that a source takes a finding back; whoever was called already becomes a doctor's task.

        Raises:
            UnknownFindingError: the source never posted it.
        """
        held = self._store.numbered(source.name, external_id)
        if held is None:
            message = "this source posted no finding under that number; there is nothing to take back"
            raise UnknownFindingError(message)
        if held.taken_back is not None:
            return held
        now, ticket = self.now(), new_ticket()

        def decide(case: Case) -> Case:
            after = taken_back(case, reason.strip(), by=source.name, at=now)
            return replace(after, ticket=ticket) if after.standing is Standing.RECONSIDER else after

        return self._amended(held, "take_back", decide, source, self._store.key_of(source.name, posting))

    def cases(self, asker: Asker, standings: Collection[Standing] | None = None) -> tuple[Case, ...]:
        """List the cases that one may see, what is due first."""
        found = (one for one in self._store.cases(standings) if self._may_see(asker, one))
        return tuple(sorted(found, key=lambda one: (one.due_at or one.flagged_at, one.case_id)))

    def seen(self, reference: str, asker: Asker) -> Case:
        """Give a case by id or ticket number.

        Raises:
            UnknownFindingError: there is none for this person.
        """
        case = self._store.case(reference)
        if case is None or not self._may_see(asker, case):
            message = "no such finding for you; look the number up again"
            raise UnknownFindingError(message)
        return case

    def history(self, case: Case) -> tuple[Turned, ...]:
        """List who did what with a case."""
        return self._store.history(case.case_id)

    def review(
        self,
        reference: str,
        signer: Signer,
        asker: Asker,
        judged: Sequence[Judged],
        *,
        recall: bool,
        note: str,
        wished: Wished,
    ) -> Case:
        """Sign a verdict on every step; it ends the review task, and with `recall` begins the recall.

        Raises:
            FindingStateError: something is left open, or it was reviewed already.
            TaskTakenError: another doctor holds the task, or nobody took it.
            UnknownFindingError, AccessDeniedError: as elsewhere.
        """
        case = self.seen(reference, asker)
        _refuse(asker, Role.DOCTOR)
        refuse_unread(case, wished.version)
        check_review(case.finding, judged, recall=recall, note=note)
        now = self.now()
        signed = Review(
            person=signer.person,
            name=signer.name,
            judged=tuple(judged),
            recall=recall,
            note=note.strip(),
            at=now,
        )
        step: Step = "accept" if recall else "not_accept"

        def decide(held: Case) -> Case:
            after = self._moved(held, step, Said(note=note), signer.person, wished)
            return replace(after, review=signed)

        acted = Acted(step=step, by=signer.person, role=asker.role.value, at=now, key=wished.key)
        return self._store.move(case.case_id, acted, decide, task=self._turn("answer", signer.person, now))

    def contact(self, reference: str, step: Call | Result, said: Said, asker: Asker, wished: Wished) -> Case:
        """Keep how a call or an examination ended.

        Raises:
            FindingStateError: it is not possible from where the case stands, or something is missing.
            AccessDeniedError: this role may not keep that.
        """
        case = self.seen(reference, asker)
        _refuse(asker, *(CALLERS if step in _CALLS else (Role.DOCTOR,)))
        by, now = asker.person or "", self.now()
        acted = Acted(step=step, by=by, role=asker.role.value, at=now, key=wished.key)
        wished, ticket = replace(wished, version=wished.version or case.version), new_ticket()

        def decide(held: Case) -> Case:
            after = self._moved(held, step, said, by, wished)
            return replace(after, ticket=ticket) if after.standing is Standing.RECONSIDER else after

        return self._store.move(
            case.case_id,
            acted,
            decide,
            task=self._turn("answer", by, now) if step in _DECISIONS else None,
            anew=self._anew(self._source(case), by, now) if case.standing is Standing.TAKEN_BACK else None,
        )

    def script(self, case: Case, language: Language) -> tuple[Spoken, ...]:
        """Give the words of a call.

        Raises:
            FindingStateError: no doctor has accepted the finding, so nobody is called.
        """
        if case.standing is Standing.TO_TELL:
            return call_script(case, self._source(case), language, off=True)
        if case.review is None or not case.review.recall or case.standing in _NOBODY_CALLED:
            message = "nobody is called before a doctor has accepted the finding, or once it was taken back"
            raise FindingStateError(message)
        return call_script(case, self._source(case), language)

    def funnel(self) -> tuple[Funnel, ...]:
        """Count what became of how many, by source and month."""
        return funnels(self._store.cases(), self._store.sources(), self._store.examined())

    def everything(self) -> tuple[Case, ...]:
        """Give every case, for an export without names."""
        return self._store.cases()

    def notices(self, now: datetime) -> tuple[Notice, ...]:
        """Give what nobody acted on in time, for the channels that call people; it names no patient."""
        late = (one for one in self._store.cases(RECALL) if one.overdue(now) and one.due_at is not None)
        return tuple(
            Notice(
                kind="overdue",
                ticket=f"{case.ticket}/{case.version}",
                priority=self._source(case).priority,
                queue=desk_of(case) or case.department,
                due_at=case.due_at or now,
                called=None if case.called is None else self._clocks.staffing.name_of(case.called),
            )
            for case in late
        )

    def escalate_due(self, now: datetime) -> int:
        """Hand every case that nobody moved in time to its next desk; returns how many."""
        done = 0
        for late in self._store.late(now):
            acted = Acted(step="escalate", by=CLOCK, role=CLOCK, at=now)
            try:
                self._store.move(late.case_id, acted, lambda held: self._handed_on(held, now))
            except (FindingError, StoreError) as fault:
                logger.warning("not escalated finding=%s cause=%s", late.case_id, type(fault).__name__)
            else:
                done += 1
        return done

    def _review_of(self, case: Case, source: Source, now: datetime) -> tuple[Task, Packet]:
        owner = self._store.owner_of(case.finding.subject.reference)
        task = review_task(case, source, self._clocks, owner=owner, staffed=self._staffed(), now=now)
        task = replace(task, called=self._on_call(source.department, now))
        return task, review_packet(case, task)

    def _amended(
        self, held: Case, step: str, decide: Callable[[Case], Case], source: Source, key: str
    ) -> Case:
        now = self.now()
        acted = Acted(step=step, by=source.name, role="source", at=now, key=key)
        return self._store.move(held.case_id, acted, decide, anew=self._anew(source, source.name, now))

    def _anew(self, source: Source, by: str, now: datetime) -> Anew:
        """Open a review where the case came to need one; one that still waits ends."""

        def opened(case: Case) -> tuple[Task, Packet] | None:
            return self._review_of(case, source, now) if case.standing in UNDER_REVIEW else None

        move = Move(step="cancel", by=by, at=now)
        end = TaskTurn(move=move, decide=lambda task: task_moved(task, move, self._clocks))
        return Anew(end=end, opened=opened)

    def _turn(self, step: TaskStep, by: str, now: datetime) -> TaskTurn:
        move = Move(step=step, by=by, at=now)
        return TaskTurn(move=move, decide=lambda held: _answered(held, move, self._clocks))

    def _handed_on(self, held: Case, now: datetime) -> Case:
        after = escalated(held, now, None)
        desk = desk_of(after) or after.department
        called = self._on_call(desk, now) or self._on_call(after.department, now)
        return replace(after, called=called)

    def _moved(self, held: Case, step: Step, said: Said, by: str, wished: Wished) -> Case:
        if wished.version is not None and wished.version != held.version:
            message = f"somebody took a step meanwhile (now version {held.version}); look at it again"
            raise FindingStateError(message)
        wait = timedelta(hours=self._source(held).call_within_h)
        return moved(held, step, said, by=by, at=self.now(), first_wait=wait)

    def _source(self, case: Case) -> Source:
        return next(one for one in self._store.sources() if one.name == case.finding.source)

    def _may_see(self, asker: Asker, case: Case) -> bool:
        """Let the department see its cases, who is on call what came to them, the safety officer all."""
        if asker.role not in _LOOKERS:
            return False
        if asker.role is Role.SAFETY_OFFICER or asker.department == case.department:
            return asker.role is not Role.CLERK or case.standing not in UNDER_REVIEW
        reviewed = case.review is not None and case.review.person == asker.person
        if reviewed or (case.called is not None and case.called == asker.person):
            return True
        return asker.role is Role.DOCTOR and (case.level > 0 or self._open_to(asker, case.ticket))


_CALLS: Final = frozenset(get_args(Call))
_DECISIONS: Final = frozenset(get_args(Decision))
_NOBODY_CALLED: Final = UNDER_REVIEW | {Standing.TAKEN_BACK}


def _answered(held: Task, move: Move, clocks: Clocks) -> Task:
    if held.owner != move.by:
        raise TaskTakenError(held.owner or "", held.version)
    return task_moved(held, move, clocks)


def _refuse(asker: Asker, *roles: Role) -> None:
    if asker.role not in roles or asker.person is None:
        message = f"this takes somebody who is signed in as {' or '.join(one.value for one in roles)}"
        raise AccessDeniedError(message)
