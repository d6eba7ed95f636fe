"""What was told by which channel, as links of the chain: who was called and when is part of the audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from assistant.notices.notice import Notice
from assistant.store.database import Database
from assistant.store.instant import instant_text, utc_now
from assistant.store.keys import KeyRing
from assistant.store.records import OPERATOR, ToSeal, append_link
from assistant.store.tables import RecordRow
from assistant.worklist.states import CLOCK

NOTICES: Final = "notice:"
"""How the decision of a link begins that vouches for a notice that was given."""


class SqlNotices:
    """Implements `assistant.notices.notice.NoticeLog`."""

    def __init__(self, database: Database, keys: KeyRing, *, now: Callable[[], datetime] = utc_now) -> None:
        """Write links into the chain of `database`."""
        self._database, self._keys, self._now = database, keys, now

    def told(self, notice: Notice, channel: str) -> bool:
        """Say whether this was told by this channel before."""
        wanted = {"channel": channel, "ticket": notice.ticket}
        with self._database.reading() as session:
            held = session.exec(
                select(RecordRow.versions).where(
                    RecordRow.decision == f"{NOTICES}{notice.kind}",
                    col(RecordRow.versions).contains(notice.ticket, autoescape=True),
                )
            )
            return any(json.loads(one) == wanted for one in held)

    def note(self, notice: Notice, channel: str) -> None:
        """Keep that it was told."""
        told = {"due_at": instant_text(notice.due_at), "queue": notice.queue, "priority": notice.priority}
        content = ToSeal(
            person=OPERATOR,
            role=CLOCK,
            decision=f"{NOTICES}{notice.kind}",
            plain=json.dumps(told, ensure_ascii=False, sort_keys=True).encode(),
            versions={"channel": channel, "ticket": notice.ticket},
        )
        with self._database.writing() as session:
            append_link(session, self._keys, content, at=self._now())
