"""How the promised times were kept: of the tasks opened since a moment, how many, by priority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from assistant.worklist.clocks import Clocks
from assistant.worklist.task import LIVE, Priority, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of one priority's tasks: how many were taken and answered, of them in time; who waits, of them late.

    A task counts as taken by who has it or answered it; one that was given back counts when taken again.
    """

    priority: Priority
    opened: int
    seen: int
    seen_in_time: int
    answered: int
    answered_in_time: int
    waiting: int
    late: int


def kept(tasks: Iterable[Task], clocks: Clocks, *, since: datetime, now: datetime) -> tuple[Kept, ...]:
    """Count the tasks opened since a moment, the most urgent first."""
    counted = [one for one in tasks if one.opened_at >= since]
    return tuple(
        _of(level, [one for one in counted if one.priority == level], clocks, now)
        for level in get_args(Priority)
    )


def _of(priority: Priority, tasks: list[Task], clocks: Clocks, now: datetime) -> Kept:
    taken = [(one, one.claimed_at) for one in tasks if one.claimed_at is not None]
    answered = [(one, one.answered_at) for one in tasks if one.answered_at is not None]
    return Kept(
        priority=priority,
        opened=len(tasks),
        seen=len(taken),
        seen_in_time=sum(at <= clocks.seen_by(priority, one.opened_at, one.due_at) for one, at in taken),
        answered=len(answered),
        answered_in_time=sum(at <= one.due_at for one, at in answered),
        waiting=sum(one.state in LIVE for one in tasks),
        late=sum(one.overdue(now) for one in tasks),
    )
