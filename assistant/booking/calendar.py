"""Times at departments as values, and what a person may book: no doctor, no reason, no price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from assistant.errors import BookingError, SlotFullError

MOST_HELD: Final = 5
"""Bookings that one person may have before them; nobody empties a calendar."""
Ended = Literal["given_back", "by_staff", "closed", "moved"]
"""Who ended a booking: the person, a member of staff, a closed time, or a move to another time."""
_NUMBER: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A time that a department offers to so many people."""

    department: str
    starts_at: datetime
    ends_at: datetime
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An offered time as it stands; `left` is how many people may still be booked into it."""

    slot_id: str
    department: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    left: int

    @property
    def closed(self) -> bool:
        """Whether it was taken off the calendar after somebody had been booked into it."""
        return self.capacity == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A person's place in a slot; `cancelled_at` is set once it ended, `ended` says by whom.

    `moved_to` is the booking that took its place; `told_at` is when the person was told of a change.
    """

    booking_id: str
    person: str
    slot: Slot
    booked_at: datetime
    cancelled_at: datetime | None = None
    ended: Ended | None = None
    moved_to: str | None = None
    told_at: datetime | None = None

    @property
    def number(self) -> str:
        """A short number to say at the desk; with the day and the department it is enough."""
        return self.booking_id[-_NUMBER:].upper()

    @property
    def to_tell(self) -> bool:
        """Whether the hospital ended it and the person does not know yet."""
        return self.ended in {"by_staff", "closed", "moved"} and self.told_at is None

    def ahead(self, now: datetime) -> bool:
        """Say whether the person is still expected."""
        return self.cancelled_at is None and self.slot.starts_at > now


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """An offered time with who is booked into it, in the order they booked."""

    slot: Slot
    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A booking that the hospital ended; `now` is the one that took its place, None where none did."""

    was: Booking
    now: Booking | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be booked: times of one department; `in_time` says whether they are as soon as was told.

    `full` are the departments that were asked for first and have none so soon.
    """

    slots: tuple[Slot, ...]
    in_time: bool
    full: tuple[str, ...] = ()


def refuse(slot: Slot, held: Iterable[Booking], now: datetime) -> None:
    """Let a person with the bookings `held` into a slot, or say why not.

    Raises:
        SlotFullError: nobody fits in any more.
        BookingError: it has begun, overlaps with another of the person's, or the person has too many.
    """
    if slot.starts_at <= now:
        message = "this time has begun already; choose a later one"
        raise BookingError(message)
    ahead = [one for one in held if one.ahead(now)]
    for one in ahead:
        if one.slot.starts_at < slot.ends_at and slot.starts_at < one.slot.ends_at:
            message = "you have another booking at this time; cancel that one first"
            raise BookingError(message)
    if len(ahead) >= MOST_HELD:
        message = f"you have {len(ahead)} bookings before you; cancel one first"
        raise BookingError(message)
    if slot.left < 1:
        message = "this time is full"
        raise SlotFullError(message)
