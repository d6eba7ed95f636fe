"""Incidents in SQL: a transaction a step, words sealed under the reporter's own key, each step a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, get_args

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from assistant.audit import Replayed, is_outcome
from assistant.errors import UnknownIncidentError
from assistant.exchange import Role
from assistant.safety.incidents import Incident, IncidentKind, Severity, Status
from assistant.store.database import Database
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.records import SqlRecorder, ToSeal, append_link
from assistant.store.safety import SAFETY
from assistant.store.safety_tables import IncidentRow
from assistant.store.tables import RecordRow

_INCIDENT: Final = TypeAdapter(Incident)
_KINDS: Final[dict[str, IncidentKind]] = {one: one for one in get_args(IncidentKind)}
_SEVERITIES: Final[dict[str, Severity]] = {one: one for one in get_args(Severity)}
_STATUSES: Final[dict[str, Status]] = {one: one for one in get_args(Status)}
_LOOKED_AT: Final = 200
"""How many of a person's newest records an answer's own id is looked for in."""


class SqlIncidents:
    """Implements `assistant.safety.incidents.IncidentStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep incidents in `database`, beside the records."""
        self._database, self._keys = database, keys

    def add(self, incident: Incident) -> Incident:
        """Keep a report; gives it with its number."""
        with self._database.writing() as session:
            key_id, key = self._keys.key_for(session, incident.reporter)
            row = IncidentRow(
                incident_id=incident.incident_id,
                reporter=incident.reporter,
                role=incident.role.value,
                kind=incident.kind,
                severity=incident.severity,
                status=incident.status,
                about=incident.about,
                version=incident.version,
                reported_at=incident.reported_at,
                changed_at=incident.changed_at,
                key_id=key_id,
                sealed=seal(key, _INCIDENT.dump_json(incident), about=incident.incident_id),
            )
            session.add(row)
            session.flush()
            kept = self._opened(session, row)
            self._vouch(session, kept, "report", by=incident.reporter, role=incident.role.value)
            return kept

    def incidents(self, reporter: str | None = None) -> tuple[Incident, ...]:
        """List incidents, or one person's, the newest first."""
        with self._database.reading() as session:
            wanted = select(IncidentRow).order_by(col(IncidentRow.number).desc())
            if reporter is not None:
                wanted = wanted.where(IncidentRow.reporter == reporter)
            return tuple(self._opened(session, row) for row in session.exec(wanted).all())

    def move(
        self, incident_id: str, decide: Callable[[Incident], Incident], *, by: str, role: str
    ) -> Incident:
        """Take one step under the write lock."""
        with self._database.writing() as session:
            row = session.exec(
                select(IncidentRow).where(IncidentRow.incident_id == incident_id).with_for_update()
            ).first()
            key = None if row is None else self._keys.key(session, row.key_id)
            if row is None or key is None:
                message = "no such incident, or its reporter was erased; look at the list again"
                raise UnknownIncidentError(message)
            after = decide(self._opened(session, row))
            row.severity, row.status, row.version = after.severity, after.status, after.version
            row.changed_at = after.changed_at
            row.sealed = seal(key, _INCIDENT.dump_json(after), about=incident_id)
            session.add(row)
            session.flush()
            self._vouch(session, after, "handle", by=by, role=role)
            return after

    def _opened(self, session: Session, row: IncidentRow) -> Incident:
        """Open a row; of an erased reporter's only what holds no words is left."""
        key = self._keys.key(session, row.key_id)
        if key is None:
            return Incident(
                incident_id=row.incident_id,
                reporter=row.reporter,
                role=Role(row.role),
                kind=_KINDS[row.kind],
                words=None,
                reported_at=row.reported_at,
                about=row.about,
                severity=_SEVERITIES[row.severity],
                status=_STATUSES[row.status],
                version=row.version,
                number=row.number or 0,
            )
        held = _INCIDENT.validate_json(unseal(key, row.sealed, about=row.incident_id))
        return replace(held, number=row.number or 0)

    def _vouch(self, session: Session, incident: Incident, what: str, *, by: str, role: str) -> None:
        """Append the link: who did what, about which record; sealed under the reporter's key."""
        content = ToSeal(
            person=incident.reporter,
            role=role,
            decision=f"{SAFETY}incident:{what}",
            plain=_INCIDENT.dump_json(incident),
            versions={"incident": incident.incident_id, "about": incident.about or "none", "by": by},
        )
        append_link(session, self._keys, content, at=incident.changed_at)


class RecordedByPerson:
    """Implements `assistant.safety.incidents.Answers` over the records."""

    def __init__(self, database: Database, records: SqlRecorder) -> None:
        """Look in what `records` keeps."""
        self._database, self._records = database, records

    def record_of(self, person: str, answer: str) -> str | None:
        """Give the record of a person's question by its own id or the record's, among the newest ones."""
        asked = self._asked(person)
        if answer in asked:
            return answer
        for record_id in asked:
            found = self._records.replay(record_id)
            if isinstance(found, Replayed) and found.question.id == answer:
                return record_id
        return None

    def last_of(self, person: str) -> str | None:
        """Give the record of the last question that a person asked."""
        return next(iter(self._asked(person)), None)

    def _asked(self, person: str) -> list[str]:
        with self._database.reading() as session:
            rows = session.exec(
                select(RecordRow.record_id, RecordRow.decision)
                .where(RecordRow.person == person)
                .order_by(col(RecordRow.seq).desc())
                .limit(_LOOKED_AT)
            ).all()
        return [record_id for record_id, decision in rows if is_outcome(decision)]
