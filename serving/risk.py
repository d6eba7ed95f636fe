"""The risk as JSON: which bar the judged cases prove, which rule holds, what is proposed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, assert_never, cast

from assistant.risk import Basis, Learned, Lesson, OutOfReach, RiskRoom, RiskRule, TooFew, Wanted, open_cases
from assistant.sufficiency import shipped_calibration
from serving.errors import InvalidLineError
from serving.problems import JsonObject

if TYPE_CHECKING:
    from assistant.risk.control import Of

ALPHAS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""The shares that tables tell of."""


def wanted_of(alpha: float, of: str, confidence: float) -> Wanted:
    """Read what is promised.

    Raises:
        InvalidLineError: a share or a confidence out of bounds.
    """
    if of not in {"shown", "asked"}:
        message = "of must be 'shown' or 'asked'"
        raise InvalidLineError(message)
    try:
        return Wanted(alpha=alpha, of=cast("Of", of), confidence=confidence)
    except ValueError as fault:
        raise InvalidLineError(str(fault)) from None


def basis_of(name: str) -> Basis:
    """Read on which cases.

    Raises:
        InvalidLineError: neither 'open' nor 'own'.
    """
    if name not in {"open", "own"}:
        message = "basis must be 'open' (our open suites) or 'own' (this house's doctors)"
        raise InvalidLineError(message)
    return cast("Basis", name)


def lesson_json(lesson: Lesson) -> JsonObject:
    """Write what the cases prove; `proven` is false where they prove nothing, with why."""
    match lesson:
        case Learned():
            return {"proven": True, **asdict(lesson), "coverage": round(lesson.coverage, 4)}
        case TooFew(n=n, needed=needed):
            return {"proven": False, "why": "too_few", "n": n, "needed": needed}
        case OutOfReach(n=n):
            return {"proven": False, "why": "too_many_wrong", "n": n}
        case _:
            assert_never(lesson)


def rule_json(rule: RiskRule) -> JsonObject:
    """Write a rule."""
    return {
        "rule": rule.rule_id,
        "state": rule.state,
        "basis": rule.basis,
        **asdict(rule.wanted),
        **{name: value for name, value in lesson_json(rule.learned).items() if name != "proven"},
        "author": rule.author,
        "made_at": rule.made_at.isoformat(),
        "reason": rule.reason,
        "decided_by": rule.decided_by,
        "decided_at": None if rule.decided_at is None else rule.decided_at.isoformat(),
    }


def risk_json(room: RiskRoom, basis: Basis, wanted: Wanted) -> JsonObject:
    """Write the bar in force, what the cases prove, and every rule."""
    held = room.in_force()
    return {
        "bar": shipped_calibration().defer_above if held is None else held.learned.bar,
        "bar_from": "shipped" if held is None else held.rule_id,
        "basis": basis,
        "basis_told": open_cases().told if basis == "open" else "drafts that doctors of this house judged",
        "wanted": asdict(wanted),
        "lesson": lesson_json(room.lesson(basis, wanted)),
        "rules": [rule_json(one) for one in room.rules()],
    }
