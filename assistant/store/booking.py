"""The built-in calendar in SQL: a slot is locked while it is booked; each step is a link of the chain."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from assistant.booking.calendar import Booking, Offered, Slot, refuse
from assistant.errors import BookingError, ScheduleError
from assistant.store.booking_days import SqlDays
from assistant.store.booking_rows import (
    booking_of,
    booking_row,
    held,
    local,
    slot_of,
    slot_row,
    taken,
    told_of,
    vouch,
)
from assistant.store.door_tables import BookingRow, SlotRow


class SqlCalendar(SqlDays):
    """Implements `assistant.booking.Calendar`."""

    def open_slots(
        self, department: str, *, after: datetime, until: datetime | None, limit: int
    ) -> tuple[Slot, ...]:
        """List times of a department with room, soonest first."""
        wanted = select(SlotRow).where(SlotRow.department == department, col(SlotRow.starts_at) > after)
        if until is not None:
            wanted = wanted.where(col(SlotRow.starts_at) <= until)
        people = (
            select(func.count())
            .where(BookingRow.slot_id == SlotRow.slot_id, col(BookingRow.cancelled_at).is_(None))
            .scalar_subquery()
        )
        wanted = wanted.where(people < SlotRow.capacity).order_by(col(SlotRow.starts_at)).limit(limit)
        with self._database.reading() as session:
            return tuple(slot_of(session, row) for row in session.exec(wanted).all())

    def slots(self, department: str | None, *, after: datetime, limit: int) -> tuple[Slot, ...]:
        """List what is offered, full times, too, soonest first."""
        wanted = select(SlotRow).where(col(SlotRow.starts_at) > after)
        if department is not None:
            wanted = wanted.where(SlotRow.department == department)
        order = wanted.order_by(col(SlotRow.starts_at), col(SlotRow.department)).limit(limit)
        with self._database.reading() as session:
            return tuple(slot_of(session, row) for row in session.exec(order).all())

    def book(self, person: str, slot_id: str, *, key: str, at: datetime) -> Booking:
        """Book a person in, once a key; the slot is held while it is counted."""
        with self._database.writing() as session:
            row = slot_row(session, slot_id)
            again = session.exec(
                select(BookingRow).where(BookingRow.person == person, BookingRow.request_key == key)
            ).first()
            if again is not None:
                return _same(session, again, slot_id)
            refuse(slot_of(session, row), held(session, person), at)
            booking_id = f"b_{secrets.token_hex(12)}"
            made = BookingRow(
                booking_id=booking_id,
                slot_id=slot_id,
                person=person,
                request_key=key,
                booked_at=at,
                cancelled_at=None,
                record_id=vouch(
                    session, self._keys, "booked", told_of(row, booking_id), at=at, person=person
                ),
            )
            session.add(made)
            session.flush()
            return booking_of(session, made)

    def cancel(self, booking_id: str, *, person: str | None, by: str, at: datetime) -> Booking:
        """Give a place back; twice is as good as once."""
        with self._database.writing() as session:
            row = booking_row(session, booking_id, person)
            slot = session.get_one(SlotRow, row.slot_id)
            if row.cancelled_at is None:
                if slot.starts_at <= at:
                    message = "this time has begun already; it is no longer cancelled here"
                    raise BookingError(message)
                row.cancelled_at, row.ended = at, "given_back" if by == row.person else "by_staff"
                session.add(row)
                told = told_of(slot, booking_id) | {"by": by}
                vouch(session, self._keys, "cancelled", told, at=at, person=row.person)
                session.flush()
            return booking_of(session, row)

    def of(self, person: str) -> tuple[Booking, ...]:
        """List a person's bookings by their time, cancelled ones, too."""
        with self._database.reading() as session:
            return held(session, person)

    def offer(self, times: Sequence[Offered], *, by: str, at: datetime) -> tuple[Slot, ...]:
        """Offer times, all or none."""
        with self._database.writing() as session:
            rows = [_offered(session, one) for one in times]
            told = {"by": by, "times": str(len(rows))}
            vouch(session, self._keys, "offered", told, at=at)
            session.flush()
            return tuple(slot_of(session, row) for row in rows)

    def withdraw(self, slot_id: str, *, by: str, at: datetime) -> None:
        """Take a time off the calendar; one that somebody was ever booked into stays, empty."""
        with self._database.writing() as session:
            row = slot_row(session, slot_id)
            if people := taken(session, slot_id):
                message = f"{people} people are booked into it; cancel those bookings first"
                raise ScheduleError(message)
            vouch(session, self._keys, "withdrawn", told_of(row) | {"by": by}, at=at)
            if (
                session.exec(select(BookingRow.booking_id).where(BookingRow.slot_id == slot_id)).first()
                is None
            ):
                session.delete(row)
            else:
                row.capacity = 0
                session.add(row)


def _offered(session: Session, one: Offered) -> SlotRow:
    """Put a time on the calendar, or change the one that stands there."""
    stands = select(SlotRow).where(SlotRow.department == one.department, SlotRow.starts_at == one.starts_at)
    row = session.exec(stands.with_for_update()).first()
    if row is None:
        row = SlotRow(
            slot_id=f"s_{secrets.token_hex(8)}",
            department=one.department,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            capacity=one.capacity,
        )
    elif (people := taken(session, row.slot_id)) > one.capacity:
        message = (
            f"{people} people are booked into {one.department} {local(one.starts_at)}; it must hold them"
        )
        raise ScheduleError(message)
    row.ends_at, row.capacity = one.ends_at, one.capacity
    session.add(row)
    session.flush()
    return row


def _same(session: Session, row: BookingRow, slot_id: str) -> Booking:
    """Give the booking that a key made; a key is not used for two times."""
    if row.slot_id != slot_id:
        message = "this key has booked another time already; send a new one"
        raise BookingError(message)
    return booking_of(session, row)
