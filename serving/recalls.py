"""Recalls that come due: calls and agreed days of outside findings, beside the tasks of who may see them."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from assistant.exchange import Asker
from assistant.findings.finding import RECALL, Case
from assistant.findings.states import desk_of

if TYPE_CHECKING:
    from assistant.house import House
    from serving.problems import JsonObject


def due_recalls(house: House, asker: Asker) -> tuple[Case, ...]:
    """Give the recalls that this person may see and that are due by the end of today, what is due first."""
    today = house.findings.now().astimezone().date()
    midnight = datetime.combine(today, time.max).astimezone()
    cases = house.findings.cases(asker, RECALL)
    return tuple(one for one in cases if one.due_at is not None and one.due_at <= midnight)


def notice_json(house: House, case: Case) -> JsonObject:
    """Write a recall as a notice; it names no patient."""
    source = next(one for one in house.findings.sources() if one.name == case.finding.source)
    called = None if case.called is None else house.accounts.name_of(case.called)
    return {
        "kind": "recall",
        "ticket": case.ticket,
        "priority": source.priority,
        "queue": desk_of(case) or case.department,
        "due_at": None if case.due_at is None else case.due_at.isoformat(),
        "overdue": case.overdue(house.findings.now()),
        "called": called,
    }
