"""Staff's part of booking at the doors: a day with its people, sessions, times closed, bookings moved."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Final, cast

from pydantic import AfterValidator, BaseModel, Field

from assistant.booking import Booking, Filled, Offered
from assistant.booking.session import MOST_WEEKS, Session
from assistant.booking.sheet import MOST_PEOPLE, checked
from assistant.errors import InvalidQuestionError, ScheduleError, UnknownSlotError
from serving.auth import Caller
from serving.booking import BookingOut, booking_out, known_departments, slot_out
from serving.problems import Json, JsonObject
from serving.schemas import Edge, parse

if TYPE_CHECKING:
    from assistant.house import House

MOST_UNTOLD: Final = 500
_Short = Annotated[str, Field(min_length=1, max_length=64)]


def _unzoned(given: time) -> time:
    if given.tzinfo is not None:
        message = "write the time without a zone, as 08:30"
        raise ValueError(message)
    return given


_Clock = Annotated[time, AfterValidator(_unzoned)]


class SessionIn(Edge):
    """A half-day to be cut into times of `minutes`, for so many `weeks` in a row."""

    department: _Short
    day: date
    start: _Clock
    end: _Clock
    minutes: Annotated[int, Field(ge=5, le=720)]
    capacity: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS)] = 1


class CloseIn(Edge):
    """Times to close: their `slots`, or those of a department on a `day` that begin from `start` to `end`."""

    slots: Annotated[tuple[_Short, ...], Field(max_length=500)] = ()
    department: _Short | None = None
    day: date | None = None
    start: _Clock = time.min
    end: _Clock = time.max


class MoveIn(Edge):
    """The time that a person is booked into instead."""

    slot: _Short


class SizeIn(Edge):
    """How many people a time is to hold."""

    slot: _Short
    capacity: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]


class PersonOut(BookingOut):
    """A booking with the name of who holds it."""

    name: str | None
    told: bool


class ClosedOut(BaseModel):
    """How many times were closed, and whose bookings ended by it: these people are to be told."""

    closed: int
    to_tell: list[PersonOut]


class DayDesk:
    """The calendar of a house for those who keep it."""

    def __init__(self, house: House) -> None:
        """Serve the calendar of `house`."""
        self._house, self._room = house, house.booking

    def day(self, department: str | None, day: date, caller: Caller) -> tuple[Filled, ...]:
        """List the times of a day with the people booked into them; who looks is noted."""
        self._known(department)
        start, end = _bounds(day, time.min, time.max)
        found = self._room.calendar.day(department, start=start, end=end)
        if any(one.bookings for one in found):
            by, now = _by(caller), self._room.now()
            self._room.calendar.looked(department, day=day.isoformat(), by=by, at=now)
        return found

    def day_out(self, department: str | None, day: date, caller: Caller) -> JsonObject:
        """Write the times of a day."""
        times: list[Json] = [
            slot_out(one.slot) | {"people": cast("list[Json]", [*map(self._person, one.bookings)])}
            for one in self.day(department, day, caller)
        ]
        return {"day": day.isoformat(), "department": department, "times": times}

    def session(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Offer the times of a session, all or none; those that stand already get this capacity."""
        asked, now, known = parse(SessionIn, line), self._room.now(), known_departments(self._house)
        times = Session(**dict(asked)).times(None)
        offered = [checked(one, number, known=known, now=now) for number, one in enumerate(times, start=1)]
        made = self._room.calendar.offer(offered, by=_by(caller), at=now)
        return {"times": [slot_out(one) for one in made]}

    def resize(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Change how many people a time holds; a closed one is open again."""
        asked, now = parse(SizeIn, line), self._room.now()
        found = self._room.calendar.filled([asked.slot])
        if not found:
            message = "no such time; look at the day again"
            raise UnknownSlotError(message)
        slot = found[0].slot
        if slot.starts_at <= now:
            message = "this time has begun already; it is no longer changed"
            raise ScheduleError(message)
        wanted = Offered(
            department=slot.department,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            capacity=asked.capacity,
        )
        return slot_out(self._room.calendar.offer([wanted], by=_by(caller), at=now)[0])

    def close(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Close times; the people booked into them lose their places and are to be told."""
        wanted = self.wanted(line)
        ended = self._room.calendar.close(wanted, by=_by(caller), at=self._room.now())
        return {"closed": len(wanted), "to_tell": [self._person(one) for one in ended]}

    def move(self, booking_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Book a person into another time instead."""
        slot, now = parse(MoveIn, line).slot, self._room.now()
        return self._person(self._room.calendar.move(booking_id, slot, by=_by(caller), at=now))

    def told(self, booking_id: str, caller: Caller) -> JsonObject:
        """Note that somebody of the hospital told the person."""
        now = self._room.now()
        return self._person(self._room.calendar.told(booking_id, person=None, by=_by(caller), at=now))

    def untold(self) -> JsonObject:
        """List whose bookings were changed and who does not know yet, soonest first."""
        found = self._room.calendar.untold(limit=MOST_UNTOLD)
        return {"to_tell": [self._person(one) for one in found]}

    def wanted(self, line: JsonObject) -> list[str]:
        """Give the times that are to be closed; of a day those that have not begun."""
        asked = parse(CloseIn, line)
        if asked.slots:
            return list(asked.slots)
        if asked.department is None or asked.day is None:
            message = "send the 'slots' to close, or a 'department' and a 'day'"
            raise InvalidQuestionError(message)
        self._known(asked.department)
        start, end = _bounds(asked.day, asked.start, asked.end)
        found = self._room.calendar.day(
            asked.department, start=max(start, self._room.now() + timedelta(seconds=1)), end=end
        )
        if not (open_ones := [one.slot.slot_id for one in found if not one.slot.closed]):
            message = f"{asked.department!r} offers no time then that could be closed; look at the day again"
            raise InvalidQuestionError(message)
        return open_ones

    def _known(self, department: str | None) -> None:
        if department is not None and department not in known_departments(self._house):
            message = f"no department {department!r} takes bookings here; look at the list of departments"
            raise InvalidQuestionError(message)

    def _person(self, one: Booking) -> JsonObject:
        name = self._house.accounts.name_of(one.person)
        return booking_out(one) | {"name": name, "told": not one.to_tell}


def _bounds(day: date, start: time, end: time) -> tuple[datetime, datetime]:
    """Give the moments of a day between two clock times of this machine's zone."""
    first, last = (datetime.combine(day, one).astimezone() for one in (start, end))
    return first, last


def _by(caller: Caller) -> str:
    return caller.asker.person or caller.via
