"""Attached files in SQL, sealed under the person's key, and under the task's once they are handed over."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final, cast

from sqlalchemy import delete
from sqlmodel import Session, col, select

from assistant.attachments.kinds import Kind, Media
from assistant.attachments.room import Attachment
from assistant.errors import AttachmentError, UnknownAttachmentError
from assistant.store.database import Database
from assistant.store.door_tables import AttachmentRow
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.records import ToSeal, append_link
from assistant.store.tables import TaskRow

ATTACHMENTS: Final = "attachment:"
"""How the decision of a link begins that vouches for a step with an attached file."""


class SqlAttachments:
    """Implements `assistant.attachments.room.AttachmentStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep files in `database`, beside the records."""
        self._database, self._keys = database, keys

    def add(self, kept: Attachment, data: bytes, *, stale: datetime) -> None:
        """Keep a file; whatever was never handed over and is older than `stale` goes."""
        with self._database.writing() as session:
            old = (col(AttachmentRow.task_id).is_(None), col(AttachmentRow.made_at) < stale)
            session.connection().execute(delete(AttachmentRow).where(*old))
            key_id, key = self._keys.key_for(session, kept.person)
            session.add(
                AttachmentRow(
                    attachment_id=kept.attachment_id,
                    person=kept.person,
                    episode=kept.episode,
                    kind=kept.kind,
                    media=kept.media,
                    size=kept.size,
                    sha256=kept.sha256,
                    made_at=kept.made_at,
                    task_id=None,
                    key_id=key_id,
                    sealed=seal(key, data, about=kept.attachment_id),
                    record_id=self._vouch(session, "kept", kept, at=kept.made_at),
                )
            )

    def of_episode(self, person: str, episode: str) -> tuple[Attachment, ...]:
        """List what a person attached to a conversation, oldest first."""
        return self._listed(AttachmentRow.person == person, AttachmentRow.episode == episode)

    def of_task(self, task_id: str) -> tuple[Attachment, ...]:
        """List what was handed over with a task, oldest first."""
        return self._listed(AttachmentRow.task_id == task_id)

    def of_person(self, person: str) -> tuple[Attachment, ...]:
        """List everything that a person attached, oldest first."""
        return self._listed(AttachmentRow.person == person)

    def own(self, attachment_id: str, person: str, *, at: datetime) -> tuple[Attachment, bytes]:
        """Give a person's own file; who looked goes on the chain."""
        with self._database.writing() as session:
            row = _own(session, attachment_id, person)
            data = self._plain(session, row)
            self._vouch(session, "opened", _attachment(row), at=at, by=person)
            return _attachment(row), data

    def remove(self, attachment_id: str, person: str, *, at: datetime) -> None:
        """Take away a person's own file that was not handed over."""
        with self._database.writing() as session:
            row = _own(session, attachment_id, person)
            if row.task_id is not None:
                message = "the file was handed over; it is kept as long as its task is"
                raise AttachmentError(message)
            self._vouch(session, "removed", _attachment(row), at=at)
            session.delete(row)

    def pass_on(self, person: str, episode: str, task_id: str, *, at: datetime) -> int:
        """Hand over with a task what was not yet."""
        free = (
            AttachmentRow.person == person,
            AttachmentRow.episode == episode,
            col(AttachmentRow.task_id).is_(None),
        )
        if not self._listed(*free):
            return 0
        with self._database.writing() as session:
            task = session.get(TaskRow, task_id)
            goal = None if task is None else self._keys.key(session, task.key_id)
            if task is None or goal is None:
                return 0
            rows = session.exec(select(AttachmentRow).where(*free)).all()
            for row in rows:
                row.sealed = seal(goal, self._plain(session, row), about=row.attachment_id)
                row.key_id, row.task_id = task.key_id, task_id
                session.add(row)
                self._vouch(session, "handed_over", _attachment(row), at=at, task=task.ticket)
            return len(rows)

    def opened(self, attachment_id: str, task_id: str, *, by: str, at: datetime) -> tuple[Attachment, bytes]:
        """Give a file that was handed over with a task; who looked goes on the chain."""
        with self._database.writing() as session:
            row = session.get(AttachmentRow, attachment_id)
            if row is None or row.task_id != task_id:
                raise UnknownAttachmentError(_NONE)
            data = self._plain(session, row)
            self._vouch(session, "opened", _attachment(row), at=at, by=by)
            return _attachment(row), data

    def _plain(self, session: Session, row: AttachmentRow) -> bytes:
        key = self._keys.key(session, row.key_id)
        if key is None:
            raise UnknownAttachmentError(_NONE)
        return unseal(key, row.sealed, about=row.attachment_id)

    def _listed(self, *where: object) -> tuple[Attachment, ...]:
        wanted = select(AttachmentRow).where(*cast("tuple[bool, ...]", where))
        with self._database.reading() as session:
            rows = session.exec(wanted.order_by(col(AttachmentRow.made_at))).all()
            return tuple(map(_attachment, rows))

    def _vouch(self, session: Session, step: str, kept: Attachment, *, at: datetime, **more: str) -> str:
        """Append the link: what was done with which file, by its hash."""
        told = {"attachment": kept.attachment_id, "kind": kept.kind, "sha256": kept.sha256} | more
        content = ToSeal(
            person=kept.person,
            role="patient" if step == "kept" else "custodian",
            decision=f"{ATTACHMENTS}{step}",
            plain=json.dumps(told).encode(),
        )
        return append_link(session, self._keys, content, at=at)


def _own(session: Session, attachment_id: str, person: str) -> AttachmentRow:
    row = session.exec(
        select(AttachmentRow).where(AttachmentRow.attachment_id == attachment_id).with_for_update()
    ).first()
    if row is None or row.person != person:
        message = "no such file of yours; list them"
        raise UnknownAttachmentError(message)
    return row


_NONE: Final = "no such file with this task; look at the task again"


def _attachment(row: AttachmentRow) -> Attachment:
    return Attachment(
        attachment_id=row.attachment_id,
        person=row.person,
        episode=row.episode,
        kind=cast("Kind", row.kind),
        media=cast("Media", row.media),
        size=row.size,
        sha256=row.sha256,
        made_at=row.made_at,
        task_id=row.task_id,
    )
