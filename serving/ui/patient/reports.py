"""Reports at the patient's page, pasted or photographed; a critical value goes to a person at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from assistant.attachments import Media
from assistant.errors import InvalidQuestionError
from assistant.labs import Knowledge, Patient, current_knowledge, read_items, read_text
from assistant.labs.document import read_pdf_report
from assistant.labs.names import resolve
from assistant.labs.photo import read_photo
from assistant.labs.whose import whose
from guidelines import Language
from guidelines.errors import UnreadableDocumentError
from guidelines.readers.encoding import decode
from guidelines.readers.rapid_ocr import installed
from guidelines.text import language_of
from serving.ui.patient.filing import Filing
from serving.ui.patient.health.noting import noted_report
from serving.ui.patient.report import Line, none_html, report_html, told
from serving.ui.patient.talk import MOST_WORDS, TalkIn
from serving.ui.patient.visitor import Visitor
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House

_AT_A_TIME: Final = 1
"""A photograph takes both cores for seconds; the others wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was read off a file: its words, its lines, and how many pages nothing here can read."""

    text: str
    lines: tuple[Line, ...]
    unread: int = 0

    @property
    def report(self) -> bool:
        """Whether it holds laboratory results."""
        return any(map(_result, self.lines))

    @property
    def known(self) -> bool:
        """Whether any of its results is of a test in the tables."""
        return any(line.reading.code for line in self.lines)


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

    async def look(self, data: bytes, media: Media) -> Looked:
        """Read a file; nothing is judged of what was not read surely.

        Raises:
            InvalidQuestionError: it is damaged, locked or too long.
        """
        known = current_knowledge(self._house.settings.home)
        if media == "text/plain":
            return await asyncio.to_thread(_told_in, data, known)
        eyes = await asyncio.to_thread(installed)

        def read() -> Looked:
            def knows(name: str) -> bool:
                return bool(resolve(name, known.names).tests)

            unread = 0
            if media == "application/pdf":
                seen, unread = read_pdf_report(data, eyes, knows=knows)
            elif eyes is not None:
                seen = read_photo(data, eyes, knows=knows)
            else:
                return Looked(text="", lines=(), unread=1)
            items = [one.item for one in seen.results]
            readings = read_items(items, whose(seen.text, Patient()), known, today=_today()).readings
            pairs = zip(readings, seen.results, strict=True)
            lines = tuple(Line(reading=reading, readable=one.sure) for reading, one in pairs)
            return Looked(text=seen.text, lines=lines, unread=unread)

        async with self._room:
            return await asyncio.to_thread(read)

    async def shown(self, looked: Looked, talk: TalkIn, visitor: Visitor) -> Shown:
        """Show what was read off a file."""
        text = looked.text[:MOST_WORDS]
        return await self._shown(talk.model_copy(update={"text": text}), looked.lines, visitor)

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
        beside = await asyncio.to_thread(noted_report, self._house, visitor.person, lines)
        return Shown(report_html(lines, language, ticket=ticket) + beside, critical=critical)


def _result(line: Line) -> bool:
    """Say whether a line is of a laboratory report: any words with a number behind them are not."""
    item = line.reading.item
    return not line.readable or bool(line.reading.code or item.unit or item.range)


def _told_in(data: bytes, known: Knowledge) -> Looked:
    """Read a text file like a pasted report."""
    try:
        text = decode(data, name="report.txt")
    except UnreadableDocumentError as fault:
        raise InvalidQuestionError(str(fault)) from None
    check_text(text, "file")
    report = read_text(text, Patient(), known, today=_today())
    return Looked(text=text, lines=tuple(Line(reading=one) for one in report.readings))


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
