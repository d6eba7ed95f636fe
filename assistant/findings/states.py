"""The one state machine of a case: a table, and a pure function that applies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, get_args

from assistant.errors import FindingStateError
from assistant.findings.amending import expects_a_visit, reconsidered
from assistant.findings.finding import RECALL, Case, Contact, Standing
from assistant.findings.rules import recall_rules

Call = Literal[
    "reached",
    "call_later",
    "not_reached",
    "wrong_number",
    "new_number",
    "refused",
    "elsewhere",
    "deceased",
    "told",
]
"""How a call ended; `new_number` is one that somebody found, `told` that the visit is not needed."""
Decision = Literal["uphold", "call_off", "let_rest"]
"""What a doctor makes of a finding taken back after the call: it stands, the person is told, it is over."""
Result = Literal["confirmed", "ruled_out", "did_not_come", "postponed", "give_up", "reopen"] | Decision
"""What a doctor keeps: how the examination ended, that nobody can be reached, that it begins anew."""
Step = Literal["accept", "not_accept"] | Call | Result

_INVITED: Final = (Standing.TO_CALL, Standing.FOLLOW_UP)
TABLE: Final[Mapping[tuple[Standing, str], Standing]] = {
    (Standing.FLAGGED, "accept"): Standing.TO_CALL,
    (Standing.FLAGGED, "not_accept"): Standing.NOT_ACCEPTED,
    (Standing.TO_CALL, "reached"): Standing.FOLLOW_UP,
    **{
        (standing, one): standing
        for standing in (Standing.TO_CALL, Standing.TO_TELL)
        for one in ("call_later", "not_reached", "wrong_number", "new_number")
    },
    (Standing.TO_CALL, "give_up"): Standing.UNREACHABLE,
    **{(one, "refused"): Standing.REFUSED for one in _INVITED},
    **{(one, "elsewhere"): Standing.ELSEWHERE for one in _INVITED},
    **{(one, "deceased"): Standing.ENDED for one in RECALL},
    (Standing.FOLLOW_UP, "postponed"): Standing.FOLLOW_UP,
    (Standing.FOLLOW_UP, "did_not_come"): Standing.TO_CALL,
    (Standing.FOLLOW_UP, "confirmed"): Standing.CONFIRMED,
    (Standing.FOLLOW_UP, "ruled_out"): Standing.RULED_OUT,
    **{
        (one, "reopen"): Standing.TO_CALL
        for one in (Standing.REFUSED, Standing.UNREACHABLE, Standing.ELSEWHERE)
    },
    **{(Standing.TO_TELL, one): Standing.TAKEN_BACK for one in ("told", "give_up")},
    (Standing.TAKEN_BACK, "reached"): Standing.RECONSIDER,
    (Standing.RECONSIDER, "uphold"): Standing.TO_CALL,
    (Standing.RECONSIDER, "call_off"): Standing.TO_TELL,
    (Standing.RECONSIDER, "let_rest"): Standing.TAKEN_BACK,
}
"""What may follow; what does not stand here never happens. `_goal` says where it leads otherwise."""

_DAY: Final = frozenset({"reached", "call_later", "postponed"})
_REASON: Final = frozenset(
    {"refused", "elsewhere", "deceased", "give_up", "reopen", "confirmed", "ruled_out", "new_number"}
    | set(get_args(Decision))
)
_SPOKEN: Final = frozenset({"reached", "refused", "elsewhere", "call_later", "told"})
_VAIN: Final = frozenset({"not_reached", "wrong_number"})
_LATEST: Final = timedelta(days=366)
_EVENING: Final = time(18)


WITHHELD: Final = frozenset({"accept", "not_accept", "take_back", "correct"} | set(get_args(Decision)))
"""Steps whose words tell of the finding: no word for a clerk, who calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What comes with a step: why, the agreed day, a number that somebody found."""

    note: str = ""
    day: date | None = None
    phone: str | None = None


def moved(case: Case, step: Step, said: Said, *, by: str, at: datetime, first_wait: timedelta) -> Case:
    """Give the case after a step; inside the recall it always has a day on which it is due.

    Raises:
        FindingStateError: the step is not possible from where the case stands, or its reason, day or number
            is missing.
    """
    goal = _goal(case, step)
    _refuse_unsaid(case, step, said, at)
    after = replace(
        case,
        standing=goal,
        version=case.version + 1,
        contacts=(*case.contacts, Contact(step=step, by=by, at=at, note=said.note.strip(), day=said.day)),
        level=0,
        called=None,
        attempts=case.attempts + 1 if step in _VAIN else 0 if step in _SPOKEN else case.attempts,
        reached_at=case.reached_at or (at if step in _SPOKEN else None),
        phone=said.phone if step == "new_number" else None if step == "wrong_number" else case.phone,
    )
    if goal is Standing.RECONSIDER:
        due = _due(after, step, said, at, first_wait)
        return reconsidered(after, replace(after, standing=Standing.FOLLOW_UP, due_at=due))
    if goal not in RECALL:
        return replace(after, due_at=None, escalate_at=None, settled_at=at, paused=None)
    due = _due(after, step, said, at, first_wait)
    return replace(after, due_at=due, escalate_at=due + recall_rules().patience, settled_at=None, paused=None)


def escalated(case: Case, at: datetime, called: str | None) -> Case:
    """Give a case that nobody moved in time to the next desk; at the last one it stays.

    Raises:
        FindingStateError: somebody moved it in time.
    """
    if case.escalate_at is None or case.escalate_at > at:
        message = "somebody moved it in time"
        raise FindingStateError(message)
    rules = recall_rules()
    level = min(case.level + 1, len(rules.desks))
    further = at + rules.patience if level < len(rules.desks) else None
    return replace(case, level=level, escalate_at=further, called=called, version=case.version + 1)


def desk_of(case: Case) -> str | None:
    """Name the desk to which a case went; None while it is its department's."""
    return recall_rules().desks[case.level - 1] if case.level else None


