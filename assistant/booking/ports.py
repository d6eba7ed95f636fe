"""What a booking system has to do, be it a hospital's own or the calendar that is built in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from assistant.booking.calendar import Booking, Filled, Offered, Slot


class BookingSystem(Protocol):
    """Books persons into departments' times; raises `StoreError` where it cannot be reached.

    A slot never holds more people than its capacity, however many ask at once.
    """

    def open_slots(
        self, department: str, *, after: datetime, until: datetime | None, limit: int
    ) -> tuple[Slot, ...]:
        """List times of a department with room that begin `after` and not after `until`, soonest first."""
        ...

    def book(self, person: str, slot_id: str, *, key: str, at: datetime) -> Booking:
        """Book a person in; the same person with the same `key` is booked once and told the same again.

        Raises:
            UnknownSlotError: there is no such time.
            SlotFullError: nobody fits in any more.
            BookingError: the person may not be booked in; says why.
        """
        ...

    def cancel(self, booking_id: str, *, person: str | None, by: str, at: datetime) -> Booking:
        """Give a place back; `person` is whose it must be, None lets staff do it. Twice is as good as once.

        Raises:
            UnknownBookingError: there is no such booking, or it is somebody else's.
            BookingError: the time has begun.
        """
        ...

    def of(self, person: str) -> tuple[Booking, ...]:
        """List a person's bookings by their time, cancelled ones, too."""
        ...


class Calendar(BookingSystem, Protocol):
    """The built-in system, which staff fill themselves."""

    def offer(self, times: Sequence[Offered], *, by: str, at: datetime) -> tuple[Slot, ...]:
        """Offer times, all or none; one that stands already gets this end and capacity.

        Raises:
            ScheduleError: more people are booked into one than it is to hold.
        """
        ...

    def slots(self, department: str | None, *, after: datetime, limit: int) -> tuple[Slot, ...]:
        """List what is offered, full times, too, soonest first."""
        ...

    def withdraw(self, slot_id: str, *, by: str, at: datetime) -> None:
        """Take a time off the calendar.

        Raises:
            UnknownSlotError: there is no such time.
            ScheduleError: somebody is booked into it.
        """
        ...

    def day(self, department: str | None, *, start: datetime, end: datetime) -> tuple[Filled, ...]:
        """List the times that begin from `start` to before `end` with the people booked into them."""
        ...

    def filled(self, slot_ids: Sequence[str]) -> tuple[Filled, ...]:
        """List times by their ids, as `day` does; ids that name none are left out."""
        ...

    def booking(self, booking_id: str) -> Booking | None:
        """Give a booking, None where there is none of this id."""
        ...

    def close(self, slot_ids: Sequence[str], *, by: str, at: datetime) -> tuple[Booking, ...]:
        """Close times, all or none; gives the bookings that ended by it, whose people are to be told.

        Raises:
            UnknownSlotError: one of them is not there.
            ScheduleError: one of them has begun.
        """
        ...

    def move(self, booking_id: str, slot_id: str, *, by: str, at: datetime) -> Booking:
        """Book a person into another time in place of this booking, which ends; gives the new booking.

        One that a closed time ended may be moved, too, once.

        Raises:
            UnknownBookingError, UnknownSlotError: one of the two is not there.
            SlotFullError: nobody fits into the other time any more.
            BookingError: the person may not be booked in, or the booking was given back or moved already.
        """
        ...

    def told(self, booking_id: str, *, person: str | None, by: str, at: datetime) -> Booking:
        """Note that the person knows what became of a booking; twice is as good as once.

        Raises:
            UnknownBookingError: there is no such booking, or it is somebody else's.
        """
        ...

    def untold(self, *, limit: int) -> tuple[Booking, ...]:
        """List the bookings that the hospital ended and whose people do not know yet, soonest first."""
        ...

    def looked(self, department: str | None, *, day: str, by: str, at: datetime) -> None:
        """Note on the chain who looked at the people of a day."""
        ...
