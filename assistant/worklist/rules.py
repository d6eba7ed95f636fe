"""Which outcome opens a task, for which triggers and how soon: data in `rules.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, assert_never

from pydantic import BaseModel, ConfigDict

from assistant.exchange import Answered, Blocked, Deferred, Emergency, Outcome, Question, Role
from assistant.worklist.task import PRIORITIES, Kind, Priority

_TRIGGER: Final = re.compile(r"D\d\d")


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str
    ordinary: Priority
    none: frozenset[str]
    reasons: dict[str, tuple[str, ...]]
    priorities: dict[Priority, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The task that an outcome asks for."""

    kind: Kind
    priority: Priority
    triggers: tuple[str, ...]


def wanted_for(question: Question, outcome: Outcome) -> Wanted | None:
    """Say which task an outcome asks for, or None.

    A hard deferral and an emergency of a signed-in patient open one; so does, for any role, a person who
    asks for a person. Without a person nobody could be answered, so there is none.
    """
    if question.asker.person is None:
        return None
    match outcome:
        case Emergency():
            return _wanted("emergency", "emergency", outcome) if _patient(question) else None
        case Deferred(reason=reason, effect=effect):
            due = reason == "person_asked" or (effect == "hard" and _patient(question))
            return _wanted("deferral", reason, outcome) if due and reason not in _rules().none else None
        case Answered() | Blocked():
            return None
        case _:
            assert_never(outcome)


def _patient(question: Question) -> bool:
    return question.asker.role is Role.PATIENT


def _wanted(kind: Kind, reason: str, outcome: Outcome) -> Wanted:
    rules = _rules()
    signalled = (name for name, value in outcome.trace.signals.items() if value is True)
    named = [*rules.reasons.get(reason, ()), reason, *signalled]
    triggers = tuple(dict.fromkeys(one for one in named if _TRIGGER.fullmatch(one)))
    return Wanted(kind=kind, priority=_most_urgent(triggers), triggers=triggers)


def _most_urgent(triggers: tuple[str, ...]) -> Priority:
    """Take the most urgent of what the triggers ask for; one without a priority asks for the ordinary one."""
    rules = _rules()
    by_trigger = {one: priority for priority, listed in rules.priorities.items() for one in listed}
    asked = [by_trigger.get(one, rules.ordinary) for one in triggers] or [rules.ordinary]
    return min(asked, key=PRIORITIES.index)


@cache
def _rules() -> _Rules:
    text = resources.files("assistant.worklist").joinpath("rules.toml").read_text("utf-8")
    return _Rules.model_validate(tomllib.loads(text))
