"""One line a task and one a reviewer, as an inspector's pack lists them; no words of anybody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task without words."""

    ticket: str
    kind: str
    priority: str
    state: str
    queue: str
    owner: str | None
    opened_at: str
    due_at: str
    answered_at: str | None
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Somebody who took steps with tasks."""

    person: str
    name: str | None
    role: str | None
    department: str | None
    steps: int
