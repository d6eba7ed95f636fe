"""What the cockpit shows, as values: the queue, and one task with everything that was handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from fastapi import Request

from assistant.attachments import Attachment
from assistant.handover.packet import Packet
from assistant.worklist.reply import Reply
from assistant.worklist.store import Happened
from assistant.worklist.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks: their account, and whether they may take and answer (a doctor) or only move tasks."""

    person: str | None
    answers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """The tasks that this viewer may see, most urgent first; `names` calls account ids and desks.

    `recalls` are calls and agreed days of outside findings due by the end of today, `recalls_late` of them
    those whose time is over.
    """

    now: datetime
    viewer: Viewer
    tasks: tuple[Task, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    recalls: int = 0
    recalls_late: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One task; `packet` is None once the asker's data were erased.

    `proposed` is a reply that waits for a second doctor's signature.
    """

    now: datetime
    viewer: Viewer
    task: Task
    packet: Packet | None
    history: tuple[Happened, ...]
    reply: Reply | None
    names: Mapping[str, str] = field(default_factory=dict)
    proposed: Reply | None = None
    attached: tuple[Attachment, ...] = ()


class Cockpit(Protocol):
    """Gives what the person behind `request` may see; raises the worklist's errors."""

    async def queue(self, request: Request) -> QueueView:
        """Give the queue."""
        ...

    async def task(self, reference: str, request: Request) -> TaskView:
        """Give one task."""
        ...
