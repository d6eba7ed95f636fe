"""Addresses and letters in SQL: addresses sealed per person, an attempt begun by one process alone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final, cast

from pydantic import TypeAdapter
from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from assistant.reminders.letter import Address, Due, LetterKind, LetterState, Posted
from assistant.store.care_tables import AddressRow, LetterRow
from assistant.store.database import Database
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.records import ToSeal, append_link
from assistant.worklist.states import CLOCK

LETTERS: Final = "letter:"
"""How the decision of a link begins that vouches for a letter that was sent or given up."""
_MOST: Final = 200
_ADDRESS: Final = TypeAdapter(Address)


class SqlReminders:
    """Implements `assistant.reminders.letter.LetterBook`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep addresses and letters in `database`."""
        self._database, self._keys = database, keys

    def address(self, person: str) -> Address | None:
        """Give a person's address."""
        with self._database.reading() as session:
            row = session.get(AddressRow, person)
            return None if row is None else self._opened(session, row)

    def addresses(self) -> tuple[Address, ...]:
        """List every address; those of erased people are gone with their keys."""
        with self._database.reading() as session:
            found = (self._opened(session, row) for row in session.exec(select(AddressRow)).all())
            return tuple(one for one in found if one is not None)

    def put_address(self, address: Address) -> None:
        """Keep an address in place of an earlier one."""
        with self._database.writing() as session:
            key_id, key = self._keys.key_for(session, address.person)
            session.flush()
            sealed = seal(key, _ADDRESS.dump_json(address), about=f"address:{address.person}")
            row = session.get(AddressRow, address.person)
            if row is None:
                session.add(AddressRow(person=address.person, key_id=key_id, sealed=sealed))
            else:
                row.key_id, row.sealed = key_id, sealed
                session.add(row)

    def forget(self, person: str) -> None:
        """Forget a person's address."""
        with self._database.writing() as session:
            session.connection().execute(delete(AddressRow).where(col(AddressRow.person) == person))

    def claim(self, due: Due, *, at: datetime) -> int | None:
        """Begin an attempt and give its number, or None where it is not due."""
        with self._database.reading() as session:
            row = session.get(LetterRow, due.letter_id)
            if row is not None and not _waits(row, at):
                return None
        with self._database.writing() as session:
            row = session.exec(
                select(LetterRow).where(LetterRow.letter_id == due.letter_id).with_for_update()
            ).first()
            if row is None:
                row = LetterRow(
                    letter_id=due.letter_id, person=due.person, kind=due.kind, state="waiting", attempts=0,
                    changed_at=at, again_at=at, cause=None,
                )  # fmt: skip
            elif not _waits(row, at):
                return None
            row.state, row.attempts, row.changed_at, row.again_at = "sending", row.attempts + 1, at, None
            attempt = row.attempts
            session.add(row)
            return attempt

    def settle(
        self,
        due: Due,
        state: LetterState,
        *,
        by: str,
        at: datetime,
        again_at: datetime | None,
        cause: str | None,
    ) -> None:
        """Keep how an attempt ended; what was sent or given up is a link of the chain."""
        with self._database.writing() as session:
            changed = {"state": state, "changed_at": at, "again_at": again_at, "cause": cause}
            session.connection().execute(
                update(LetterRow).where(col(LetterRow.letter_id) == due.letter_id).values(**changed)
            )
            if state in {"sent", "given_up"}:
                content = ToSeal(
                    person=due.person,
                    role=CLOCK,
                    decision=f"{LETTERS}{state}",
                    plain=json.dumps({"letter": due.letter_id}, sort_keys=True).encode(),
                    versions={"by": by, "kind": due.kind},
                )
                append_link(session, self._keys, content, at=at)

    def posted(self, *, person: str | None = None, undelivered: bool = False) -> tuple[Posted, ...]:
        """List what became of letters, the newest first."""
        wanted = select(LetterRow).order_by(col(LetterRow.changed_at).desc(), col(LetterRow.letter_id))
        if person is not None:
            wanted = wanted.where(LetterRow.person == person)
        if undelivered:
            wanted = wanted.where(LetterRow.state != "sent")
        with self._database.reading() as session:
            return tuple(map(_posted, session.exec(wanted.limit(_MOST))))

    def _opened(self, session: Session, row: AddressRow) -> Address | None:
        key = self._keys.key(session, row.key_id)
        if key is None:
            return None
        return _ADDRESS.validate_json(unseal(key, row.sealed, about=f"address:{row.person}"))


def _waits(row: LetterRow, at: datetime) -> bool:
    return row.state == "waiting" and row.again_at is not None and row.again_at <= at


def _posted(row: LetterRow) -> Posted:
    return Posted(
        letter_id=row.letter_id,
        person=row.person,
        kind=cast("LetterKind", row.kind),
        state=cast("LetterState", row.state),
        attempts=row.attempts,
        changed_at=row.changed_at,
        cause=row.cause,
    )
