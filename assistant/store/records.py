"""The replayable record of every outcome: sealed per person, chained for all."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, select

from assistant.audit import (
    FIRST_PREVIOUS,
    ChainVerdict,
    Entry,
    Erased,
    Head,
    Link,
    Replay,
    Replayed,
    decision_of,
    verify_chain,
)
from assistant.errors import UnknownRecordError
from assistant.exchange import Outcome, Question
from assistant.store.database import Database
from assistant.store.instant import instant_text
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.tables import ChainHeadRow, RecordBodyRow, RecordRow
from assistant.store.transcript import dump_transcript, load_transcript

OPERATOR: Final = "operator"
"""The pseudo person under whose key the records of a person-less operator are sealed."""

_PAGE: Final = 500


def _utc_now() -> datetime:
    return datetime.now(tz=UTC)


class SqlRecorder:
    """Implements `assistant.ports.Recorder` and the audit's questions to it."""

    def __init__(self, database: Database, keys: KeyRing, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def append(self, question: Question, outcome: Outcome) -> str:
        """Record one outcome durably; returns the record's id."""
        record_id = f"r_{secrets.token_hex(16)}"
        person = question.asker.person or OPERATOR
        plain = dump_transcript(question, outcome)
        with self._database.writing() as session:
            head = session.exec(select(ChainHeadRow).with_for_update()).one()
            key_id, key = self._keys.key_for(session, person)
            sealed = seal(key, plain, about=record_id)
            link = Link(
                seq=head.seq + 1,
                at=instant_text(self._now()),
                record_id=record_id,
                person=person,
                role=question.asker.role.value,
                decision=decision_of(outcome),
                versions=dict(outcome.trace.versions),
                body_sha256=sha256(sealed).hexdigest(),
                previous=head.digest,
            )
            digest = link.digest()
            session.add(_row(link, digest))
            session.flush()
            session.add(RecordBodyRow(record_id=record_id, key_id=key_id, sealed=sealed))
            session.connection().execute(update(ChainHeadRow).values(seq=link.seq, digest=digest))
        return record_id

    def verify(self, since: date | None = None, until: date | None = None) -> ChainVerdict:
        """Walk the chain, or the days `since` to `until` (UTC, both included), to its first broken link."""
        with self._database.reading() as session:
            first = _first_from(session, since)
            after = _head_before(session, first)
            last = _last_until(session, until)
            head = session.exec(select(ChainHeadRow)).one()
            goal = Head(seq=head.seq, digest=head.digest) if last is None else None
            return verify_chain(_entries(session, first, last), after=after, head=goal)

    def replay(self, record_id: str) -> Replay:
        """Give back what was asked and answered, unless its person was erased.

        Raises:
            UnknownRecordError: there is no such record.
            StoreError: it was changed since.
        """
        with self._database.reading() as session:
            row = session.exec(select(RecordRow).where(RecordRow.record_id == record_id)).first()
            body = session.get(RecordBodyRow, record_id)
            if row is None or body is None:
                message = f"no record {record_id!r}; look its id up in the audit export"
                raise UnknownRecordError(message)
            key = self._keys.key(session, body.key_id)
            link = _link(row)
            if key is None:
                return Erased(link=link)
            question, outcome = load_transcript(unseal(key, body.sealed, about=record_id))
        return Replayed(link=link, question=question, outcome=outcome)

    def records_of(self, person: str) -> tuple[str, ...]:
        """List the ids of a person's records, oldest first."""
        with self._database.reading() as session:
            ids = session.exec(
                select(RecordRow.record_id).where(RecordRow.person == person).order_by(col(RecordRow.seq))
            )
            return tuple(ids.all())

    def erase(self, person: str) -> int:
        """Make everything sealed for a person unreadable for ever; returns the number of keys destroyed."""
        with self._database.writing() as session:
            destroyed = self._keys.destroy(session, person)
        self._database.forget_deleted()
        return destroyed


def _row(link: Link, digest: str) -> RecordRow:
    return RecordRow(
        seq=link.seq,
        record_id=link.record_id,
        at=link.at,
        person=link.person,
        role=link.role,
        decision=link.decision,
        versions=json.dumps(dict(link.versions), ensure_ascii=False, sort_keys=True),
        body_sha256=link.body_sha256,
        previous=link.previous,
        digest=digest,
    )


def _link(row: RecordRow) -> Link:
    return Link(
        seq=row.seq,
        at=row.at,
        record_id=row.record_id,
        person=row.person,
        role=row.role,
        decision=row.decision,
        versions=_versions(row.versions),
        body_sha256=row.body_sha256,
        previous=row.previous,
    )


def _versions(text: str) -> dict[str, str]:
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    # What is no object was tampered with; the link's digest then says so.
    return held if isinstance(held, dict) else {"unreadable": text}


def _day_start(day: date) -> str:
    return instant_text(datetime.combine(day, time.min, tzinfo=UTC))


def _first_from(session: Session, since: date | None) -> int:
    if since is None:
        return 1
    found = session.exec(
        select(RecordRow.seq).where(RecordRow.at >= _day_start(since)).order_by(col(RecordRow.seq)).limit(1)
    ).first()
    return found if found is not None else session.exec(select(ChainHeadRow.seq)).one() + 1


def _last_until(session: Session, until: date | None) -> int | None:
    """Give the last link of a day; None when the chain's own end is meant."""
    if until is None:
        return None
    end = _day_start(until + timedelta(days=1))
    found = session.exec(
        select(RecordRow.seq).where(RecordRow.at < end).order_by(col(RecordRow.seq).desc()).limit(1)
    ).first()
    return found or 0


def _head_before(session: Session, first: int) -> Head:
    before = session.get(RecordRow, first - 1)
    return (
        Head(seq=first - 1, digest=FIRST_PREVIOUS)
        if before is None
        else Head(seq=before.seq, digest=before.digest)
    )


def _entries(session: Session, first: int, last: int | None) -> Iterator[Entry]:
    bounded = RecordRow.seq <= last if last is not None else col(RecordRow.seq).is_not(None)
    at = first
    while True:
        page = session.exec(
            select(RecordRow, RecordBodyRow)
            .join(RecordBodyRow, col(RecordBodyRow.record_id) == col(RecordRow.record_id), isouter=True)
            .where(RecordRow.seq >= at, bounded)
            .order_by(col(RecordRow.seq))
            .limit(_PAGE)
        ).all()
        for row, body in page:
            stored = None if body is None else sha256(body.sealed).hexdigest()
            yield Entry(link=_link(row), digest=row.digest, stored_body_sha256=stored)
        if len(page) < _PAGE:
            return
        at = page[-1][0].seq + 1
        session.expunge_all()
