"""Health files in SQL: entries sealed under the person's own key, each change and each look a link."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import delete
from sqlmodel import Session, col, select

from assistant.exchange import Role
from assistant.health_file.entry import Entry
from assistant.store.care_tables import HealthEntryRow
from assistant.store.database import Database
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.records import ToSeal, append_link

FILES: Final = "health_file:"
"""How the decision of a link begins that vouches for a change of a health file, or a look into it."""
_ENTRY: Final = TypeAdapter(Entry)
_OF_PERSON: Final = (
    sa.select(col(HealthEntryRow.entry_id), col(HealthEntryRow.key_id), col(HealthEntryRow.sealed))
    .where(col(HealthEntryRow.person) == sa.bindparam("person"))
    .order_by(col(HealthEntryRow.number))
)


class SqlHealthFiles:
    """Implements `assistant.health_file.room.HealthFileStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep files in `database`, beside the records."""
        self._database, self._keys = database, keys

    def add(self, person: str, entries: Sequence[Entry], *, by: str) -> None:
        """Keep entries, all or none."""
        with self._database.writing() as session:
            key_id, key = self._keys.key_for(session, person)
            for one in entries:
                told = {"entry": one.entry_id, "kind": one.content.kind}
                record_id = self._vouch(session, person, "kept", told, by=by, at=one.at)
                row = HealthEntryRow(
                    entry_id=one.entry_id,
                    person=person,
                    kind=one.content.kind,
                    at=one.at,
                    key_id=key_id,
                    sealed=seal(key, _ENTRY.dump_json(one), about=one.entry_id),
                    record_id=record_id,
                )
                session.flush()
                session.add(row)

    def entries(self, person: str) -> tuple[Entry, ...]:
        """List a person's entries, oldest first; none once the person was erased."""
        with self._database.reading() as session:
            rows = session.connection().execute(_OF_PERSON, {"person": person}).all()
            opened = ((self._keys.key(session, row.key_id), row) for row in rows)
            return tuple(
                _ENTRY.validate_json(unseal(key, row.sealed, about=row.entry_id))
                for key, row in opened
                if key is not None
            )

    def remove(self, person: str, entry_ids: Sequence[str], *, by: str, at: datetime) -> int:
        """Delete entries of this person for good; returns how many there were."""
        which = (col(HealthEntryRow.person) == person, col(HealthEntryRow.entry_id).in_(entry_ids))
        with self._database.writing() as session:
            held = session.exec(select(HealthEntryRow.entry_id).where(*which)).all()
            if not held:
                return 0
            session.connection().execute(delete(HealthEntryRow).where(*which))
            for one in held:
                self._vouch(session, person, "removed", {"entry": one}, by=by, at=at)
        self._database.forget_deleted()
        return len(held)

    def note_look(self, person: str, *, by: str, ticket: str, at: datetime) -> None:
        """Put on the chain that a member of staff looked into the file."""
        with self._database.writing() as session:
            self._vouch(session, person, "looked", {"ticket": ticket}, by=by, at=at)

    def _vouch(
        self, session: Session, person: str, act: str, told: dict[str, str], *, by: str, at: datetime
    ) -> str:
        content = ToSeal(
            person=person,
            role=(Role.PATIENT if by == person else Role.DOCTOR).value,
            decision=f"{FILES}{act}",
            plain=json.dumps(told | {"by": by}, sort_keys=True).encode(),
            versions={"by": by},
        )
        return append_link(session, self._keys, content, at=at)
