"""The port of the store that keeps tasks: its law is the worklist's."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.exchange import Outcome, Question
from assistant.handover.packet import Packet
from assistant.worklist.reply import Reply
from assistant.worklist.states import Move
from assistant.worklist.task import State, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What an opened task leaves: the outcome as the asker reads it, and the packet."""

    outcome: Outcome
    packet: Packet


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One step in a task's history; `record_id` is the link of the chain that vouches for it."""

    version: int
    step: str
    by: str
    at: datetime
    state: State
    record_id: str


class TaskStore(Protocol):
    """Keeps tasks; every method is one transaction, all or nothing, each step a link of the record chain.

    Texts are sealed under the asker's key; an erased person's are None. Raises `StoreError`.
    """

    def open(self, task: Task, question: Question, file: Callable[[Task], Filed]) -> Outcome:
        """Record an outcome and keep its task, both or neither.

        The same question of the same person while its task is live gets that task: it is recorded again,
        and nothing is doubled. `file` is told the task as it stands and gives what is recorded.
        """
        ...

    def task(self, reference: str) -> Task | None:
        """Give a task by id or ticket number."""
        ...

    def tasks(self, states: Collection[State]) -> tuple[Task, ...]:
        """List the tasks that stand in one of these states, most urgent first, then by due time."""
        ...

    def of_asker(self, person: str) -> tuple[Task, ...]:
        """List the tasks of whoever asked, the newest first."""
        ...

    def unread(self, since: datetime) -> tuple[Task, ...]:
        """List the tasks answered since a moment whose asker has not read the reply."""
        ...

    def late(self, now: datetime) -> tuple[Task, ...]:
        """List the tasks whose next desk's time has come."""
        ...

    def move(
        self,
        task_id: str,
        move: Move,
        decide: Callable[[Task], Task],
        *,
        note: str | None = None,
        reply: Reply | None = None,
        role: str = "clock",
        key: str | None = None,
    ) -> Task:
        """Take one step; `decide` sees the task as it stands under the lock, what it raises changes nothing.

        A `key` that has already moved this task gives the task back unmoved.

        Raises:
            UnknownTaskError: there is no such task.
        """
        ...

    def packet(self, task_id: str) -> Packet | None:
        """Give a task's packet."""
        ...

    def reply(self, task_id: str) -> Reply | None:
        """Give a task's reply."""
        ...

    def note_read(self, task_id: str, at: datetime) -> None:
        """Keep when the asker first read the reply."""
        ...

    def history(self, task_id: str) -> tuple[Happened, ...]:
        """List a task's steps, oldest first."""
        ...
