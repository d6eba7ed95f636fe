"""What a conversation leaves in the health file, where its person agreed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Final, Protocol

from assistant.consent import Purpose
from assistant.errors import HealthFileError, StoreError
from assistant.exchange import Turn
from assistant.handover.told import told
from assistant.health_file import Statement, Visit
from assistant.health_file.deltas import Course, Delta
from assistant.health_file.entry import (
    LONGEST,
    TOPICS,
    Content,
    LabReport,
    LabResult,
    SaidBy,
    Topic,
    report_of,
)
from assistant.labs import Reading, Report
from assistant.triage.slots import RELATIVES
from serving.ui.patient.frame import message
from serving.ui.patient.health.words import both
from serving.ui.trend import course_html

if TYPE_CHECKING:
    from assistant.house import House

logger = logging.getLogger(__name__)
_BY_NAME: Final[dict[str, Topic]] = {one: one for one in TOPICS}
_DEPARTMENTS: Final = 3
_CHILDREN: Final = frozenset(
    {"儿子", "女儿", "孩子", "闺女", "宝宝", "娃", "bb", "my son", "my daughter", "my baby", "my child"}
)


class Line(Protocol):
    """A line of a report as the patient's page has it."""

    @property
    def reading(self) -> Reading:
        """What was read."""
        ...

    @property
    def readable(self) -> bool:
        """Whether a photograph showed it surely."""
        ...

    @property
    def withheld(self) -> bool:
        """Whether only a person explains it."""
        ...


def note_visit(
    house: House, person: str | None, turns: Sequence[Turn], urgency: str, departments: Sequence[str]
) -> None:
    """Keep a direction, and what was said of allergies, medicines and the like, word by word.

    What was told of somebody else is none of this person's file. A fault here keeps no direction back.
    """
    said = [turn.text for turn in turns if turn.speaker == "patient" and turn.text.strip()]
    if person is None or not said:
        return
    by = _speaker(house, person)
    if _of_somebody_else(said, by):
        return
    visit = Visit(urgency=urgency, departments=tuple(departments[:_DEPARTMENTS]), complaint=said[0][:LONGEST])
    _noted(house, person, (visit, *_statements(said, by)))


def noted_report(house: House, person: str | None, lines: Sequence[Line], *, taken_on: date | None) -> str:
    """Keep a report that was read, and render what differs from earlier ones; empty without consent.

    Lines that a photograph did not show surely are left out; what only a person explains gets no flag.
    """
    sure = [one for one in lines if one.readable]
    if person is None or not sure:
        return ""
    report = report_of(Report(readings=tuple(one.reading for one in sure)))
    shown = zip(report.results, sure, strict=True)
    kept = tuple(_unflagged(result) if line.withheld else result for result, line in shown)
    report = LabReport(results=kept, taken_on=taken_on)
    if not _noted(house, person, (report,)):
        return ""
    held = house.health_file.file(person)
    newest = next(one for one in held.reports() if one.report == report)
    return deltas_html(newest.deltas, held.courses())


def deltas_html(deltas: Sequence[Delta], courses: Sequence[Course] = ()) -> str:
    """Render what differs from the report before, with a picture; no word on what it means."""
    if not deltas:
        return ""
    rows = "".join(
        f"<li>{escape(one.name)}: {_plain(one.before)} → {_plain(one.value)} {escape(one.unit)} "
        f"({one.difference:+g}; {one.before_on:%Y-%m-%d})</li>"
        for one in deltas
    )
    told = {one.code for one in deltas}
    drawn = "".join(course_html(one) for one in courses if one.code in told)
    scope = f"<p class='yp-scope'>{both('beside_scope')}</p>"
    body = f"<h3>{both('beside_earlier')}</h3><ul>{rows}</ul>{drawn}{scope}"
    return message(body, kind="yp-card", acts=False)


def _noted(house: House, person: str, contents: Sequence[Content]) -> bool:
    try:
        return bool(house.health_file.note(person, contents))
    except (HealthFileError, StoreError) as fault:
        logger.error("nothing noted in the file cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote
        return False


def _statements(said: Sequence[str], by: SaidBy) -> list[Statement]:
    """Quote what was said of each topic; what nobody spoke of is not noted."""
    return [
        Statement(
            topic=_BY_NAME[fact.name], standing=fact.standing, said=" ".join(fact.said)[:LONGEST], by=by
        )
        for fact in told(said)
        if fact.name in _BY_NAME and fact.standing != "unknown"
    ]


def _of_somebody_else(said: Sequence[str], by: SaidBy) -> bool:
    """Say whether a relative is named; a guardian's file is the child's, so there only a child may be."""
    named = {word for text in said for word in RELATIVES if word in text.lower()}
    return bool(named - _CHILDREN) or not named if by == "guardian" else bool(named)


def _speaker(house: House, person: str) -> SaidBy:
    given = [
        one for one in house.consents.history(person) if one.purpose is Purpose.HEALTH_FILE and one.given
    ]
    return "guardian" if given and given[-1].given_as == "guardian" else "self"


def _unflagged(result: LabResult) -> LabResult:
    return replace(result, flag="unknown")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
