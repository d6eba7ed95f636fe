"""Opens tasks for the engine: the outcome gets its ticket and the words to the patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from assistant.exchange import Claim, Deferred, Emergency, Outcome, Question, Role
from assistant.handover.building import Leads, build
from assistant.handover.packet import Header
from assistant.ports import Gate
from assistant.wording import text as wording
from assistant.worklist.clocks import Clocks
from assistant.worklist.rules import Wanted, wanted_for
from assistant.worklist.store import Filed, TaskStore
from assistant.worklist.task import BEFORE_DESKS, Queue, State, Task, new_task_id, new_ticket
from guidelines.citation import Citation

_MINUTE: Final = "%Y-%m-%d %H:%M"
_DESK_ONLY: Final = frozenset({"P0", "P1"})
"""Priorities that go to whoever is on call, never to a department whose doctors may be away."""


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
    ) -> None:
        """Open tasks in `store`; `now` is the server's clock, which no caller sets.

        `staffed` names the departments that have a doctor: only these are given tasks.
        """
        self._store, self._gate, self._clocks, self._now = store, gate, clocks, now
        self._staffed = staffed

    def open(self, question: Question, outcome: Outcome, evidence: Sequence[Citation]) -> Outcome | None:
        """Record the outcome with a ticket and open its task, both or neither; None where none is due."""
        wanted = wanted_for(question, outcome)
        person = question.asker.person
        if wanted is None or person is None or not isinstance(outcome, Deferred | Emergency):
            return None
        leads = Leads(evidence=evidence, free_of_regimen=self._free_of_regimen)

        def file(task: Task) -> Filed:
            told = self._told(question, outcome, task)
            header = Header(
                ticket=task.ticket,
                priority=task.priority,
                created_at=task.opened_at,
                due_at=task.due_at,
                triggers=task.triggers,
                ai_label=wording("label.ai", question.language or "zh"),
            )
            return Filed(outcome=told, packet=build(header, question, told, leads, record_id=task.record_id))

        return self._store.open(self._new(wanted, person, question.department), question, file)

    def _new(self, wanted: Wanted, person: str, department: str | None) -> Task:
        now = self._now()
        clock = self._clocks.of(wanted.priority)
        routed = (
            wanted.priority not in _DESK_ONLY and department is not None and department in self._staffed()
        )
        return Task(
            task_id=new_task_id(),
            ticket=new_ticket(),
            kind=wanted.kind,
            priority=wanted.priority,
            state=State.OPEN,
            queue=Queue(kind="department", name=department)
            if routed and department
            else Queue(kind="desk", name=clock.desks[0]),
            level=BEFORE_DESKS if routed else 0,
            asker=person,
            record_id="",
            opened_at=now,
            due_at=now + clock.reply,
            next_at=now + clock.acknowledge,
            triggers=wanted.triggers,
        )

    def _told(self, question: Question, outcome: Deferred | Emergency, task: Task) -> Outcome:
        """Add to whom it went, by when, what to do if it gets worse, and the ticket number."""
        language = question.language or "zh"
        words = {"desk": self._clocks.called(task.queue, language), "ticket": task.ticket}
        if isinstance(outcome, Deferred):
            words["due"] = task.due_at.astimezone().strftime(_MINUTE)
        kind = "deferral" if isinstance(outcome, Deferred) else "emergency"
        added = Claim(text=wording(f"ticket.{kind}", language, **words), origin="template", citations=())
        trace = replace(outcome.trace, ticket=task.ticket)
        return replace(outcome, claims=(*outcome.claims, added), trace=trace)

    def _free_of_regimen(self, text: str) -> bool:
        return self._gate.outgoing(text, role=Role.PATIENT).verdict == "clear"
