"""A file that somebody sends: told apart by its bytes, and read where it may hold a laboratory report."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from assistant.attachments import Kind, Media, kind_shown
from assistant.errors import InvalidQuestionError
from assistant.labs import Knowledge, Patient, Reading, current_knowledge, read_items, read_text
from assistant.labs.document import read_pdf_report
from assistant.labs.names import resolve
from assistant.labs.photo import read_photo
from assistant.labs.whose import whose
from assistant.lanes import HOUSEKEEPING, THINKING
from guidelines.errors import UnreadableDocumentError
from guidelines.readers.encoding import decode
from guidelines.readers.rapid_ocr import installed
from serving.validation import check_text

_AT_A_TIME: Final = 1
"""A photograph takes both cores for seconds; the others wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """One line of a report: its reading; `readable` is False where a photograph did not show it surely."""

    reading: Reading
    readable: bool = True

    @property
    def result(self) -> bool:
        """Whether it is of a laboratory report: any words with a number behind them are not."""
        item = self.reading.item
        return not self.readable or bool(self.reading.code or item.unit or item.range)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was read off a file: its words, its lines, and how many pages nothing here can read."""

    text: str
    lines: tuple[ReadLine, ...]
    unread: int = 0

    @property
    def report(self) -> bool:
        """Whether it holds laboratory results."""
        return any(line.result for line in self.lines)

    def kind(self, media: Media) -> Kind:
        """Say what the file is; a tracing or film with printed figures on it is no laboratory report."""
        shown = kind_shown(media, self.text)
        known = any(line.reading.code for line in self.lines)
        return "report" if self.report and (known or shown in {"picture", "document"}) else shown


NOTHING: Final = Looked(text="", lines=())


class ReportFiles:
    """Reads files with the tables of a home; one photograph at a time."""

    def __init__(self, home: Path) -> None:
        """Judge with the tables as they stand in `home`."""
        self._home = home
        self._room = asyncio.Semaphore(_AT_A_TIME)

    async def look(self, data: bytes, media: Media, patient: Patient | None = None) -> Looked:
        """Read a file; nothing is judged of what was not read surely. Its head may say whose it is.

        Raises:
            InvalidQuestionError: it is damaged, locked or too long.
        """
        known, whom = current_knowledge(self._home), patient or Patient()
        if media == "text/plain":
            return await THINKING.do(_told_in, data, whom, known)
        async with self._room:
            return await HOUSEKEEPING.do(_seen_in, data, media, whom, known)


def _seen_in(data: bytes, media: Media, patient: Patient, known: Knowledge) -> Looked:
    """Read a photograph or a PDF."""

    def knows(name: str) -> bool:
        return bool(resolve(name, known.names).tests)

    eyes, unread = installed(), 0
    if media == "application/pdf":
        seen, unread = read_pdf_report(data, eyes, knows=knows)
    elif eyes is not None:
        seen = read_photo(data, eyes, knows=knows)
    else:
        return Looked(text="", lines=(), unread=1)
    items = [one.item for one in seen.results]
    readings = read_items(items, whose(seen.text, patient), known, today=_today()).readings
    pairs = zip(readings, seen.results, strict=True)
    lines = tuple(ReadLine(reading=reading, readable=one.sure) for reading, one in pairs)
    return Looked(text=seen.text, lines=lines, unread=unread)


def _told_in(data: bytes, patient: Patient, known: Knowledge) -> Looked:
    """Read a text file like a pasted report."""
    try:
        text = decode(data, name="report.txt")
    except UnreadableDocumentError as fault:
        raise InvalidQuestionError(str(fault)) from None
    check_text(text, "file")
    report = read_text(text, patient, known, today=_today())
    return Looked(text=text, lines=tuple(ReadLine(reading=one) for one in report.readings))


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
