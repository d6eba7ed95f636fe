"""Opens tasks for the engine: the outcome gets its ticket and the words to the patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assistant.exchange import (
    NOT_MEASURED,
    REHEARSAL,
    Claim,
    Deferred,
    Emergency,
    Outcome,
    Question,
    Role,
    Signal,
)
from assistant.handover.building import Leads, build
from assistant.handover.packet import Header
from assistant.health_file.file import Reported
from assistant.ports import Gate
from assistant.wording import text as wording
from assistant.worklist.clocks import Clocks
from assistant.worklist.rules import Wanted, wanted_for
from assistant.worklist.store import Filed, TaskStore
from assistant.worklist.task import BEFORE_DESKS, Priority, Queue, State, Task, new_task_id, new_ticket
from guidelines.citation import Citation

_MINUTE: Final = "%Y-%m-%d %H:%M"
OUT_OF_HOURS: Final = "D30"
_CANNOT_WAIT: Final = frozenset({"P0", "P1"})
"""Priorities that go to a desk that somebody always serves, never to one who may be away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """Who is asked first where nothing is urgent; `called` is what people call a doctor who is."""

    queue: Queue
    called: str | None = None


class TaskOpener:
    """Implements `assistant.ports.Tasks`."""

    def __init__(
        self,
        store: TaskStore,
        gate: Gate,
        clocks: Clocks,
        *,
        now: Callable[[], datetime],
        staffed: Callable[[], frozenset[str]] = frozenset,
        reported: Callable[[str], Sequence[Reported]] = lambda _: (),
    ) -> None:
        """Open tasks in `store`; `now` is the server's clock, which no caller sets.

        `staffed` names the departments that have a doctor: only these are given tasks. `reported` gives what
        a person's health file says, where the person agreed that staff see it.
        """
        self._reported = reported
        self._store, self._gate, self._clocks, self._now = store, gate, clocks, now
        self._staffed = staffed

    def open(
        self,
        question: Question,
        outcome: Outcome,
        evidence: Sequence[Citation],
        *,
        first: First | None = None,
    ) -> Outcome | None:
        """Record the outcome with a ticket and open its task, both or neither; None where none is due.

        `first` is who is asked first where it may wait.
        """
        if question.voice is not None and question.voice.twin_id == REHEARSAL:
            return None
        wanted = wanted_for(question, outcome)
        person = question.asker.person
        if wanted is None or person is None or not isinstance(outcome, Deferred | Emergency):
            return None
        leads = Leads(
            evidence=evidence,
            free_of_regimen=self._free_of_regimen,
            reported=tuple(self._reported(person)),
        )

        def file(task: Task) -> Filed:
            told = self._told(question, outcome, task, first)
            off = self._urgent_out_of_hours(task)
            signals = {**told.trace.signals, OUT_OF_HOURS: off}
            told = replace(told, trace=replace(told.trace, signals=signals))
            header = Header(
                ticket=task.ticket,
                priority=task.priority,
                created_at=task.opened_at,
                due_at=task.due_at,
                triggers=task.triggers,
                ai_label=wording("label.ai", question.language or "zh"),
            )
            return Filed(outcome=told, packet=build(header, question, told, leads, record_id=task.record_id))

        return self._store.open(self._new(wanted, person, question, first), question, file)

    def _new(self, wanted: Wanted, person: str, question: Question, first: First | None) -> Task:
        now = self._now()
        due = self._clocks.answered_by(wanted.priority, now)
        queue, level = self._present(*self._queue(wanted, question, first), wanted, now)
        called = self._clocks.whom(queue, now)
        off_hours = wanted.priority in _CANNOT_WAIT and self._clocks.staffing.off_hours(now)
        if queue.kind == "desk" and question.department is not None:
            called = self._clocks.staffing.on_call(question.department, now) or called
        return Task(
            task_id=new_task_id(),
            ticket=new_ticket(),
            kind=wanted.kind,
            priority=wanted.priority,
            state=State.OPEN,
            queue=queue,
            level=level,
            called=called,
            asker=person,
            record_id="",
            opened_at=now,
            due_at=due,
            next_at=self._clocks.seen_by(wanted.priority, now, due),
            triggers=(*wanted.triggers, OUT_OF_HOURS) if off_hours else wanted.triggers,
        )

    def _urgent_out_of_hours(self, task: Task) -> Signal:
        """Measure D30: what cannot wait came outside working hours, so whoever is on call is asked."""
        if task.priority not in _CANNOT_WAIT:
            return False
        off = self._clocks.staffing.off_hours(task.opened_at)
        return NOT_MEASURED if off is None else off

    def _queue(self, wanted: Wanted, question: Question, first: First | None) -> tuple[Queue, int]:
        """Give who is asked first, and how far up the desks that is."""
        if first is not None and first.queue.kind == "doctor" and wanted.priority not in _CANNOT_WAIT:
            return first.queue, 0
        if first is not None and first.queue.kind == "department":
            return first_queue(wanted.priority, first.queue.name, self._staffed(), self._clocks)
        voice = question.voice
        if voice is not None and voice.shut != "twin_unavailable" and wanted.priority not in _CANNOT_WAIT:
            return Queue(kind="doctor", name=voice.doctor), 0
        return first_queue(wanted.priority, question.department, self._staffed(), self._clocks)

    def _present(self, queue: Queue, level: int, wanted: Wanted, now: datetime) -> tuple[Queue, int]:
        """Ask who stands in for a doctor who is away, and a desk where nobody does."""
        if queue.kind != "doctor":
            return queue, level
        there = self._clocks.staffing.covering(queue.name, now)
        if there is None:
            return first_queue(wanted.priority, None, frozenset(), self._clocks)
        return Queue(kind="doctor", name=there), level

    def _told(
        self, question: Question, outcome: Deferred | Emergency, task: Task, first: First | None
    ) -> Outcome:
        """Add to whom it went, by when, what to do if it gets worse, and the ticket number."""
        language = question.language or "zh"
        voice = question.voice
        desk = voice.doctor_name if voice and task.queue.name == voice.doctor else None
        if first is not None and first.queue == task.queue:
            desk = first.called
        words = {"desk": desk or self._clocks.called(task.queue, language), "ticket": task.ticket}
        if isinstance(outcome, Deferred):
            words["due"] = task.due_at.astimezone().strftime(_MINUTE)
        kind = "deferral" if isinstance(outcome, Deferred) else "emergency"
        added = Claim(text=wording(f"ticket.{kind}", language, **words), origin="template", citations=())
        trace = replace(outcome.trace, ticket=task.ticket)
        return replace(outcome, claims=(*outcome.claims, added), trace=trace)

    def _free_of_regimen(self, text: str) -> bool:
        return self._gate.outgoing(text, role=Role.PATIENT).verdict == "clear"


def first_queue(
    priority: Priority, department: str | None, staffed: frozenset[str], clocks: Clocks
) -> tuple[Queue, int]:
    """Give where a task waits first: its department where somebody is there and it may wait, else a desk."""
    if priority not in _CANNOT_WAIT and department is not None and department in staffed:
        return Queue(kind="department", name=department), BEFORE_DESKS
    return Queue(kind="desk", name=clocks.of(priority).desks[0]), 0
