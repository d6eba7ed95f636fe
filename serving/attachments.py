"""A person's own files at the doors: read as on the patient's page, kept under consent, shown to no other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, Field

from assistant.attachments import Attachment, Kind, Media
from assistant.attachments.kinds import READABLE
from assistant.consent import Purpose
from assistant.errors import FileKindError, InvalidQuestionError, NoReportError, UnsignedError
from assistant.exchange import Role
from assistant.labs import Report
from serving.agreed import refuse_without_consent
from serving.auth import Caller
from serving.labs import LabItemOut, PatientIn, item_out, patient_from
from serving.problems import Json, JsonObject
from serving.report_files import NOTHING, Looked, ReadLine, ReportFiles
from serving.schemas import Edge, Id, parse

if TYPE_CHECKING:
    from assistant.house import House

Episode = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
_SCREENED: Final = 20_000
_WHY: Final[dict[Kind, str]] = {
    "picture": "no laboratory result was found in the picture; pictures of the body are not judged here",
    "document": "no laboratory result was found in the file",
    "ecg": "an ECG is not judged here; a doctor must look",
    "scan": "an image of a CT, MR or X-ray is not judged here; a doctor must look",
    "dicom": "a medical image (DICOM) is not judged here; a doctor must look",
}


class AttachIn(Edge):
    """The conversation that a file belongs to; it goes to a person with that conversation's task."""

    episode: Episode


class ReportIn(PatientIn):
    """Whose report a file holds, as for `/v1/labs`."""

    id: Id = None


class ReadItemOut(LabItemOut):
    """A line of a file; one that is not `readable` has no value, for the paper counts."""

    readable: bool


class ReadOut(BaseModel):
    """What was read off a file; `unread_pages` are pictures that this server cannot read."""

    id: Id = None
    kind: Kind
    media: Media
    items: list[ReadItemOut]
    critical: bool
    unread_pages: int


class AttachmentOut(BaseModel):
    """A kept file; `task` says that it was handed over."""

    id: str
    kind: Kind
    media: Media
    size: int
    sha256: str
    made_at: str
    handed_over: bool


class FileDesk:
    """Takes files for the people of a house."""

    def __init__(self, house: House, files: ReportFiles) -> None:
        """Read with `files`, keep in the records of `house`."""
        self._house, self._files = house, files

    async def read(self, data: bytes, media: Media, fields: JsonObject) -> JsonObject:
        """Judge a report line by line and keep nothing.

        Raises:
            FileKindError: nothing of this kind is read here.
            NoReportError: the file can be read, and holds no report.
        """
        asked = parse(ReportIn, fields)
        if media not in READABLE:
            raise FileKindError(_WHY["dicom" if media == "application/dicom" else "ecg"])
        looked = await self._files.look(data, media, patient_from(asked))
        kind = looked.kind(media)
        if kind != "report":
            raise NoReportError(_unread(looked) or _WHY[kind])
        return _read_out(asked.id, kind, media, looked)

    async def attach(self, data: bytes, media: Media, fields: JsonObject, caller: Caller) -> JsonObject:
        """Keep a file for the hand-over of a conversation, and say what was read of it or why nothing was."""
        person, asked = self.person(caller, to_keep=True), parse(AttachIn, fields)
        looked, broken = await self._looked(data, media)
        kind, room = looked.kind(media), self._house.attachments
        kept = await asyncio.to_thread(room.keep, person, asked.episode, kind, media, data)
        report = _read_out(None, kind, media, looked) if kind == "report" else None
        why = "the file cannot be opened: damaged, locked, or too many pages" if broken else _unread(looked)
        told: str | None = None if report is not None else why or _WHY[kind]
        return {
            "attachment": attachment_out(kept),
            "report": report,
            "not_judged": told,
            "emergency": media == "text/plain" and self._alarming(looked.text),
        }

    def mine(self, episode: str | None, caller: Caller) -> JsonObject:
        """List one's own files, of one conversation or of all."""
        found = self._house.attachments.mine(self.person(caller), episode)
        listed: list[Json] = [attachment_out(one) for one in found]
        return {"attachments": listed}

    def opened(self, attachment_id: str, caller: Caller) -> tuple[Attachment, bytes]:
        """Give one of one's own files."""
        return self._house.attachments.own(attachment_id, self.person(caller))

    def remove(self, attachment_id: str, caller: Caller) -> None:
        """Take back one of one's own files that was not handed over yet."""
        self._house.attachments.remove(attachment_id, self.person(caller))

    def person(self, caller: Caller, *, to_keep: bool = False) -> str:
        """Give who is signed in; `to_keep`: one who has agreed to a hand-over."""
        person = caller.asker.person
        if caller.via != "session" or person is None:
            message = "a file belongs to a person who is signed in; a program's key has none"
            raise UnsignedError(message)
        if to_keep:
            for purpose in (Purpose.CHAT, Purpose.HAND_OVER):
                refuse_without_consent(self._house, caller, purpose)
        return person

    def _alarming(self, text: str) -> bool:
        """Say whether a text tells of an emergency, as in every text."""
        return (
            self._house.gate.incoming(text[:_SCREENED], role=Role.PATIENT, history=()).verdict == "emergency"
        )

    async def _looked(self, data: bytes, media: Media) -> tuple[Looked, bool]:
        """Give what was read, and whether the file is damaged."""
        if media not in READABLE:
            return NOTHING, False
        try:
            return await self._files.look(data, media), False
        except InvalidQuestionError:
            return NOTHING, True


def attachment_out(one: Attachment) -> JsonObject:
    """Write a kept file without its bytes."""
    return AttachmentOut(
        id=one.attachment_id,
        kind=one.kind,
        media=one.media,
        size=one.size,
        sha256=one.sha256,
        made_at=one.made_at.isoformat(),
        handed_over=one.task_id is not None,
    ).model_dump(mode="json")


def _read_out(identity: Id, kind: Kind, media: Media, looked: Looked) -> JsonObject:
    report = Report(readings=tuple(one.reading for one in looked.lines))
    return ReadOut(
        id=identity,
        kind=kind,
        media=media,
        items=[_item(one) for one in looked.lines],
        critical=report.critical,
        unread_pages=looked.unread,
    ).model_dump(mode="json")


def _item(one: ReadLine) -> ReadItemOut:
    return ReadItemOut(**dict(item_out(one.reading)), readable=one.readable)


def _unread(looked: Looked) -> str:
    """Say that pages are pictures which nothing here can read; empty where there are none."""
    return "this server cannot read pictures; send the words as text" if looked.unread else ""
