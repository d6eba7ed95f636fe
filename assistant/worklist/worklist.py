"""The worklist as staff and askers use it: see, take, give back, answer, escalate, close."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from assistant.errors import (
    AccessDeniedError,
    ReplyRefusedError,
    StoreError,
    TaskError,
    TaskStateError,
    TaskTakenError,
    UnknownTaskError,
)
from assistant.exchange import Asker, Role
from assistant.handover.packet import Packet
from assistant.people import person_of
from assistant.ports import Gate
from assistant.worklist.clocks import Clocks
from assistant.worklist.judging import Judgement, judgements
from assistant.worklist.reply import Reply, ReplyDraft, Signer, countersigned, signed, words_to_send
from assistant.worklist.states import CLOCK, Move, Step, moved
from assistant.worklist.store import Happened, TaskStore
from assistant.worklist.task import LIVE, WAITING, Queue, State, Task

logger = logging.getLogger(__name__)
STAFF: Final = (Role.DOCTOR, Role.SAFETY_OFFICER)
"""Who may see the queue; only a doctor takes and answers, the safety officer moves what lies still."""


_FOR_SAFETY: Final = frozenset({"P0", "P1"})
"""Emergencies, crises and critical values: who is in danger may say that all is well."""
_LEFT: Final = "the doctor who had it no longer serves here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came with a step: the version looked at, a key that makes a repetition harmless, words."""

    version: int | None = None
    key: str | None = None
    note: str | None = None


