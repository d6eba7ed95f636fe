"""Booking at the doors: times that are offered, one's own bookings, and a clerk's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AwareDatetime, BaseModel, Field

from assistant.booking import Booking, Change, Offered, Slot
from assistant.booking.calendar import Ended
from assistant.booking.sheet import MOST_LINES, MOST_PEOPLE, checked, read_sheet
from assistant.consent import Purpose
from assistant.errors import AccessDeniedError, InvalidQuestionError, UnsignedError
from assistant.exchange import Role
from assistant.gate.redflags import Level
from assistant.triage import departments
from serving.auth import Caller
from serving.problems import Json, JsonObject
from serving.schemas import Edge, parse

if TYPE_CHECKING:
    from assistant.house import House

KEEPERS: Final = frozenset({Role.CLERK, Role.ADMIN})
"""Who keeps the calendar, and may give back a place for somebody."""
_Short = Annotated[str, Field(min_length=1, max_length=64)]
_LISTED: Final = 500


class BookIn(Edge):
    """A time to be booked; `key` is drawn anew for each wish, so that a request sent twice books once."""

    slot: _Short
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    urgency: Level = "SELF"


class TimeIn(Edge):
    """A time that a department offers to so many people."""

    department: _Short
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    capacity: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]


class CalendarIn(Edge):
    """Times as `times`, or as the text of a table: `department,date,start,end,capacity`."""

    times: Annotated[tuple[TimeIn, ...], Field(max_length=MOST_LINES)] = ()
    csv: Annotated[str, Field(max_length=1_000_000)] = ""


class SlotOut(BaseModel):
    """An offered time and how many people still fit in."""

    slot: str
    department: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    left: int


class BookingOut(BaseModel):
    """A place at a department; no doctor, no reason. `number` is what to say at the desk."""

    booking: str
    number: str
    slot: str
    department: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool


class ChangeOut(BaseModel):
    """A booking that the hospital ended, and the one that took its place, if any."""

    was: BookingOut
    what: Ended
    now: BookingOut | None


class OfferOut(BaseModel):
    """Times to choose from; `in_time` says whether they are as soon as the urgency asks for."""

    times: list[SlotOut]
    in_time: bool
    full: list[str]


class BookingDesk:
    """Bookings of a house for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the calendar of `house`."""
        self._house, self._room = house, house.booking

    def offer(self, wanted: Sequence[str], level: Level) -> JsonObject:
        """Give times of the departments, best first."""
        known = known_departments(self._house)
        if unknown := [one for one in wanted if one not in known]:
            message = f"no department {unknown[0]!r} here; the names are those of the triage answer"
            raise InvalidQuestionError(message)
        found = self._room.offer(wanted, level)
        times = [_slot(one) for one in found.slots]
        return OfferOut(times=times, in_time=found.in_time, full=list(found.full)).model_dump(mode="json")

    def book(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Book the person who is signed in."""
        wanted, person = parse(BookIn, line), self._person(caller)
        return booking_out(self._room.book(person, wanted.slot, key=wanted.key, level=wanted.urgency))

    def mine(self, caller: Caller) -> JsonObject:
        """List what the person who is signed in has before them, and what the hospital changed."""
        person = self._person(caller)
        changes: list[Json] = [_change(one).model_dump(mode="json") for one in self._room.changes(person)]
        return {"bookings": [booking_out(one) for one in self._room.of(person)], "changes": changes}

    def seen(self, booking_id: str, caller: Caller) -> JsonObject:
        """Note that the person has seen what became of a booking."""
        return booking_out(self._room.seen(booking_id, self._person(caller)))

    def cancel(self, booking_id: str, caller: Caller) -> JsonObject:
        """Give back one's own place, or, as who keeps the calendar, anybody's."""
        keeper = caller.asker.role in KEEPERS
        person = None if keeper else self._person(caller)
        by = caller.asker.person or caller.via
        return booking_out(self._room.cancel(booking_id, person=person, by=by))

    def fill(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Offer times, all or none."""
        asked, now, known = parse(CalendarIn, line), self._room.now(), known_departments(self._house)
        if bool(asked.times) == bool(asked.csv.strip()):
            message = "send either 'times' or 'csv', and one time at least"
            raise InvalidQuestionError(message)
        offered = [
            checked(_offered(one), number, known=known, now=now)
            for number, one in enumerate(asked.times, start=1)
        ] or read_sheet(asked.csv, known=known, now=now, zone=None)
        made = self._room.calendar.offer(offered, by=caller.asker.person or caller.via, at=now)
        return {"times": [slot_out(one) for one in made]}

    def calendar(self, department: str | None) -> JsonObject:
        """List what is offered, full times, too."""
        found = self._room.calendar.slots(department, after=self._room.now(), limit=_LISTED)
        return {"times": [slot_out(one) for one in found]}

    def withdraw(self, slot_id: str, caller: Caller) -> None:
        """Take a time off the calendar."""
        by = caller.asker.person or caller.via
        self._room.calendar.withdraw(slot_id, by=by, at=self._room.now())

    def _person(self, caller: Caller) -> str:
        """Give the patient who is signed in and has agreed that we work with what is told here."""
        person = caller.asker.person
        if caller.via != "session" or person is None:
            message = "only a person who is signed in books for themselves; a program's key does not"
            raise UnsignedError(message)
        if caller.asker.role is Role.PATIENT and Purpose.CHAT not in self._house.consents.standing(person):
            message = "consent to 'chat' does not stand; give it first"
            raise AccessDeniedError(message)
        return person


def booking_out(one: Booking) -> JsonObject:
    """Write a booking."""
    return _booking(one).model_dump(mode="json")


def slot_out(one: Slot) -> JsonObject:
    """Write an offered time."""
    return _slot(one).model_dump(mode="json")


def known_departments(house: House) -> tuple[str, ...]:
    """Give the names of the departments that take bookings, in the hospital's order."""
    held = departments(house.settings.home)
    names = [one.name for one in held.department]
    return tuple(one for one in held.named(names, child=False) if one != held.emergency)


def _booking(one: Booking) -> BookingOut:
    return BookingOut(
        booking=one.booking_id,
        number=one.number,
        slot=one.slot.slot_id,
        department=one.slot.department,
        starts_at=one.slot.starts_at,
        ends_at=one.slot.ends_at,
        cancelled=one.cancelled_at is not None,
    )


def _change(one: Change) -> ChangeOut:
    now = None if one.now is None else _booking(one.now)
    return ChangeOut(was=_booking(one.was), what=one.was.ended or "by_staff", now=now)


def _slot(one: Slot) -> SlotOut:
    return SlotOut(
        slot=one.slot_id,
        department=one.department,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        capacity=one.capacity,
        left=one.left,
    )


def _offered(one: TimeIn) -> Offered:
    return Offered(
        department=one.department, starts_at=one.starts_at, ends_at=one.ends_at, capacity=one.capacity
    )
