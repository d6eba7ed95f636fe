"""The replayable record of every outcome: sealed per person, chained for all."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import insert, update
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
    is_outcome,
    verify_chain,
)
from assistant.errors import UnknownRecordError
from assistant.exchange import Outcome, Question
from assistant.store.database import Database
from assistant.store.instant import instant_text, utc_now
from assistant.store.keys import KeyRing, care_of, seal, unseal
from assistant.store.tables import ChainHeadRow, RecordBodyRow, RecordRow
from assistant.store.transcript import dump_transcript, load_transcript

OPERATOR: Final = "operator"
"""The pseudo person under whose key the records of a person-less operator are sealed."""

STEPS: Final = "task:"
"""How the decision of a link begins that vouches for a task's step instead of an outcome."""

ACTS: Final = "ledger:"
"""How the decision of a link begins that vouches for an act of the guideline ledger."""

CHARTS: Final = "chart:"
"""How the decision of a link begins that vouches for a step on a kept record."""

TWINS: Final = "twin:"
"""How the decision of a link begins that vouches for a step of a digital twin's delegation."""

PEOPLE: Final = "person:"
"""How the decision of a link begins that vouches for an act on what is kept about a person."""

_PAGE: Final = 500
# Made once, and without objects to be tracked: every step of everybody appends a link.
LOCKED_HEAD: Final = select(ChainHeadRow.seq, ChainHeadRow.digest).with_for_update()
_NEW_LINK: Final = insert(RecordRow)
_NEW_BODY: Final = insert(RecordBodyRow)
_NEW_HEAD: Final = update(ChainHeadRow)


def new_record_id() -> str:
    """Draw a record's id."""
    return f"r_{secrets.token_hex(16)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSeal:
    """What a new link of the chain vouches for: whose it is, what was decided, and the words to be sealed.

    `care` says that the words belong to what a member of staff looks after, which has a key of its own.
    """

    person: str
    role: str
    decision: str
    plain: bytes
    versions: Mapping[str, str] = field(default_factory=dict)
    record_id: str = field(default_factory=new_record_id)
    care: bool = False


def outcome_to_seal(question: Question, outcome: Outcome) -> ToSeal:
    """Make a link's content of a question and its outcome."""
    return ToSeal(
        person=question.asker.person or OPERATOR,
        role=question.asker.role.value,
        decision=decision_of(outcome),
        plain=dump_transcript(question, outcome),
        versions=dict(outcome.trace.versions),
    )


def append_link(session: Session, keys: KeyRing, content: ToSeal, *, at: datetime) -> str:
    """Seal a body and append its link within the caller's transaction; returns the record's id."""
    session.flush()
    connection = session.connection()
    head = connection.execute(LOCKED_HEAD).one()
    key_id, key = keys.key_for(session, care_of(content.person) if content.care else content.person)
    sealed = seal(key, content.plain, about=content.record_id)
    link = Link(
        seq=head.seq + 1,
        at=instant_text(at),
        record_id=content.record_id,
        person=content.person,
        role=content.role,
        decision=content.decision,
        versions=dict(content.versions),
        body_sha256=sha256(sealed).hexdigest(),
        previous=head.digest,
    )
    digest = link.digest()
    connection.execute(_NEW_LINK, _columns(link, digest))
    body = {"record_id": content.record_id, "key_id": key_id, "sealed": sealed}
    connection.execute(_NEW_BODY, body)
    connection.execute(_NEW_HEAD, {"seq": link.seq, "digest": digest})
    return content.record_id


class SqlRecorder:
    """Implements `assistant.ports.Recorder` and the audit's questions to it."""

    def __init__(self, database: Database, keys: KeyRing, *, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def append(self, question: Question, outcome: Outcome) -> str:
        """Record one outcome durably; returns the record's id."""
        with self._database.writing() as session:
            return append_link(session, self._keys, outcome_to_seal(question, outcome), at=self._now())

    def verify(
        self, since: date | None = None, until: date | None = None, *, kept: Sequence[Head] = ()
    ) -> ChainVerdict:
        """Walk the chain, or the days `since` to `until` (UTC, both included), to its first broken link.

        `kept`: heads taken down elsewhere, which the whole chain must have passed.
        """
        with self._database.reading() as session:
            first = first_from(session, since)
            after = head_before(session, first)
            last = last_until(session, until)
            head = session.exec(select(ChainHeadRow)).one()
            goal = Head(seq=head.seq, digest=head.digest) if last is None else None
            return verify_chain(_entries(session, first, last), after=after, head=goal, kept=kept)

    def replay(self, record_id: str) -> Replay:
        """Give back what was asked and answered, unless its person was erased.

        Raises:
            UnknownRecordError: there is no such record.
            StoreError: it was changed since.
        """
        with self._database.reading() as session:
            row = session.exec(select(RecordRow).where(RecordRow.record_id == record_id)).first()
            body = session.get(RecordBodyRow, record_id)
            if row is None or body is None or not is_outcome(row.decision):
                message = f"no record {record_id!r}; look its id up in the audit export"
                raise UnknownRecordError(message)
            key = self._keys.key(session, body.key_id)
            link = link_of(row)
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


def _columns(link: Link, digest: str) -> dict[str, Any]:
    return {
        "seq": link.seq,
        "record_id": link.record_id,
        "at": link.at,
        "person": link.person,
        "role": link.role,
        "decision": link.decision,
        "versions": json.dumps(dict(link.versions), ensure_ascii=False, sort_keys=True),
        "body_sha256": link.body_sha256,
        "previous": link.previous,
        "digest": digest,
    }


def link_of(row: RecordRow) -> Link:
    """Read a link as it is stored."""
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


def first_from(session: Session, since: date | None) -> int:
    """Give the number of a day's first link; behind the last one where there is none."""
    if since is None:
        return 1
    found = session.exec(
        select(RecordRow.seq).where(RecordRow.at >= _day_start(since)).order_by(col(RecordRow.seq)).limit(1)
    ).first()
    return found if found is not None else session.exec(select(ChainHeadRow.seq)).one() + 1


def last_until(session: Session, until: date | None) -> int | None:
    """Give the last link of a day; None when the chain's own end is meant."""
    if until is None:
        return None
    end = _day_start(until + timedelta(days=1))
    found = session.exec(
        select(RecordRow.seq).where(RecordRow.at < end).order_by(col(RecordRow.seq).desc()).limit(1)
    ).first()
    return found or 0


def head_before(session: Session, first: int) -> Head:
    """Give the link that the link `first` must follow from."""
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
            yield Entry(link=link_of(row), digest=row.digest, stored_body_sha256=stored)
        if len(page) < _PAGE:
            return
        at = page[-1][0].seq + 1
        session.expunge_all()
