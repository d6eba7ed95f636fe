"""The on-call calendar in SQL: a transaction a change, each change a link of the record chain."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeAlias, cast

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from assistant.rota.days import Day
from assistant.rota.duty import Absence, Duty, Needed, Rota, Watched
from assistant.store.database import Database
from assistant.store.findings_tables import AbsenceRow, DutyRow, HospitalDayRow, WatchedUnitRow
from assistant.store.instant import instant_text
from assistant.store.keys import KeyRing
from assistant.store.records import OPERATOR, ToSeal, append_link

ROTA: Final = "rota:"
"""How the decision of a link begins that vouches for a change of the on-call calendar."""
# Made once: who is on call, and whether the house works today, is asked with every question.
_DUTIES: Final = (
    sa.select(*sa.inspect(DutyRow).columns)
    .where(col(DutyRow.starts) < sa.bindparam("end"), col(DutyRow.ends) > sa.bindparam("start"))
    .order_by(col(DutyRow.starts), col(DutyRow.duty_id))
)
_ABSENCES: Final = (
    sa.select(*sa.inspect(AbsenceRow).columns)
    .where(col(AbsenceRow.starts) < sa.bindparam("end"), col(AbsenceRow.ends) > sa.bindparam("start"))
    .order_by(col(AbsenceRow.starts), col(AbsenceRow.absence_id))
)
_DAYS: Final = sa.select(*sa.inspect(HospitalDayRow).columns).order_by(col(HospitalDayRow.day))
_Row: TypeAlias = sa.Row[*tuple[Any, ...]]


class SqlRota:
    """Implements `assistant.rota.store.RotaStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep the calendar in `database`."""
        self._database, self._keys = database, keys

    def rota(self, start: datetime, end: datetime) -> Rota:
        """Give the duties and absences that share time with a stretch."""
        with self._database.reading() as session:
            stretch = {"start": start, "end": end}
            duties = session.connection().execute(_DUTIES, stretch).all()
            absences = session.connection().execute(_ABSENCES, stretch).all()
            return Rota(tuple(map(_duty, duties)), tuple(map(_absence, absences)))

    def change(
        self, *, add: Collection[Duty] = (), remove: Collection[str] = (), by: str, at: datetime
    ) -> int:
        """Add duties and remove others, all or none; one that stands already is left."""
        with self._database.writing() as session:
            gone = session.exec(select(DutyRow).where(col(DutyRow.duty_id).in_(remove))).all()
            fresh = [one for one in add if not _stands(session, one)]
            session.connection().execute(delete(DutyRow).where(col(DutyRow.duty_id).in_(remove)))
            for one in fresh:
                session.add(
                    DutyRow(
                        duty_id=one.duty_id,
                        unit=one.unit,
                        person=one.person,
                        starts=one.starts,
                        ends=one.ends,
                    )
                )
                session.flush()
            if fresh or gone:
                told = {"added": list(map(_told, fresh)), "removed": [_told(_duty(one)) for one in gone]}
                self._note(session, "changed", told, by=by, at=at)
        return len(fresh) + len(gone)

    def note_away(self, absence: Absence, *, by: str, at: datetime) -> None:
        """Keep an absence."""
        with self._database.writing() as session:
            session.add(
                AbsenceRow(
                    absence_id=absence.absence_id,
                    person=absence.person,
                    cover=absence.cover,
                    starts=absence.starts,
                    ends=absence.ends,
                )
            )
            told = {"person": absence.person, "cover": absence.cover}
            self._note(session, "away", told | _stretch(absence.starts, absence.ends), by=by, at=at)

    def take_back(self, absence_id: str, *, by: str, at: datetime) -> bool:
        """Remove an absence; False where there is none."""
        with self._database.writing() as session:
            row = session.get(AbsenceRow, absence_id)
            if row is None:
                return False
            session.delete(row)
            self._note(session, "back", {"person": row.person, "absence": absence_id}, by=by, at=at)
        return True

    def watch(self, watched: Watched, *, wanted: bool, by: str, at: datetime) -> None:
        """Keep that a unit must be covered, or that it need not be."""
        with self._database.writing() as session:
            row = session.get(WatchedUnitRow, watched.unit)
            if wanted:
                row = row or WatchedUnitRow(unit=watched.unit, needed=watched.needed)
                row.needed = watched.needed
                session.add(row)
            elif row is not None:
                session.delete(row)
            told = {"unit": watched.unit, "needed": watched.needed if wanted else "never"}
            self._note(session, "watched", told, by=by, at=at)

    def watched(self) -> tuple[Watched, ...]:
        """List the units that must be covered."""
        with self._database.reading() as session:
            rows = session.exec(select(WatchedUnitRow).order_by(col(WatchedUnitRow.unit)))
            return tuple(Watched(row.unit, cast("Needed", row.needed)) for row in rows)

    def days(self) -> tuple[Day, ...]:
        """List the days that are not what their weekday says, the first first."""
        with self._database.reading() as session:
            return tuple(map(_day, session.connection().execute(_DAYS)))

    def put_days(
        self, *, put: Collection[Day] = (), remove: Collection[date] = (), by: str, at: datetime
    ) -> int:
        """Keep days and forget others, all or none; one that stands so is left."""
        with self._database.writing() as session:
            held = {row.day: row for row in session.exec(select(HospitalDayRow))}
            gone = [held[one.isoformat()] for one in remove if one.isoformat() in held]
            told = {"removed": [_day_told(_day(row)) for row in gone]}
            for row in gone:
                session.delete(row)
            fresh = [one for one in put if _stands_otherwise(one, held.get(one.day.isoformat()))]
            for one in fresh:
                row = held.get(one.day.isoformat()) or HospitalDayRow(
                    day=one.day.isoformat(), working=one.working, name=one.name
                )
                row.working, row.name = one.working, one.name
                session.add(row)
            if fresh or gone:
                told["put"] = list(map(_day_told, fresh))
                self._note(session, "days", told, by=by, at=at)
        return len(fresh) + len(gone)

    def _note(
        self, session: Session, what: str, told: Mapping[str, object], *, by: str, at: datetime
    ) -> None:
        content = ToSeal(
            person=OPERATOR,
            role="planner",
            decision=f"{ROTA}{what}",
            plain=json.dumps(told, ensure_ascii=False, sort_keys=True).encode(),
            versions={"by": by},
        )
        append_link(session, self._keys, content, at=at)


def _stands(session: Session, one: Duty) -> bool:
    same = select(DutyRow).where(
        DutyRow.unit == one.unit,
        DutyRow.person == one.person,
        DutyRow.starts == one.starts,
        DutyRow.ends == one.ends,
    )
    return session.exec(same).first() is not None


def _duty(row: DutyRow | _Row) -> Duty:
    return Duty(duty_id=row.duty_id, unit=row.unit, person=row.person, starts=row.starts, ends=row.ends)


def _absence(row: AbsenceRow | _Row) -> Absence:
    return Absence(
        absence_id=row.absence_id, person=row.person, cover=row.cover, starts=row.starts, ends=row.ends
    )


def _day(row: HospitalDayRow | _Row) -> Day:
    return Day(day=date.fromisoformat(row.day), working=row.working, name=row.name)


def _day_told(one: Day) -> dict[str, str]:
    return {"day": one.day.isoformat(), "kind": "working" if one.working else "off", "name": one.name}


def _stands_otherwise(one: Day, row: HospitalDayRow | None) -> bool:
    return row is None or _day(row) != one


def _told(one: Duty) -> dict[str, str]:
    return {"unit": one.unit, "person": one.person} | _stretch(one.starts, one.ends)


def _stretch(starts: datetime, ends: datetime) -> dict[str, str]:
    return {"starts": instant_text(starts), "ends": instant_text(ends)}
