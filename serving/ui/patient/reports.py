"""Reports at the patient's page, pasted or photographed; a critical value goes to a person at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from assistant.labs import Patient, current_knowledge, read_text
from assistant.labs.sampled import day_of
from assistant.lanes import THINKING
from guidelines import Language
from guidelines.text import language_of
from serving.report_files import Looked
from serving.ui.patient.filing import Filing
from serving.ui.patient.health.noting import noted_report
from serving.ui.patient.report import Line, none_html, report_html, told
from serving.ui.patient.talk import MOST_WORDS, TalkIn
from serving.ui.patient.visitor import Visitor

if TYPE_CHECKING:
    from assistant.house import House


@dataclass(frozen=True, slots=True)
class Shown:
    """What a report became on the page."""

    html: str
    critical: bool


class Reports:
    """Reads reports with the tables of a house."""

    def __init__(self, house: House, filing: Filing) -> None:
        """Read with the tables of `house` and keep what was told with `filing`."""
        self._house, self._filing = house, filing

    async def pasted(self, talk: TalkIn, visitor: Visitor, *, quiet: bool = False) -> Shown:
        """Read a pasted report; `quiet`: a person was told of an alarm already."""
        known = current_knowledge(self._house.settings.home)
        report = await THINKING.do(read_text, talk.text, Patient(), known, today=_today())
        return await self._shown(talk, [Line(reading=one) for one in report.readings], visitor, quiet=quiet)

    async def shown(self, looked: Looked, talk: TalkIn, visitor: Visitor) -> Shown:
        """Show what was read off a file."""
        text = looked.text[:MOST_WORDS]
        lines = [Line(reading=one.reading, readable=one.readable) for one in looked.lines]
        return await self._shown(talk.model_copy(update={"text": text}), lines, visitor)

    async def _shown(
        self, talk: TalkIn, lines: Sequence[Line], visitor: Visitor, *, quiet: bool = False
    ) -> Shown:
        if not any(line.result for line in lines):
            return Shown(none_html(), critical=False)
        language: Language = "zh" if language_of(talk.text) == "zh" else "en"
        critical = any(one.reading.critical for one in lines)
        question = self._filing.question(talk, visitor, language, part=":report")
        urgent = critical and not quiet
        unread = any(not one.readable or one.reading.flag == "unknown" for one in lines)
        ticket = await self._filing.report(
            question,
            told(lines, language),
            critical=urgent,
            visitor=visitor,
            measured={"D12": critical, "D14": unread},
        )
        taken_on = day_of(talk.text, today=_today())
        beside = await asyncio.to_thread(noted_report, self._house, visitor.person, lines, taken_on=taken_on)
        return Shown(report_html(lines, language, ticket=ticket) + beside, critical=critical)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
