"""What an inspector's pack is made of, read from the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from assistant.accounts import AccountBook
from assistant.audit import Head
from assistant.inspection.lines import Reviewer, TaskLine
from assistant.inspection.pack import SealedLink, Window
from assistant.store.database import Database
from assistant.store.instant import instant_text
from assistant.store.keys import KeyRing, unseal
from assistant.store.records import first_from, head_before, last_until, link_of
from assistant.store.tables import ChainHeadRow, RecordBodyRow, RecordRow, TaskRow, TaskStepRow
from assistant.worklist.states import CLOCK

_PAGE: Final = 500
_EVER: Final = (date(1970, 1, 1), date(9998, 12, 31))


class SqlInspected:
    """Implements `assistant.inspection.pack.Inspected`."""

    def __init__(self, database: Database, keys: KeyRing, book: AccountBook) -> None:
        """Read `database`; `book` tells the names of staff."""
        self._database, self._keys, self._book = database, keys, book

    @contextmanager
    def window(self, since: date | None, until: date | None, *, texts: bool) -> Iterator[Window]:
        """Open the links of the days `since` to `until` (UTC, both included)."""
        with self._database.reading() as session:
            head = session.exec(select(ChainHeadRow)).one()
            first, last = first_from(session, since), last_until(session, until)
            yield Window(
                after=head_before(session, first),
                head=Head(seq=head.seq, digest=head.digest),
                links=self._links(session, first, head.seq if last is None else last, texts=texts),
            )

    def _links(self, session: Session, first: int, last: int, *, texts: bool) -> Iterator[SealedLink]:
        for at in range(first, last + 1, _PAGE):
            rows = session.exec(
                select(RecordRow, RecordBodyRow)
                .join(RecordBodyRow, col(RecordBodyRow.record_id) == col(RecordRow.record_id), isouter=True)
                .where(RecordRow.seq >= at, RecordRow.seq < min(at + _PAGE, last + 1))
                .order_by(col(RecordRow.seq))
            ).all()
            for row, body in rows:
                text = self._opened(session, body) if texts and body is not None else None
                sealed = None if body is None else body.sealed
                yield SealedLink(link=link_of(row), digest=row.digest, sealed=sealed, text=text)
            session.expunge_all()

    def _opened(self, session: Session, body: RecordBodyRow) -> str | None:
        key = self._keys.key(session, body.key_id)
        return None if key is None else unseal(key, body.sealed, about=body.record_id).decode()

    def tasks(self, since: date | None, until: date | None) -> tuple[TaskLine, ...]:
        """List the tasks opened in these days."""
        begin, end = _span(since, until)
        with self._database.reading() as session:
            rows = session.exec(
                select(TaskRow)
                .where(col(TaskRow.opened_at) >= begin, col(TaskRow.opened_at) < end)
                .order_by(col(TaskRow.opened_at))
            )
            return tuple(
                TaskLine(
                    ticket=row.ticket,
                    kind=row.kind,
                    priority=row.priority,
                    state=row.state,
                    queue=f"{row.queue_kind}:{row.queue_name}",
                    owner=row.owner,
                    opened_at=instant_text(row.opened_at),
                    due_at=instant_text(row.due_at),
                    answered_at=None if row.answered_at is None else instant_text(row.answered_at),
                    record_id=row.record_id,
                )
                for row in rows
            )

    def reviewers(self, since: date | None, until: date | None) -> tuple[Reviewer, ...]:
        """List who took steps with tasks in these days."""
        begin, end = _span(since, until)
        with self._database.reading() as session:
            counted = session.exec(
                select(TaskStepRow.by, func.count())
                .where(col(TaskStepRow.at) >= begin, col(TaskStepRow.at) < end, TaskStepRow.by != CLOCK)
                .group_by(col(TaskStepRow.by))
                .order_by(col(TaskStepRow.by))
            ).all()
        accounts = {one.account_id: one for one in self._book.accounts()} if counted else {}
        return tuple(
            Reviewer(
                person=person,
                name=accounts[person].name if person in accounts else None,
                role=accounts[person].role.value if person in accounts else None,
                department=accounts[person].department if person in accounts else None,
                steps=steps,
            )
            for person, steps in counted
        )


def _span(since: date | None, until: date | None) -> tuple[datetime, datetime]:
    begin, last = since or _EVER[0], until or _EVER[1]
    return (
        datetime.combine(begin, time.min, tzinfo=UTC),
        datetime.combine(last + timedelta(days=1), time.min, tzinfo=UTC),
    )
