"""The on-call calendar as JSON: duties, absences, what must be covered, and where nobody is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Protocol

from pydantic import Field

from assistant.errors import RotaError
from assistant.exchange import Asker
from assistant.rota import Absence, Day, Duty, Gap, Watched
from assistant.rota.duty import Needed
from assistant.rota.table import moment_from
from serving.auth import Caller
from serving.problems import Json, JsonObject
from serving.schemas import Edge, parse
from serving.signing import signer_of

if TYPE_CHECKING:
    from assistant.house import House

_Short = Annotated[str, Field(max_length=64)]
_MOST_DAYS: Final = 92


class TakeTable(Protocol):
    """Takes a table wholly or not at all, and gives how many rows were read and how many changed."""

    def __call__(self, data: bytes, asker: Asker, *, replace: bool) -> tuple[int, int]:
        """Take it in the name of `asker`."""
        ...


class DutyIn(Edge):
    """One duty: a department or desk, a doctor's sign-in name, from when to when (local time)."""

    unit: _Short
    doctor: _Short
    starts: _Short
    ends: _Short


class TableIn(Edge):
    """A calendar as CSV text; `replace` puts it in the place of what it overlaps."""

    table: Annotated[str, Field(max_length=500_000)]
    replace: bool = False


class DaysIn(Edge):
    """A day, or the days from one to another, off or worked; `replace` changes what stands otherwise."""

    day: _Short
    to: _Short = ""
    kind: _Short
    name: _Short = ""
    replace: bool = False


class AwayIn(Edge):
    """Who is away and who stands in; without `doctor` oneself."""

    doctor: _Short | None = None
    cover: _Short
    starts: _Short
    ends: _Short


class WatchIn(Edge):
    """Whether a department or desk needs somebody on call: always, in off hours, or not."""

    unit: _Short
    needed: Needed | None = "always"


class RotaDesk:
    """The calendar of a house for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the calendar of `house`."""
        self._house, self._room = house, house.rota

    def calendar(self, days: int) -> JsonObject:
        """Give the duties and absences of the days to come, and where nobody is on call."""
        start = self._room.now()
        rota = self._room.calendar(start, start + timedelta(days=min(max(days, 1), _MOST_DAYS)))
        watched: list[Json] = [{"unit": one.unit, "needed": one.needed} for one in self._room.watched()]
        return {
            "now": start.isoformat(),
            "duties": [self._duty(one) for one in rota.duties],
            "absences": [self._absence(one) for one in rota.absences],
            "watched": watched,
            "gaps": [self._gap(one) for one in self._room.gaps(days=days)],
            "working_time": self._working_time(),
        }

    def enter(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Enter one duty."""
        wanted = parse(DutyIn, line)
        signer_of(caller, self._house.accounts)
        return self._duty(
            self._room.enter(wanted.unit, wanted.doctor, wanted.starts, wanted.ends, caller.asker)
        )

    def take_table(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Enter a table, wholly or not at all."""
        return self._taken(line, caller, self._room.take_table)

    def remove(self, duty_id: str, caller: Caller) -> JsonObject:
        """Remove a duty."""
        signer_of(caller, self._house.accounts)
        self._room.remove(duty_id, caller.asker)
        return {"removed": duty_id}

    def away(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Say who is away and who stands in."""
        wanted, own = parse(AwayIn, line), signer_of(caller, self._house.accounts)
        person = own.person if wanted.doctor is None else self._doctor(wanted.doctor)
        starts, ends = moment_from(wanted.starts, end=False), moment_from(wanted.ends, end=True)
        return self._absence(self._room.away(person, self._doctor(wanted.cover), starts, ends, caller.asker))

    def back(self, absence_id: str, caller: Caller) -> JsonObject:
        """Take an absence back."""
        signer_of(caller, self._house.accounts)
        self._room.back(absence_id, caller.asker)
        return {"removed": absence_id}

    def watch(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Settle whether a unit needs somebody on call."""
        wanted = parse(WatchIn, line)
        signer_of(caller, self._house.accounts)
        watched = Watched(wanted.unit, wanted.needed or "always")
        self._room.watch(watched, caller.asker, wanted=wanted.needed is not None)
        return {"unit": wanted.unit, "needed": wanted.needed}

    def put_days(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Enter a day, or the days from one to another."""
        wanted = parse(DaysIn, line)
        signer_of(caller, self._house.accounts)
        read, changed = self._room.put_day(
            wanted.day,
            wanted.kind,
            caller.asker,
            last=wanted.to,
            name=wanted.name,
            replace=wanted.replace,
        )
        return {"read": read, "changed": changed}

    def take_days(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Enter a list of days, wholly or not at all."""
        return self._taken(line, caller, self._room.take_days)

    def remove_day(self, day: date, caller: Caller) -> JsonObject:
        """Let a day be what its weekday says."""
        signer_of(caller, self._house.accounts)
        self._room.remove_day(day, caller.asker)
        return {"removed": day.isoformat()}

    def _taken(self, line: JsonObject, caller: Caller, take: TakeTable) -> JsonObject:
        wanted = parse(TableIn, line)
        signer_of(caller, self._house.accounts)
        data = wanted.table.encode("utf-8", "surrogatepass")
        read, changed = take(data, caller.asker, replace=wanted.replace)
        return {"read": read, "changed": changed}

    def _working_time(self) -> JsonObject:
        opens, closes = self._room.hours
        return {
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
            "counts": self._room.working_time() is not None,
            "days": [day_json(one) for one in self._room.days()],
        }

    def _doctor(self, name: str) -> str:
        found = self._house.accounts.named(name)
        if found is None:
            message = f"{name[:32]!r} is no doctor who may sign in"
            raise RotaError(message)
        return found.account_id

    def _duty(self, one: Duty) -> JsonObject:
        return {"id": one.duty_id, "unit": one.unit, "doctor": self._name(one.person)} | _stretch(one)

    def _absence(self, one: Absence) -> JsonObject:
        told: JsonObject = {
            "id": one.absence_id,
            "doctor": self._name(one.person),
            "cover": self._name(one.cover),
        }
        return told | _stretch(one)

    def _gap(self, one: Gap) -> JsonObject:
        return {"unit": one.unit, "says": one.in_words(self._room.called(one.unit, "en"))} | _stretch(one)

    def _name(self, person: str) -> str:
        return self._room.name_of(person) or person


def day_json(one: Day) -> JsonObject:
    """Write a day of the hospital's list."""
    return {"day": one.day.isoformat(), "kind": "working" if one.working else "off", "name": one.name}


def _stretch(one: Duty | Absence | Gap) -> JsonObject:
    return {"starts": one.starts.isoformat(), "ends": one.ends.isoformat()}
