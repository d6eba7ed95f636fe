"""Reports at the patient's page, pasted or photographed; a critical value goes to a person at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from assistant.labs import Patient, current_knowledge, read_items, read_text
from assistant.labs.names import resolve
from assistant.labs.photo import read_photo
from assistant.labs.whose import whose
from guidelines import Language
from guidelines.readers.rapid_ocr import installed
from guidelines.text import language_of
from serving.ui.patient.filing import Filing
from serving.ui.patient.frame import note
from serving.ui.patient.report import Line, none_html, report_html, told
from serving.ui.patient.talk import TalkIn
from serving.ui.patient.visitor import Visitor

if TYPE_CHECKING:
    from assistant.house import House

_AT_A_TIME: Final = 1
"""A photograph takes both cores for seconds; the others wait."""


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
        self._room = asyncio.Semaphore(_AT_A_TIME)

    async def pasted(self, talk: TalkIn, visitor: Visitor, *, quiet: bool = False) -> Shown:
        """Read a pasted report; `quiet`: a person was told of an alarm already."""
        known = current_knowledge(self._house.settings.home)
        report = await asyncio.to_thread(read_text, talk.text, Patient(), known, today=_today())
        return await self._shown(talk, [Line(reading=one) for one in report.readings], visitor, quiet=quiet)

    async def photographed(self, data: bytes, talk: TalkIn, visitor: Visitor) -> Shown:
        """Read a photograph of a report.

        Raises:
            InvalidQuestionError: it is no picture that can be read.
        """
        eyes = await asyncio.to_thread(installed)
        if eyes is None:
            return Shown(note("no_ocr"), critical=False)
        known = current_knowledge(self._house.settings.home)

        def read() -> tuple[str, list[Line]]:
            seen = read_photo(data, eyes, knows=lambda name: bool(resolve(name, known.names).tests))
            items = [one.item for one in seen.results]
            readings = read_items(items, whose(seen.text, Patient()), known, today=_today()).readings
            pairs = zip(readings, seen.results, strict=True)
            return seen.text, [Line(reading=reading, readable=one.sure) for reading, one in pairs]

        async with self._room:
            text, lines = await asyncio.to_thread(read)
        return await self._shown(talk.model_copy(update={"text": text}), lines, visitor)

    async def _shown(
        self, talk: TalkIn, lines: Sequence[Line], visitor: Visitor, *, quiet: bool = False
    ) -> Shown:
        if not any(map(_result, lines)):
            return Shown(none_html(), critical=False)
        language: Language = "zh" if language_of(talk.text) == "zh" else "en"
        critical = any(one.reading.critical for one in lines)
        question = self._filing.question(talk, visitor, language, part=":report")
        urgent = critical and not quiet
        ticket = await self._filing.report(question, told(lines, language), critical=urgent, visitor=visitor)
        return Shown(report_html(lines, language, ticket=ticket), critical=critical)


def _result(line: Line) -> bool:
    """Say whether a line is of a laboratory report: any words with a number behind them are not."""
    item = line.reading.item
    return not line.readable or bool(line.reading.code or item.unit or item.range)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
