"""A file that a patient sends: a report is read, anything else is told apart and kept for a person to see."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from assistant.attachments import Kind, Media, media_of
from assistant.attachments.kinds import READABLE
from assistant.errors import AttachmentError, InvalidQuestionError
from assistant.exchange import Role
from serving.report_files import NOTHING, Looked, ReportFiles
from serving.ui.patient.alarms import alarm_html, alarm_of
from serving.ui.patient.filing import Filing
from serving.ui.patient.frame import message, note, paragraph
from serving.ui.patient.reports import Reports, Shown
from serving.ui.patient.talk import TalkIn
from serving.ui.patient.visitor import Visitor
from serving.ui.patient.words import both, language_in

if TYPE_CHECKING:
    from assistant.house import House


class Attached:
    """Takes files of a house's patients."""

    def __init__(self, house: House, filing: Filing, files: ReportFiles) -> None:
        """Read with `files`, keep in the records of `house`."""
        self._house, self._filing, self._files = house, filing, files
        self._reports = Reports(house, filing)

    async def taken(self, data: bytes, talk: TalkIn, visitor: Visitor) -> Shown:
        """Read a file, or say why nothing in it is judged; kept only where a hand-over was agreed to."""
        media = media_of(data)
        if media is None:
            return Shown(note("file_refused"), critical=False)
        looked, broken = await self._looked(data, media)
        alarm = await self._alarm(looked, talk, visitor) if media == "text/plain" else ""
        kind = looked.kind(media)
        kept = paragraph(await self._kept(data, kind, media, talk, visitor), kind="yp-kept")
        if kind != "report":
            return Shown(alarm + _refused_html(kind, kept, looked, broken=broken), critical=bool(alarm))
        shown = await self._reports.shown(looked, talk, visitor)
        unread = paragraph("file_unread_pages", looked.unread) if looked.unread else ""
        return Shown(
            f"{alarm}{shown.html}{message(unread + kept, acts=False)}", critical=shown.critical or bool(alarm)
        )

    async def _looked(self, data: bytes, media: Media) -> tuple[Looked, bool]:
        """Give what was read, and whether the file is damaged."""
        if media not in READABLE:
            return NOTHING, False
        try:
            return await self._files.look(data, media), False
        except InvalidQuestionError:
            return NOTHING, True

    async def _kept(self, data: bytes, kind: Kind, media: Media, talk: TalkIn, visitor: Visitor) -> str:
        """Keep a file for the hand-over and name the label that says so, or why it was not kept."""
        if visitor.person is None or not visitor.may_hand_over:
            return "file_not_agreed"
        room = self._house.attachments
        try:
            await asyncio.to_thread(room.keep, visitor.person, talk.episode, kind, media, data)
        except AttachmentError:
            return "file_too_many"
        return "file_kept"

    async def _alarm(self, looked: Looked, talk: TalkIn, visitor: Visitor) -> str:
        """Look for an alarm in a text file, as in every text."""
        verdict = self._house.gate.incoming(looked.text[:20_000], role=Role.PATIENT, history=())
        alarm = alarm_of(verdict, None)
        if alarm is None:
            return ""
        language = language_in(talk.script)
        told = talk.model_copy(update={"text": looked.text[:2_000]})
        ticket = await self._filing.alarm(told, alarm, visitor, language)
        return alarm_html(alarm, language, extra=(ticket,))


def _refused_html(kind: Kind, kept: str, looked: Looked, *, broken: bool) -> str:
    """Say why nothing was judged, and what becomes of the file."""
    why = "file_broken" if broken else f"file_{kind}"
    eyes = paragraph("no_ocr") if looked.unread and not broken else ""
    offer = paragraph("offer_person", kind="yp-next")
    body = f"<h3>{both('file_title')}</h3>{eyes}{paragraph(why)}{kept}{offer}"
    return message(body, kind="yp-card yp-deferred")
