"""What is sealed under a person's keys: read whole, destroyed, or kept closed until the law's day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from assistant.own_data import Gone, Item
from assistant.store.care_tables import AddressRow, FollowUpRow, HealthEntryRow, LetterRow
from assistant.store.database import Database
from assistant.store.door_tables import AttachmentRow, BookingRow
from assistant.store.instant import parse_instant
from assistant.store.keys import KeyRing, unseal
from assistant.store.people_tables import OutsideIdentityRow, SecondFactorRow
from assistant.store.records import OPERATOR, PEOPLE, ToSeal, append_link
from assistant.store.tables import (
    AccountRow,
    LookRow,
    PersonKeyRow,
    RecordBodyRow,
    RecordRow,
    SessionRow,
    TaskRow,
    TaskStepRow,
    TwinTalkRow,
)
from assistant.worklist.task import LIVE

_Told: TypeAlias = dict[str, str | int]


class SqlOwnData:
    """Implements `assistant.own_data.OwnDataStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Look after `database` with the keys of its people."""
        self._database, self._keys = database, keys

    def items(self, person: str, *, withheld: bool) -> tuple[Item, ...]:
        """List what is kept in a person's words, oldest first; `withheld` opens what the law keeps closed."""
        with self._database.reading() as session:
            found = self._records(session, person, withheld=withheld)
            for task in session.exec(select(TaskRow).where(TaskRow.asker == person)):
                parts = {"packet": (task.packet, task.opened_at), "reply": (task.reply, task.answered_at)}
                for part, (sealed, at) in parts.items():
                    if sealed is not None:
                        told = self._opened(
                            session, task.key_id, sealed, f"{task.task_id}:{part}", withheld=withheld
                        )
                        item = Item(
                            kind="packet" if part == "packet" else "reply",
                            id=task.ticket,
                            at=at or task.opened_at,
                            what=task.state,
                            told=told,
                        )
                        found.append(item)
            found += self._cared_for(session, person, withheld=withheld)
            found += self._reminded(session, person)
        return tuple(sorted(found, key=lambda one: (one.at, one.id, one.kind)))

    def waiting(self, person: str) -> tuple[str, ...]:
        """Give the numbers of a person's tickets that staff still have in hand."""
        with self._database.reading() as session:
            live = col(TaskRow.state).in_([one.value for one in LIVE])
            return tuple(session.exec(select(TaskRow.ticket).where(TaskRow.asker == person, live)))

    def erase(self, person: str, *, by: str, keep: Callable[[datetime], datetime], now: datetime) -> Gone:
        """Destroy a person's keys and traces; care is closed until `keep` of its last step."""
        with self._database.writing() as session:
            caring, last = self._care(session, person)
            until = None if last is None else keep(last)
            if until is not None and until > now:
                self._keys.withhold(session, caring, until=until)
            destroyed = self._keys.destroy(session, person, but_withheld=True)
            self._forget_traces(session, person)
            care, until = self._closed(session, person)
            links = session.exec(select(func.count()).where(RecordRow.person == person)).one()
            told: _Told = {"person": person, "by": by, "keys_destroyed": destroyed, "care_kept": care}
            self._vouch(session, "erased", told, at=now)
        self._database.forget_deleted()
        return Gone(keys_destroyed=destroyed, care=care, care_until=until, links=links)

    def note_opened(self, person: str, *, by: str, reason: str, now: datetime) -> None:
        """Put on the chain that somebody opened what the law keeps of an erased person."""
        with self._database.writing() as session:
            self._vouch(session, "opened", {"person": person, "by": by, "reason": reason}, at=now)

    def destroy_due(self, *, now: datetime) -> int:
        """Destroy what the law no longer keeps; returns the number of keys."""
        due = col(PersonKeyRow.withheld_until) <= now
        with self._database.reading() as session:
            waiting = select(PersonKeyRow.key_id).where(due, col(PersonKeyRow.wrapped).is_not(None))
            if session.exec(waiting.limit(1)).first() is None:
                return 0
        with self._database.writing() as session:
            destroyed = self._keys.destroy_due(session, now=now)
            self._vouch(session, "expired", {"keys_destroyed": destroyed}, at=now)
        self._database.forget_deleted()
        return destroyed

    def _records(self, session: Session, person: str, *, withheld: bool) -> list[Item]:
        rows = session.exec(
            select(RecordRow, RecordBodyRow)
            .join(RecordBodyRow, col(RecordBodyRow.record_id) == col(RecordRow.record_id))
            .where(RecordRow.person == person)
        )
        return [
            Item(
                kind="record",
                id=row.record_id,
                at=parse_instant(row.at),
                what=row.decision,
                told=self._opened(session, body.key_id, body.sealed, row.record_id, withheld=withheld),
            )
            for row, body in rows
        ]

    def _cared_for(self, session: Session, person: str, *, withheld: bool) -> list[Item]:
        """List the person's health file, whatever the consent to it stands to, and follow-up plans."""
        entries = session.exec(select(HealthEntryRow).where(HealthEntryRow.person == person))
        plans = session.exec(select(FollowUpRow).where(FollowUpRow.person == person))

        def told(row: HealthEntryRow | FollowUpRow, about: str) -> str | None:
            return self._opened(session, row.key_id, row.sealed, about, withheld=withheld)

        return [
            *(
                Item(
                    kind="health_file",
                    id=one.entry_id,
                    at=one.at,
                    what=one.kind,
                    told=told(one, one.entry_id),
                )
                for one in entries
            ),
            *(
                Item(
                    kind="follow_up",
                    id=one.plan_id,
                    at=one.changed_at,
                    what=one.state,
                    told=told(one, one.plan_id),
                )
                for one in plans
            ),
        ]

    def _reminded(self, session: Session, person: str) -> list[Item]:
        """Give where a person wants to be reminded."""
        row = session.get(AddressRow, person)
        told = None if row is None else self._opened(
            session, row.key_id, row.sealed, f"address:{person}", withheld=False
        )  # fmt: skip
        if told is None:
            return []
        at = datetime.fromisoformat(json.loads(told)["set_at"])
        return [Item(kind="reminder", id="address", at=at, what="address", told=told)]

    def _opened(
        self, session: Session, key_id: str, sealed: bytes, about: str, *, withheld: bool
    ) -> str | None:
        key = self._keys.key(session, key_id, withheld=withheld)
        return None if key is None else unseal(key, sealed, about=about).decode()

    def _care(self, session: Session, person: str) -> tuple[list[str], datetime | None]:
        """Give the keys of a person's tasks and plans, and when the last step of any was."""
        tasks = session.exec(select(TaskRow).where(TaskRow.asker == person)).all()
        ids = [one.task_id for one in tasks]
        steps = session.exec(select(TaskStepRow.at).where(col(TaskStepRow.task_id).in_(ids))).all()
        plans = session.exec(select(FollowUpRow).where(FollowUpRow.person == person)).all()
        keys = sorted({*(one.key_id for one in tasks), *(one.key_id for one in plans)})
        moments = (*steps, *(one.opened_at for one in tasks), *(one.changed_at for one in plans))
        return keys, max(moments, default=None)

    def _closed(self, session: Session, person: str) -> tuple[int, datetime | None]:
        """Count the tasks of a person that are kept closed, and say until when."""
        rows = session.exec(
            select(TaskRow.task_id, PersonKeyRow.withheld_until)
            .join(PersonKeyRow, col(PersonKeyRow.key_id) == col(TaskRow.key_id))
            .where(TaskRow.asker == person, col(PersonKeyRow.wrapped).is_not(None))
        ).all()
        days = [until for _, until in rows if until is not None]
        return len(days), max(days, default=None)

    def _forget_traces(self, session: Session, person: str) -> None:
        """Close the account and let go of whatever leads from a name, a sign-in or a habit to the person."""
        run = session.connection().execute
        for row, whose in (
            (SessionRow, SessionRow.account_id),
            (SecondFactorRow, SecondFactorRow.account_id),
            (OutsideIdentityRow, OutsideIdentityRow.account_id),
            (LookRow, LookRow.person),
            (TwinTalkRow, TwinTalkRow.person),
            (BookingRow, BookingRow.person),
            (AddressRow, AddressRow.person),
            (LetterRow, LetterRow.person),
        ):
            run(delete(row).where(col(whose) == person))
        run(delete(HealthEntryRow).where(col(HealthEntryRow.person) == person))
        over = {"state": "ended", "next_at": None}
        run(update(FollowUpRow).where(col(FollowUpRow.person) == person).values(**over))
        free = col(AttachmentRow.task_id).is_(None)
        run(delete(AttachmentRow).where(col(AttachmentRow.person) == person, free))
        closed = {"name_tag": f"erased:{person}", "password_hash": "", "department": None, "disabled": True}
        run(update(AccountRow).where(col(AccountRow.account_id) == person).values(**closed))

    def _vouch(self, session: Session, act: str, told: _Told, *, at: datetime) -> None:
        content = ToSeal(
            person=OPERATOR,
            role="custodian",
            decision=f"{PEOPLE}{act}",
            plain=json.dumps(told, ensure_ascii=False).encode(),
        )
        append_link(session, self._keys, content, at=at)
