"""Keeps what a person attached until it is handed over; who agreed to no hand-over leaves nothing here."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol

from assistant.attachments.kinds import Kind, Media
from assistant.errors import AttachmentError

MOST_BYTES: Final = 12 * 1024 * 1024
MOST_AN_EPISODE: Final = 10
UNCLAIMED: Final = timedelta(days=7)
"""After so long what was never handed over is removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A kept file without its bytes; it has no name, for names of files hold names of people."""

    attachment_id: str
    person: str
    episode: str
    kind: Kind
    media: Media
    size: int
    sha256: str
    made_at: datetime
    task_id: str | None = None


class AttachmentStore(Protocol):
    """Keeps files sealed per person; raises `StoreError`."""

    def add(self, kept: Attachment, data: bytes, *, stale: datetime) -> None:
        """Keep a file; whatever was never handed over and is older than `stale` goes."""
        ...

    def of_episode(self, person: str, episode: str) -> tuple[Attachment, ...]:
        """List what a person attached to a conversation, oldest first."""
        ...

    def of_task(self, task_id: str) -> tuple[Attachment, ...]:
        """List what was handed over with a task, oldest first."""
        ...

    def of_person(self, person: str) -> tuple[Attachment, ...]:
        """List everything that a person attached, oldest first."""
        ...

    def own(self, attachment_id: str, person: str, *, at: datetime) -> tuple[Attachment, bytes]:
        """Give a person's own file; who looked goes on the chain.

        Raises:
            UnknownAttachmentError: there is none, or it is somebody else's: the two are told alike.
        """
        ...

    def remove(self, attachment_id: str, person: str, *, at: datetime) -> None:
        """Take away a person's own file that was not handed over.

        Raises:
            UnknownAttachmentError: there is none, or it is somebody else's: the two are told alike.
            AttachmentError: it was handed over, and is kept as long as the task is.
        """
        ...

    def pass_on(self, person: str, episode: str, task_id: str, *, at: datetime) -> int:
        """Hand over with a task what was not yet; it is kept as long as the task is. Returns how many."""
        ...

    def opened(self, attachment_id: str, task_id: str, *, by: str, at: datetime) -> tuple[Attachment, bytes]:
        """Give a file that was handed over with a task; who looked goes on the chain.

        Raises:
            UnknownAttachmentError: there is none, or its person was erased.
        """
        ...


class AttachmentRoom:
    """Takes, hands over and shows files."""

    def __init__(self, store: AttachmentStore, *, now: Callable[[], datetime]) -> None:
        """Keep files in `store` by the server's clock."""
        self._store, self._now = store, now

    def keep(self, person: str, episode: str, kind: Kind, media: Media, data: bytes) -> Attachment:
        """Keep a file until it is handed over; the same one twice in a conversation is kept once.

        Raises:
            AttachmentError: it is too large, or the conversation has too many.
        """
        if len(data) > MOST_BYTES:
            message = f"the file has more than {MOST_BYTES // 1024 // 1024} MB; send a smaller one"
            raise AttachmentError(message)
        digest, held = sha256(data).hexdigest(), self._store.of_episode(person, episode)
        if same := [one for one in held if one.sha256 == digest]:
            return same[0]
        if len(held) >= MOST_AN_EPISODE:
            message = f"this conversation has {len(held)} files already; begin a new one"
            raise AttachmentError(message)
        now = self._now()
        kept = Attachment(
            attachment_id=f"a_{secrets.token_hex(12)}",
            person=person,
            episode=episode,
            kind=kind,
            media=media,
            size=len(data),
            sha256=digest,
            made_at=now,
        )
        self._store.add(kept, data, stale=now - UNCLAIMED)
        return kept

    def pass_on(self, person: str, episode: str, task_id: str) -> int:
        """Hand over what a person attached to a conversation with its task; returns how many files."""
        return self._store.pass_on(person, episode, task_id, at=self._now())

    def mine(self, person: str, episode: str | None) -> tuple[Attachment, ...]:
        """List a person's own files, of one conversation or of all."""
        return self._store.of_person(person) if episode is None else self._store.of_episode(person, episode)

    def own(self, attachment_id: str, person: str) -> tuple[Attachment, bytes]:
        """Give a person's own file."""
        return self._store.own(attachment_id, person, at=self._now())

    def remove(self, attachment_id: str, person: str) -> None:
        """Take back a person's own file that was not handed over yet."""
        self._store.remove(attachment_id, person, at=self._now())

    def of_task(self, task_id: str) -> tuple[Attachment, ...]:
        """List what was handed over with a task; who may see the task is decided before it comes here."""
        return self._store.of_task(task_id)

    def open(self, attachment_id: str, task_id: str, *, by: str) -> tuple[Attachment, bytes]:
        """Give a file that was handed over with a task."""
        return self._store.opened(attachment_id, task_id, by=by, at=self._now())
