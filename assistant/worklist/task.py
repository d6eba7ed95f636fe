"""A task: one question that a person is to look after, with its owner or queue, and its clock."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

Kind = Literal["deferral", "review", "emergency"]
Priority = Literal["P0", "P1", "P2", "P3", "P4"]
PRIORITIES: Final[tuple[Priority, ...]] = ("P0", "P1", "P2", "P3", "P4")

_LETTERS: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
_HALF: Final = 4


BEFORE_DESKS: Final = -1
"""The level of a task that waits in a department: the next step leads to the first desk."""


class State(StrEnum):
    """Where a task stands; every task stands in exactly one."""

    OPEN = "open"
    CLAIMED = "claimed"
    PROPOSED = "proposed"
    RETURNED = "returned"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


WAITING: Final = frozenset({State.OPEN, State.RETURNED, State.ESCALATED})
"""States in which anybody of the queue may take the task."""

LIVE: Final = WAITING | {State.CLAIMED, State.PROPOSED}
"""States in which the asker still waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Who may take a task: a department, one doctor (by account id), or a desk that any doctor may serve."""

    kind: Literal["department", "doctor", "desk"]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One piece of work for a person; `due_at` is what the asker was promised and never moves.

    `next_at` is when it goes to the next desk unless somebody moves it first; None when nothing is waited
    for, or no further desk is left. `version` counts the transitions. `owner` and `asker` are account ids;
    `called` is who was on call for it when it last came to a desk.
    """

    task_id: str
    ticket: str
    kind: Kind
    priority: Priority
    state: State
    queue: Queue
    asker: str
    record_id: str
    opened_at: datetime
    due_at: datetime
    next_at: datetime | None
    triggers: tuple[str, ...] = ()
    owner: str | None = None
    called: str | None = None
    level: int = 0
    version: int = 1
    claimed_at: datetime | None = None
    answered_at: datetime | None = None
    read_at: datetime | None = None

    def overdue(self, now: datetime) -> bool:
        """Say whether the asker still waits although the promised time is over."""
        return self.state in LIVE and now > self.due_at


def new_ticket() -> str:
    """Draw a ticket number: eight letters and digits that nobody mixes up, of 3.8e11 possible ones."""
    drawn = [secrets.choice(_LETTERS) for _ in range(2 * _HALF)]
    return f"{''.join(drawn[:_HALF])}-{''.join(drawn[_HALF:])}"


def folded_ticket(typed: str) -> str:
    """Read a ticket number as people type it: small letters, spaces, no hyphen."""
    kept = "".join(one for one in typed.upper() if one.isascii() and one.isalnum())
    return f"{kept[:_HALF]}-{kept[_HALF:]}"


def new_task_id() -> str:
    """Draw an id that nobody guesses."""
    return f"t_{secrets.token_hex(12)}"
