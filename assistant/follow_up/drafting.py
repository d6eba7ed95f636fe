"""What a doctor writes for a plan, checked before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assistant.errors import FollowUpError
from assistant.exchange import Role
from assistant.follow_up.plan import MOST_ROUNDS, Terms
from assistant.follow_up.questions import Question, refuse_unusable
from assistant.ports import Gate
from assistant.worklist.task import Queue

SHORTEST_GRACE: Final = timedelta(hours=1)
LONGEST_GRACE: Final = timedelta(days=14)
FURTHEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDraft:
    """What is asked, when, how long an answer may take; `tell` None means the doctor who sets it."""

    questions: tuple[Question, ...]
    due: tuple[datetime, ...]
    grace: timedelta
    tell: Queue | None = None
    why: str = ""


def made_terms(draft: TermsDraft, *, by: str, number: int, now: datetime) -> Terms:
    """Make terms of a draft.

    Raises:
        FollowUpError: a day that is past, too far or doubled, no day or too many, a grace out of bounds, a
            question that nobody could answer or judge.
    """
    refuse_unusable(draft.questions)
    if not 1 <= len(draft.due) <= MOST_ROUNDS:
        message = f"a plan has 1 to {MOST_ROUNDS} dates"
        raise FollowUpError(message)
    if len(set(draft.due)) < len(draft.due):
        message = "a date stands there twice; name each once"
        raise FollowUpError(message)
    for place, due in enumerate(draft.due, start=1):
        if due <= now:
            message = f"date {place} is in the past; name a time to come"
            raise FollowUpError(message)
        if due > now + FURTHEST:
            message = f"date {place} is more than {FURTHEST.days} days ahead; set a new plan then"
            raise FollowUpError(message)
    if not SHORTEST_GRACE <= draft.grace <= LONGEST_GRACE:
        message = "an answer may take 1 hour to 14 days"
        raise FollowUpError(message)
    return Terms(
        number=number,
        by=by,
        at=now,
        questions=draft.questions,
        due=tuple(sorted(draft.due)),
        grace=draft.grace,
        tell=draft.tell or Queue(kind="doctor", name=by),
        why=draft.why.strip()[:500],
    )


def refuse_regimen(gate: Gate, texts: Iterable[str]) -> None:
    """Refuse words to a patient that state a regimen: orders stand in the hospital's own system.

    Raises:
        FollowUpError: one does; the rule is named.
    """
    for one in texts:
        verdict = gate.outgoing(one, role=Role.PATIENT)
        if one and verdict.verdict != "clear":
            rule = verdict.rules[0]
            message = f"not set, rule {rule.id}: {rule.reason}; a plan asks, it orders nothing"
            raise FollowUpError(message)
