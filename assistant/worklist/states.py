"""The one state machine of a task: a table, and a pure function that applies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from assistant.errors import TaskStateError, TaskTakenError
from assistant.worklist.clocks import Clocks
from assistant.worklist.task import LIVE, WAITING, Queue, State, Task

Step = Literal[
    "claim",
    "release",
    "escalate",
    "cover",
    "leave",
    "answer",
    "propose",
    "countersign",
    "send_back",
    "close",
    "cancel",
    "withdraw",
]

_AWAY: Final[tuple[Step, ...]] = ("cover", "leave")
"""Steps by which a task comes away from a doctor who is not there."""

_ENDS: Final[tuple[Step, ...]] = ("cancel", "withdraw")
"""Steps that end a task nobody answered: by the safety officer, and by whoever asked."""

TABLE: Final[Mapping[tuple[State, Step], State]] = {
    **{(state, "claim"): State.CLAIMED for state in (State.OPEN, State.RETURNED, State.ESCALATED)},
    (State.CLAIMED, "release"): State.RETURNED,
    **{(state, "escalate"): State.ESCALATED for state in LIVE},
    **{(state, step): State.RETURNED for state in WAITING | {State.CLAIMED} for step in _AWAY},
    (State.CLAIMED, "answer"): State.ANSWERED,
    (State.CLAIMED, "propose"): State.PROPOSED,
    (State.PROPOSED, "countersign"): State.ANSWERED,
    (State.PROPOSED, "send_back"): State.CLAIMED,
    (State.ANSWERED, "close"): State.CLOSED,
    **{(state, step): State.CANCELLED for state in LIVE for step in _ENDS},
}
"""What may follow; what does not stand here never happens."""

_OWNERS_ONLY: Final = frozenset({"release", "answer", "propose"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step, who takes it (an account id, or `clock`), and when by the server's clock.

    `to` is the doctor who stands in, for the step `cover` alone.
    """

    step: Step
    by: str
    at: datetime
    to: str | None = None


CLOCK: Final = "clock"
"""Who moves a task when nobody did in time."""


def moved(task: Task, move: Move, clocks: Clocks) -> Task:
    """Give the task after a step; it keeps its queue or gets the next desk, and never loses its due time.

    Raises:
        TaskTakenError: another person holds it.
        TaskStateError: the step is not possible from where the task stands.
    """
    if task.state is State.CLAIMED and (
        move.step == "claim" or (move.step in _OWNERS_ONLY and move.by != task.owner)
    ):
        raise TaskTakenError(task.owner or "", task.version)
    goal = TABLE.get((task.state, move.step))
    if goal is None:
        message = f"a task that is {task.state.value!r} cannot take the step {move.step!r}; look at it again"
        raise TaskStateError(message)
    if move.step == "countersign" and move.by == task.owner:
        message = "the second signature is another person's"
        raise TaskStateError(message)
    after = replace(task, state=goal, version=task.version + 1)
    seen_by = clocks.seen_by(task.priority, move.at, task.due_at)
    match move.step:
        case "claim":
            return replace(after, owner=move.by, claimed_at=move.at, next_at=max(task.due_at, seen_by))
        case "propose" | "send_back":
            return replace(after, next_at=seen_by)
        case "release" | "cover" | "leave":
            return _given(after, move, clocks)
        case "escalate":
            return _escalated(after, move.at, clocks)
        case "answer" | "countersign":
            return replace(after, answered_at=move.at, next_at=None)
        case _:
            return replace(after, next_at=None)


def _escalated(task: Task, at: datetime, clocks: Clocks, *, back: bool = False) -> Task:
    """Hand it to the next desk, or `back` to the one it had reached; at the last one it stays."""
    clock = clocks.of(task.priority)
    last = len(clock.desks) - 1
    level = min(max(task.level, 0) if back else task.level + 1, last)
    next_at = clocks.seen_by(task.priority, at, task.due_at) if level < last else None
    queue = Queue(kind="desk", name=clock.desks[level])
    called = clocks.whom(queue, at)
    return replace(task, owner=None, level=level, queue=queue, next_at=next_at, called=called)


def _given(task: Task, move: Move, clocks: Clocks) -> Task:
    """Give it back to its queue, or to who stands in for a doctor who is away."""
    if (move.step == "cover") != (move.to is not None):
        message = "the doctor who stands in is named for 'cover', and for nothing else"
        raise TaskStateError(message)
    if move.step == "leave" and task.queue.kind == "doctor":
        return _escalated(task, move.at, clocks, back=True)
    queue = task.queue if move.to is None else Queue(kind="doctor", name=move.to)
    next_at = clocks.seen_by(task.priority, move.at, task.due_at)
    return replace(task, owner=None, queue=queue, next_at=next_at, called=clocks.whom(queue, move.at))
