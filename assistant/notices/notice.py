"""What a notice says, and to whom it may be given: numbers and times, never a patient's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from assistant.worklist.task import LIVE, WAITING, Priority, Task

Kind = Literal["urgent", "overdue", "follow_up"]
_URGENT: Final = frozenset({"P0", "P1"})
_TOLD: Final[dict[Kind, str]] = {
    "urgent": "急件待领取 urgent, nobody has it",
    "overdue": "已超时 overdue",
    "follow_up": "患者有随访问题待答 a patient has follow-up questions waiting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A task that somebody should look at now: `urgent` and taken by nobody, or `overdue`.

    `called` names who is on call for it.

    Of a `follow_up` the ticket is a plan's round and the queue `patient:ID`: the hospital's own channel may
    pass it on to the person.
    """

    kind: Kind
    ticket: str
    priority: Priority
    queue: str
    due_at: datetime
    called: str | None = None

    def line(self) -> str:
        """Say it in one line, in both languages."""
        told = _TOLD[self.kind]
        whom = f" · 值班 on call: {self.called}" if self.called else ""
        return f"{self.priority} {self.ticket} {told} · {self.queue}{whom} · {self.due_at:%Y-%m-%d %H:%M} UTC"


class Channel(Protocol):
    """Gives notices to people elsewhere. Raises `NoticeError`."""

    @property
    def name(self) -> str:
        """Name the channel, for the record."""
        ...

    def send(self, notice: Notice) -> None:
        """Give one notice; it has arrived when this returns."""
        ...


class NoticeLog(Protocol):
    """Keeps what was told by which channel, in the chain of records. Raises `StoreError`."""

    def told(self, notice: Notice, channel: str) -> bool:
        """Say whether this was told by this channel before."""
        ...

    def note(self, notice: Notice, channel: str) -> None:
        """Keep that it was."""
        ...


def due_notices(
    tasks: Iterable[Task], now: datetime, names: Callable[[str], str | None] = lambda _: None
) -> tuple[Notice, ...]:
    """Give what is to be told of these tasks now; an overdue one is told as that alone."""
    return tuple(notice for task in tasks if (notice := _due(task, now, names)) is not None)


def _due(task: Task, now: datetime, names: Callable[[str], str | None]) -> Notice | None:
    kind: Kind | None = None
    if task.overdue(now):
        kind = "overdue"
    elif task.priority in _URGENT and task.state in WAITING:
        kind = "urgent"
    if kind is None or task.state not in LIVE:
        return None
    return Notice(
        kind=kind,
        ticket=task.ticket,
        priority=task.priority,
        queue=task.queue.name,
        due_at=task.due_at,
        called=None if task.called is None else names(task.called) or task.called,
    )