class Worklist:
    """Decides who may do what with a task; the state machine decides what is possible.

    A task that a person may not see is told like one that does not exist.
    """

    def __init__(
        self,
        store: TaskStore,
        gate: Gate,
        clocks: Clocks,
        *,
        now: Callable[[], datetime],
        grave: Collection[str] = (),
    ) -> None:
        """Work on `store`; `now` is the server's clock.

        `grave` are the triggers under which a reply goes out only when a second doctor has signed it.
        """
        self._store, self._gate, self.clocks, self.now = store, gate, clocks, now
        self._grave = frozenset(grave)

    def queue(self, asker: Asker, states: frozenset[State] = LIVE) -> tuple[Task, ...]:
        """List what this member of staff may see, most urgent first, then by due time."""
        return tuple(one for one in self._store.tasks(states) if may_see(asker, one))

    def seen(self, reference: str, asker: Asker) -> Task:
        """Give a task to staff who may see it.

        Raises:
            UnknownTaskError: there is none for this person.
        """
        task = self._store.task(reference)
        if task is None or not may_see(asker, task):
            raise _unknown()
        return task

    def own(self, reference: str, person: str | None) -> Task:
        """Give a task to whoever asked, and keep that a reply was read.

        Raises:
            UnknownTaskError: there is none of this person.
        """
        task = self._asked_by(reference, person)
        if task.answered_at is not None and task.read_at is None:
            self._store.note_read(task.task_id, self.now())
        return task

    def _asked_by(self, reference: str, person: str | None) -> Task:
        task = self._store.task(reference)
        if task is None or person is None or task.asker != person:
            raise _unknown()
        return task

    def mine(self, person: str) -> tuple[Task, ...]:
        """List a person's own tasks, the newest first; looking at the list reads no reply."""
        return self._store.of_asker(person)

    def packet(self, task: Task) -> Packet | None:
        """Give what a person needs to take the task over; None once the asker was erased."""
        return self._store.packet(task.task_id)

    def reply(self, task: Task) -> Reply | None:
        """Give the reply that went out, if one did."""
        return None if task.answered_at is None else self._store.reply(task.task_id)

    def proposed(self, task: Task) -> Reply | None:
        """Give the reply that waits for a second signature, if one does: for staff alone."""
        return self._store.reply(task.task_id) if task.state is State.PROPOSED else None

    def needs_second(self, task: Task) -> bool:
        """Say whether a reply to this task needs a second signature."""
        return not self._grave.isdisjoint(task.triggers)

    def history(self, task: Task) -> tuple[Happened, ...]:
        """List who did what with the task."""
        return self._store.history(task.task_id)

    def opened_since(self, since: datetime) -> tuple[Task, ...]:
        """List the tasks opened since a moment, whatever became of them, for counting."""
        return tuple(one for one in self._store.tasks(frozenset(State)) if one.opened_at >= since)

    def judgements(self) -> tuple[Judgement, ...]:
        """Collect what doctors made of the machine's drafts: one for each signed reply with a known risk."""
        return judgements(self._store)

    def step(self, reference: str, step: Step, asker: Asker, asked: Asked) -> Task:
        """Take, give back, escalate, close or cancel a task.

        Raises:
            UnknownTaskError: there is none for this person.
            TaskTakenError: another person holds it, or it moved since `asked.version`.
            TaskStateError: it cannot take this step.
            AccessDeniedError: this role may not do that.
        """
        task = self.seen(reference, asker)
        person = person_of(asker, "a step with a task")
        _refuse_role(step, task, asker)
        if step in {"release", "escalate", "cancel", "send_back"} and not (asked.note or "").strip():
            message = f"say why: {step!r} needs a 'reason'"
            raise TaskStateError(message)
        if step == "claim" and task.state is State.CLAIMED and task.owner == person:
            return task
        return self._move(task, step, asker, asked)

    def answer(self, reference: str, signer: Signer, asker: Asker, written: ReplyDraft, asked: Asked) -> Task:
        """Sign a reply and release it to the asker, or to a second doctor where the task is grave.

        Raises:
            ReplyRefusedError: it is incomplete, or tells a person a regimen.
            UnknownTaskError, TaskTakenError, TaskStateError, AccessDeniedError: as in `step`.
        """
        task = self.seen(reference, asker)
        _refuse_role("answer", task, asker)
        if task.state is State.CLAIMED and task.owner != signer.person:
            raise TaskTakenError(task.owner or "", task.version)
        packet = self.packet(task)
        if packet is None:
            message = "the asker's data were erased; there is nobody to answer: cancel the task"
            raise ReplyRefusedError(message)
        sent = words_to_send(written, packet.request.draft)
        verdict = self._gate.outgoing(sent, role=Role.PATIENT)
        if verdict.verdict != "clear":
            rule = verdict.rules[0]
            message = f"not sent, rule {rule.id}: {rule.reason}; name an order of your own system instead"
            raise ReplyRefusedError(message)
        reply = signed(task.ticket, signer, written, sent, claimed_at=task.claimed_at, at=self.now())
        step: Step = "propose" if self.needs_second(task) else "answer"
        return self._move(task, step, asker, asked, reply=reply)

    def countersign(self, reference: str, second: Signer, asker: Asker, asked: Asked) -> Task:
        """Sign what another doctor has signed, and release it to the asker.

        Raises:
            TaskStateError: nothing waits for a second signature, or it is one's own.
            UnknownTaskError, TaskTakenError, AccessDeniedError: as in `step`.
        """
        task = self.seen(reference, asker)
        _refuse_role("countersign", task, asker)
        waiting = self.proposed(task)
        if waiting is None:
            message = "no reply waits for a second signature here; look at the task again"
            raise TaskStateError(message)
        reply = countersigned(waiting, second, at=self.now())
        return self._move(task, "countersign", asker, replace(asked, version=task.version), reply=reply)

    def withdraw(self, reference: str, asker: Asker, asked: Asked) -> Task:
        """Take one's own question back, as long as nobody answered it.

        Raises:
            UnknownTaskError: there is none of this person.
            TaskStateError: it was answered or ended, or a person looks after it for their safety.
        """
        task = self._asked_by(reference, asker.person)
        if _for_safety(task):
            message = "this is about somebody's safety, so a person ends it; write or say that all is well"
            raise TaskStateError(message)
        return self._move(task, "withdraw", asker, asked)

    def escalate_due(self, now: datetime) -> int:
        """Hand every task that nobody moved in time to its next desk; returns how many.

        What lies with a doctor who is away goes to who stands in, at once; what lies with one who has
        left the house goes back to the queue, or from the own queue to the desk. One that cannot be moved now
        holds up no other.
        """
        done = self._cover_absent(now)
        move = Move(step="escalate", by=CLOCK, at=now)
        for task in self._store.late(now):
            try:
                self._store.move(task.task_id, move, lambda held: self._still_late(held, move))
            except (TaskError, StoreError) as fault:
                logger.warning("not escalated task=%s cause=%s", task.task_id, type(fault).__name__)
            else:
                done += 1
        return done

    def _cover_absent(self, now: datetime) -> int:
        """Hand the tasks of doctors who are away or have left to who stands in, or back to the queue."""
        done = 0
        for task in self._store.tasks(WAITING | {State.CLAIMED}):
            with_whom = task.owner or (task.queue.name if task.queue.kind == "doctor" else None)
            move = None if with_whom is None else self._away(with_whom, now)
            if move is None:
                continue
            decide = partial(_unmoved, seen=task, move=move, clocks=self.clocks)
            try:
                self._store.move(task.task_id, move, decide, note=_LEFT if move.step == "leave" else None)
            except (TaskError, StoreError) as fault:
                logger.warning("not covered task=%s cause=%s", task.task_id, type(fault).__name__)
            else:
                done += 1
        return done

    def _away(self, person: str, now: datetime) -> Move | None:
        """Give the step that takes a task from a doctor who is not there; None where nobody can help."""
        there = self.clocks.staffing.covering(person, now)
        if there is not None and there != person:
            return Move(step="cover", by=CLOCK, at=now, to=there)
        return None if self.clocks.staffing.serves(person) else Move(step="leave", by=CLOCK, at=now)

    def _still_late(self, held: Task, move: Move) -> Task:
        if held.next_at is None or held.next_at > move.at:
            message = "somebody moved it in time"
            raise TaskStateError(message)
        return moved(held, move, self.clocks)

    def _move(self, task: Task, step: Step, asker: Asker, asked: Asked, reply: Reply | None = None) -> Task:
        move = Move(step=step, by=person_of(asker, "a step with a task"), at=self.now())

        def decide(held: Task) -> Task:
            if asked.version is not None and held.version != asked.version:
                raise TaskTakenError(held.owner or "", held.version)
            return moved(held, move, self.clocks)

        return self._store.move(
            task.task_id, move, decide, note=asked.note, reply=reply, role=asker.role.value, key=asked.key
        )


