"""Where the calendar is kept: who plans enters duties, doctors say when they are away."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from assistant.errors import AccessDeniedError, RotaError
from assistant.exchange import Asker, Role
from assistant.people import STAFF
from assistant.rota.days import Day, days_from, read_days, refuse_conflicts
from assistant.rota.duty import Absence, Duty, Gap, Rota, Watched, overlapping
from assistant.rota.store import RotaStore
from assistant.rota.table import LONGEST, Known, Row, read_rota, row_from
from assistant.worklist.clocks import Clocks
from assistant.worklist.working_time import WorkingTime
from guidelines import Language

PLANNERS: Final = (Role.ADMIN, Role.SAFETY_OFFICER)
READERS: Final = tuple(STAFF)
_MOST_DAYS: Final = 92


class RotaRoom:
    """Implements `assistant.worklist.clocks.Staffing` over the calendar that people enter."""

    def __init__(
        self,
        store: RotaStore,
        clocks: Clocks,
        *,
        now: Callable[[], datetime],
        departments: Callable[[], frozenset[str]],
        doctors: Callable[[], Mapping[str, str]],
        hours: tuple[time, time] = (time(8), time(18)),
        serves: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """Keep the calendar in `store`; `doctors` gives the sign-in name of each doctor, by account id.

        `hours` are those of a working day; `serves` says whether somebody still works here as a doctor.
        """
        self.hours: Final = hours
        self._serves = serves
        self._store, self._clocks, self.now = store, clocks, now
        self._departments, self._doctors = departments, doctors

    def on_call(self, unit: str, at: datetime) -> str | None:
        """Name who covers a department or a desk at a moment."""
        return self._at(at).on_call(unit, at)

    def covering(self, person: str, at: datetime) -> str | None:
        """Name who is there for a doctor at a moment: the doctor, or who stands in."""
        return self._at(at).covering(person, at)

    def _at(self, at: datetime) -> Rota:
        return replace(self._store.rota(at, at + timedelta(seconds=1)), serves=self._serves)

    def serves(self, person: str) -> bool:
        """Say whether somebody still works here as a doctor."""
        return self._serves(person)

    def name_of(self, person: str) -> str | None:
        """Give a doctor's name for people."""
        return self._doctors().get(person)

    def calendar(self, start: datetime, end: datetime) -> Rota:
        """Give the duties and absences of a stretch."""
        return replace(self._store.rota(start, end), works=self._works(), serves=self._serves)

    def working_time(self) -> WorkingTime | None:
        """Give the hospital's working time; None as long as it has brought no list of days."""
        works = self._works()
        return works if works.days else None

    def off_hours(self, at: datetime) -> bool:
        """Say whether a moment lies outside the hours of a working day."""
        return not self._works().working(at)

    def days(self) -> tuple[Day, ...]:
        """List the days off and make-up working days, the first first."""
        return self._store.days()

    def take_days(self, data: bytes, asker: Asker, *, replace: bool = False) -> tuple[int, int]:
        """Enter a list of days, wholly or not at all; what stands otherwise is changed only by `replace`.

        Returns how many days were read and how many changed.

        Raises:
            RotaError: names the lines that cannot be used, or the day that stands otherwise.
        """
        return self._put_days(read_days(data), asker, replace=replace)

    def put_day(
        self, first: str, kind: str, asker: Asker, *, last: str = "", name: str = "", replace: bool = False
    ) -> tuple[int, int]:
        """Enter one day, or the days from one to another.

        Raises:
            RotaError: something of it cannot be used, or it stands otherwise.
        """
        return self._put_days(days_from(first, kind, last, name), asker, replace=replace)

    def remove_day(self, day: date, asker: Asker) -> None:
        """Let a day be what its weekday says.

        Raises:
            RotaError: it is not in the list.
        """
        if not self._store.put_days(remove=[day], by=_planner(asker), at=self.now()):
            message = "that day is not in the list; look at it again"
            raise RotaError(message)

    def _put_days(self, wanted: list[Day], asker: Asker, *, replace: bool) -> tuple[int, int]:
        by = _planner(asker)
        if not replace:
            refuse_conflicts(wanted, self._store.days())
        return len(wanted), self._store.put_days(put=wanted, by=by, at=self.now())

    def _works(self) -> WorkingTime:
        opens, closes = self.hours
        return WorkingTime(
            opens=opens, closes=closes, days={one.day: one.working for one in self._store.days()}
        )

    def enter(self, unit: str, doctor: str, starts: str, ends: str, asker: Asker) -> Duty:
        """Enter one duty.

        Raises:
            RotaError: something of it cannot be used.
        """
        by = _planner(asker)
        duty = _duty(row_from(unit, doctor, starts, ends, self._known()))
        self._store.change(add=[duty], by=by, at=self.now())
        return duty

    def take_table(self, data: bytes, asker: Asker, *, replace: bool = False) -> tuple[int, int]:
        """Enter a table, wholly or not at all; with `replace` it takes the place of what it overlaps.

        Returns how many duties were read and how many lines of the calendar changed.

        Raises:
            RotaError: names the lines that cannot be used.
        """
        by = _planner(asker)
        rows = [_duty(row) for row in read_rota(data, self._known())]
        if not rows:
            return 0, 0
        gone: set[str] = set()
        if replace:
            held = self._store.rota(min(one.starts for one in rows), max(one.ends for one in rows))
            same = {_place(one) for one in rows}
            for row in rows:
                beside = overlapping(held.duties, row.unit, row.starts, row.ends)
                gone |= {one.duty_id for one in beside if _place(one) not in same}
        return len(rows), self._store.change(add=rows, remove=gone, by=by, at=self.now())

    def remove(self, duty_id: str, asker: Asker) -> None:
        """Remove a duty.

        Raises:
            RotaError: there is none.
        """
        if not self._store.change(remove=[duty_id], by=_planner(asker), at=self.now()):
            message = "no such duty; look at the calendar again"
            raise RotaError(message)

    def away(self, person: str, cover: str, starts: datetime, ends: datetime, asker: Asker) -> Absence:
        """Say that a doctor is away and who stands in; of oneself, or as who plans.

        Raises:
            RotaError: unknown people, or an end that is not after the start.
            AccessDeniedError: of somebody else.
        """
        if asker.person != person:
            _planner(asker)
        doctors = self._doctors()
        if person not in doctors or cover not in doctors or person == cover:
            message = "an absence names a doctor and another doctor who stands in"
            raise RotaError(message)
        if not timedelta(0) < ends - starts <= LONGEST * 12:
            message = "an absence ends after it starts, at most a year later"
            raise RotaError(message)
        absence = Absence(
            absence_id=f"a_{secrets.token_hex(8)}", person=person, cover=cover, starts=starts, ends=ends
        )
        self._store.note_away(absence, by=asker.person or "", at=self.now())
        return absence

    def back(self, absence_id: str, asker: Asker) -> None:
        """Take an absence back.

        Raises:
            RotaError: there is none that one may take back.
        """
        now = self.now()
        held = self._store.rota(now, now + LONGEST * 24).absences
        found = next((one for one in held if one.absence_id == absence_id), None)
        if found is not None and found.person != asker.person:
            _planner(asker)
        if found is None or not self._store.take_back(absence_id, by=asker.person or "", at=now):
            message = "no such absence from now on; look at the calendar again"
            raise RotaError(message)

    def watch(self, watched: Watched, asker: Asker, *, wanted: bool = True) -> None:
        """Settle that a department or desk needs somebody on call.

        Raises:
            RotaError: there is no such department or desk.
        """
        by, unit = _planner(asker), self._unit(watched.unit)
        if unit is None:
            message = f"{watched.unit[:32]!r} is neither a department with doctors nor a desk"
            raise RotaError(message)
        self._store.watch(Watched(unit, watched.needed), wanted=wanted, by=by, at=self.now())

    def watched(self) -> tuple[Watched, ...]:
        """List the departments and desks that need somebody on call."""
        return self._store.watched()

    def gaps(self, *, days: int = 14) -> tuple[Gap, ...]:
        """List where nobody is on call in the days to come, the first first."""
        start = self.now()
        end = start + timedelta(days=min(max(days, 1), _MOST_DAYS))
        rota = self.calendar(start, end)
        found = [gap for one in self._store.watched() for gap in rota.gaps(one, start, end)]
        return tuple(sorted(found, key=lambda gap: (gap.starts, gap.unit)))

    def called(self, unit: str, language: Language) -> str:
        """Give a unit's name for people."""
        names = self._clocks.names.get(unit)
        return names[language] if names else unit

    def _known(self) -> Known:
        by_name = {name: person for person, name in self._doctors().items()}
        return Known(unit=self._unit, doctor=lambda name: by_name.get(name.strip()))

    def _unit(self, named: str) -> str | None:
        """Read a department, or a desk by its key or by its name in either language."""
        wanted = named.strip()
        if wanted in self._departments() or wanted in self._clocks.names:
            return wanted
        return next((key for key, names in self._clocks.names.items() if wanted in names.values()), None)


def _planner(asker: Asker) -> str:
    if asker.role not in PLANNERS or asker.person is None:
        message = "the calendar is entered by an administrator or a safety officer who is signed in"
        raise AccessDeniedError(message)
    return asker.person


def _duty(row: Row) -> Duty:
    return Duty(
        duty_id=f"d_{secrets.token_hex(8)}",
        unit=row.unit,
        person=row.person,
        starts=row.starts,
        ends=row.ends,
    )


def _place(duty: Duty) -> tuple[str, str, datetime, datetime]:
    return duty.unit, duty.person, duty.starts, duty.ends
