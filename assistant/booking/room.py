"""Where a person is booked in: the department they were sent to, as soon as told; never an emergency."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from assistant.booking.calendar import Booking, Change, Offer, Slot
from assistant.booking.ports import Calendar
from assistant.errors import SlotFullError, UrgentBookingError
from assistant.gate.redflags import Level

_WITHIN: Final[dict[Level, timedelta]] = {"C24": timedelta(hours=24), "C72": timedelta(hours=72)}
"""How soon a level wants a person seen; any other bookable one has time."""
_URGENT: Final = frozenset({"E120", "ED"})
_SHOWN: Final = 6
_DEPARTMENTS: Final = 3


class BookingRoom:
    """Offers and books times; `calendar` is the built-in system."""

    def __init__(self, calendar: Calendar, *, now: Callable[[], datetime]) -> None:
        """Book in `calendar` by the server's clock."""
        self.calendar, self.now = calendar, now

    def offer(self, departments: Sequence[str], level: Level) -> Offer:
        """Give times of the first department that has any as soon as `level` asks for, else the next ones.

        Raises:
            UrgentBookingError: the level is an emergency's.
        """
        refuse_urgent(level)
        now, within = self.now(), _WITHIN.get(level)
        asked = tuple(departments[:_DEPARTMENTS])
        until = None if within is None else now + within
        for place, name in enumerate(asked):
            if found := self._open(name, until):
                return Offer(slots=found, in_time=True, full=asked[:place])
        later = [slot for name in asked for slot in self._open(name, None)] if within is not None else []
        later.sort(key=lambda one: (one.starts_at, asked.index(one.department)))
        return Offer(slots=tuple(later[:_SHOWN]), in_time=False, full=asked)

    def book(self, person: str, slot_id: str, *, key: str, level: Level = "SELF") -> Booking:
        """Book a person in.

        Raises:
            UrgentBookingError: the level is an emergency's.
            UnknownSlotError: there is no such time.
            SlotFullError: nobody fits in any more; says which times come next.
            BookingError: the person may not be booked in; says why.
        """
        refuse_urgent(level)
        try:
            return self.calendar.book(person, slot_id, key=key, at=self.now())
        except SlotFullError as fault:
            raise SlotFullError(f"{fault}; {self._next(slot_id)}") from None

    def cancel(self, booking_id: str, *, person: str | None, by: str) -> Booking:
        """Give a place back; `person` None lets staff do it."""
        return self.calendar.cancel(booking_id, person=person, by=by, at=self.now())

    def has_times(self) -> bool:
        """Say whether any time is offered at all."""
        return bool(self.calendar.slots(None, after=self.now(), limit=1))

    def of(self, person: str) -> tuple[Booking, ...]:
        """List a person's bookings that are still before them, soonest first."""
        now = self.now()
        return tuple(one for one in self.calendar.of(person) if one.ahead(now))

    def changes(self, person: str) -> tuple[Change, ...]:
        """List what the hospital changed and the person does not know yet, soonest first."""
        mine = self.calendar.of(person)
        by_id = {one.booking_id: one for one in mine}
        return tuple(Change(was=one, now=_standing(one, by_id)) for one in mine if one.to_tell)

    def seen(self, booking_id: str, person: str) -> Booking:
        """Note that a person has seen what became of the person's own booking."""
        return self.calendar.told(booking_id, person=person, by=person, at=self.now())

    def _open(self, department: str, until: datetime | None) -> tuple[Slot, ...]:
        return self.calendar.open_slots(department, after=self.now(), until=until, limit=_SHOWN)

    def _next(self, slot_id: str) -> str:
        """Say in words which times of the same department come next."""
        now = self.now()
        full = next(
            (one for one in self.calendar.slots(None, after=now, limit=5_000) if one.slot_id == slot_id), None
        )
        found = () if full is None else self._open(full.department, None)[:3]
        times = ", ".join(f"{one.starts_at.astimezone():%Y-%m-%d %H:%M}" for one in found)
        return f"the next ones with room: {times}" if times else "no later one of the department has room"


def _standing(was: Booking, mine: Mapping[str, Booking]) -> Booking | None:
    """Give the booking that stands now in place of one, however often it was moved."""
    now = mine.get(was.moved_to or "")
    while now is not None and now.moved_to is not None:
        now = mine.get(now.moved_to)
    return None if now is None or now.cancelled_at is not None else now


def refuse_urgent(level: Level) -> None:
    """Refuse to book where a person must not wait.

    Raises:
        UrgentBookingError: the level is an emergency's.
    """
    if level in _URGENT:
        where = "call 120 now" if level == "E120" else "go to an emergency department today"
        message = f"this does not wait for a booked time; {where}"
        raise UrgentBookingError(message)