def _unmoved(held: Task, *, seen: Task, move: Move, clocks: Clocks) -> Task:
    """Give it moved, unless somebody did meanwhile."""
    if held.version != seen.version:
        raise TaskTakenError(held.owner or "", held.version)
    return moved(held, move, clocks)


def may_see(asker: Asker, task: Task) -> bool:
    """Say whether staff may see a task: the safety officer all, a doctor what one may take or holds."""
    if asker.role is Role.SAFETY_OFFICER:
        return True
    if asker.role is not Role.DOCTOR:
        return False
    if asker.person is not None and asker.person in {task.owner, task.called}:
        return True
    return serves(asker, task.queue)


def may_withdraw(task: Task) -> bool:
    """Say whether whoever asked may take it back: an emergency, and what is as urgent, a person ends."""
    return task.state in LIVE and not _for_safety(task)


def _for_safety(task: Task) -> bool:
    return task.kind != "deferral" or task.priority in _FOR_SAFETY


def serves(asker: Asker, queue: Queue) -> bool:
    """Say whether a doctor may take what waits in a queue."""
    if asker.role is not Role.DOCTOR:
        return False
    match queue.kind:
        case "desk":
            return True
        case "department":
            return asker.department == queue.name
        case _:
            return asker.person == queue.name


def _refuse_role(step: Step, task: Task, asker: Asker) -> None:
    """Let a doctor take and answer, a safety officer move what lies still, and nobody else close for them."""
    doctors = {"claim", "release", "answer", "propose", "countersign", "send_back"}
    if step in doctors and asker.role is not Role.DOCTOR:
        message = f"only a doctor may {step} a task"
        raise AccessDeniedError(message)
    if step == "cancel" and asker.role is not Role.SAFETY_OFFICER:
        message = "only the safety officer ends a task that nobody answered"
        raise AccessDeniedError(message)
    if step in {"answer", "cancel"} and task.kind == "review":
        message = "an outside finding ends by its review, step by step, at /v1/findings"
        raise TaskStateError(message)
    if step == "close" and asker.role is Role.DOCTOR and task.owner != asker.person:
        raise TaskTakenError(task.owner or "", task.version)


def _unknown() -> UnknownTaskError:
    return UnknownTaskError("no such task for you; look the number up again")
