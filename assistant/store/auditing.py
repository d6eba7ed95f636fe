"""What an auditor asks of the chain, read from the database; what they open is noted in the chain itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, cast

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assistant.audit import ChainVerdict, Head, Replayed, is_outcome
from assistant.auditing.daily import Finding, Judged
from assistant.auditing.looking import MOST, OpenedLink, Sighted, Wanted
from assistant.errors import UnknownRecordError
from assistant.exchange import Asker
from assistant.store.database import Database
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing, unseal
from assistant.store.records import (
    OPERATOR,
    SqlRecorder,
    ToSeal,
    append_link,
    first_from,
    last_until,
    link_of,
)
from assistant.store.tables import ChainHeadRow, RecordBodyRow, RecordRow, TaskRow, TaskStepRow
from assistant.store.transcript import load_transcript

AUDITS: Final = "audit:"
"""How the decision of a link begins that vouches for what an auditor did with a record."""

_JUDGED: Final = f"{AUDITS}judged"
_NUMBER: Final = 9
"""How many digits a number may have: more would not fit every database's integers."""


class SqlAudit:
    """Implements `assistant.auditing.room.AuditStore`."""

    def __init__(self, database: Database, keys: KeyRing, *, now: Callable[[], datetime] = utc_now) -> None:
        """Read what the recorder wrote."""
        self._database, self._keys, self._now = database, keys, now
        self._recorder = SqlRecorder(database, keys, now=now)

    def verify(
        self, since: date | None = None, until: date | None = None, *, kept: Sequence[Head] = ()
    ) -> ChainVerdict:
        """Walk the chain to its first broken link."""
        return self._recorder.verify(since, until, kept=kept)

    def head(self) -> Head:
        """Give the newest link."""
        with self._database.reading() as session:
            row = session.exec(select(ChainHeadRow)).one()
            return Head(seq=row.seq, digest=row.digest)

    def find(self, wanted: Wanted) -> Sighted:
        """Find links, newest first."""
        limit = max(1, min(wanted.limit, MOST))
        with self._database.reading() as session:
            query = _narrowed(session, wanted).order_by(col(RecordRow.seq).desc()).limit(limit + 1)
            rows = session.exec(query).all()
            return Sighted(links=tuple(map(link_of, rows[:limit])), more=len(rows) > limit)

    def opened(self, reference: str) -> OpenedLink:
        """Open a link by record id or number."""
        with self._database.reading() as session:
            row = session.exec(select(RecordRow).where(_is(reference))).first()
            body = None if row is None else session.get(RecordBodyRow, row.record_id)
            if row is None or body is None:
                message = f"no record {reference!r}; look its id up in the audit's list"
                raise UnknownRecordError(message)
            link, digest = link_of(row), row.digest
            key = self._keys.key(session, body.key_id)
            if key is None:
                return OpenedLink(link=link, digest=digest, text=None, replayed=None)
            plain = unseal(key, body.sealed, about=row.record_id)
        replayed = None
        if is_outcome(link.decision):
            question, outcome = load_transcript(plain)
            replayed = Replayed(link=link, question=question, outcome=outcome)
        return OpenedLink(link=link, digest=digest, text=plain.decode(), replayed=replayed)

    def judge(self, reference: str, finding: Finding, note: str, by: Asker) -> None:
        """Append a link that vouches for what a person made of an answer."""
        content = ToSeal(
            person=by.person or OPERATOR,
            role=by.role.value,
            decision=_JUDGED,
            plain=json.dumps({"about": reference, "note": note}, ensure_ascii=False, sort_keys=True).encode(),
            versions={"record": reference, "finding": finding},
        )
        with self._database.writing() as session:
            append_link(session, self._keys, content, at=self._now())

    def judged(self, since: date) -> Mapping[str, Judged]:
        """Give what people made of answers since a day, by record id; the last word counts."""
        with self._database.reading() as session:
            rows = session.exec(
                select(RecordRow)
                .where(RecordRow.decision == _JUDGED, RecordRow.seq >= first_from(session, since))
                .order_by(col(RecordRow.seq))
            )
            links = map(link_of, rows)
            return {
                one.versions["record"]: Judged(
                    finding=cast("Finding", one.versions["finding"]), by=one.person, at=one.at
                )
                for one in links
            }

    def note(self, act: str, about: str, by: Asker) -> None:
        """Append a link that vouches for who did what with which record, or with which days."""
        content = ToSeal(
            person=by.person or OPERATOR,
            role=by.role.value,
            decision=f"{AUDITS}{act}",
            plain=json.dumps({"about": about, "act": act}, sort_keys=True).encode(),
        )
        with self._database.writing() as session:
            append_link(session, self._keys, content, at=self._now())


def _narrowed(session: Session, wanted: Wanted) -> SelectOfScalar[RecordRow]:
    query = select(RecordRow)
    if wanted.since is not None:
        query = query.where(RecordRow.seq >= first_from(session, wanted.since))
    if wanted.until is not None:
        query = query.where(RecordRow.seq <= (last_until(session, wanted.until) or 0))
    if wanted.person:
        query = query.where(RecordRow.person == wanted.person)
    if wanted.role:
        query = query.where(RecordRow.role == wanted.role)
    if wanted.action:
        query = query.where(col(RecordRow.decision).startswith(wanted.action, autoescape=True))
    if wanted.before is not None:
        query = query.where(RecordRow.seq < wanted.before)
    if wanted.reference:
        records = _of_ticket(session, wanted.reference)
        query = query.where(col(RecordRow.record_id).in_(records) if records else _is(wanted.reference))
    return query


def _of_ticket(session: Session, ticket: str) -> list[str]:
    """Give the records of a ticket: the outcome that opened it, and every step since."""
    task = session.exec(select(TaskRow).where(TaskRow.ticket == ticket)).first()
    if task is None:
        return []
    steps = session.exec(select(TaskStepRow.record_id).where(TaskStepRow.task_id == task.task_id))
    return [task.record_id, *steps]


def _is(reference: str) -> ColumnElement[bool]:
    if reference.isascii() and reference.isdigit() and len(reference) <= _NUMBER:
        return col(RecordRow.seq) == int(reference)
    return col(RecordRow.record_id) == reference