def _goal(case: Case, step: Step) -> Standing:
    """Say where a step leads, also where that depends on what the patient was told before.

    Raises:
        FindingStateError: the step is not possible from where the case stands.
    """
    goal = TABLE.get((case.standing, step))
    if goal is None:
        message = f"a finding that is {case.standing.value!r} cannot take the step {step!r}; look at it again"
        raise FindingStateError(message)
    paused = None if case.paused is None else case.paused.standing
    if step == "uphold" and paused is not None:
        return paused
    if step == "accept" and paused is Standing.FOLLOW_UP:
        return paused
    if step == "not_accept" and expects_a_visit(case):
        return Standing.TO_TELL
    if case.standing is Standing.TO_TELL and goal is Standing.TAKEN_BACK and case.taken_back is None:
        return Standing.NOT_ACCEPTED
    return goal


def _due(after: Case, step: Step, said: Said, at: datetime, first_wait: timedelta) -> datetime:
    if step in _DAY and said.day is not None:
        return max(datetime.combine(said.day, _EVENING).astimezone(), at)
    if step in _VAIN:
        return at + recall_rules().again_after(after.attempts)
    if step == "did_not_come" or after.standing is Standing.TO_TELL:
        return at + recall_rules().after_a_miss
    if after.standing is Standing.FOLLOW_UP and after.paused is not None and after.paused.due_at is not None:
        return max(after.paused.due_at, at)
    return at + first_wait


def _refuse_unsaid(case: Case, step: Step, said: Said, at: datetime) -> None:
    today = at.astimezone().date()
    if step in _REASON and not said.note.strip():
        message = f"say why: {step!r} needs a 'note'"
        raise FindingStateError(message)
    if step in _DAY and (said.day is None or not today <= said.day <= today + _LATEST):
        message = f"{step!r} needs a 'day' from today on, within a year"
        raise FindingStateError(message)
    if step == "new_number" and not (said.phone or "").strip():
        message = "give the number that was found as 'phone'"
        raise FindingStateError(message)
    if step == "give_up" and case.attempts < recall_rules().enough:
        message = f"call at least {recall_rules().enough} times before giving up; so far {case.attempts}"
        raise FindingStateError(message)
