"""The built-in calendar in SQL: a slot is locked while it is booked; each step is a link of the chain."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from assistant.booking.calendar import Booking, Offered, Slot, refuse
from assistant.errors import BookingError, ScheduleError, UnknownBookingError, UnknownSlotError
from assistant.store.database import Database
from assistant.store.door_tables import BookingRow, SlotRow
from assistant.store.keys import KeyRing
from assistant.store.records import OPERATOR, ToSeal, append_link

BOOKINGS: Final = "booking:"
"""How the decision of a link begins that vouches for a step of a booking or of the calendar."""


class SqlCalendar:
    """Implements `assistant.booking.Calendar`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep the calendar in `database`, beside the records."""
        self._database, self._keys = database, keys

    def open_slots(
        self, department: str, *, after: datetime, until: datetime | None, limit: int
    ) -> tuple[Slot, ...]:
        """List times of a department with room, soonest first."""
        wanted = select(SlotRow).where(SlotRow.department == department, col(SlotRow.starts_at) > after)
        if until is not None:
            wanted = wanted.where(col(SlotRow.starts_at) <= until)
        taken = (
            select(func.count())
            .where(BookingRow.slot_id == SlotRow.slot_id, col(BookingRow.cancelled_at).is_(None))
            .scalar_subquery()
        )
        wanted = wanted.where(taken < SlotRow.capacity).order_by(col(SlotRow.starts_at)).limit(limit)
        with self._database.reading() as session:
            return tuple(_slot(session, row) for row in session.exec(wanted).all())

    def slots(self, department: str | None, *, after: datetime, limit: int) -> tuple[Slot, ...]:
        """List what is offered, full times, too, soonest first."""
        wanted = select(SlotRow).where(col(SlotRow.starts_at) > after)
        if department is not None:
            wanted = wanted.where(SlotRow.department == department)
        order = wanted.order_by(col(SlotRow.starts_at), col(SlotRow.department)).limit(limit)
        with self._database.reading() as session:
            return tuple(_slot(session, row) for row in session.exec(order).all())

    def book(self, person: str, slot_id: str, *, key: str, at: datetime) -> Booking:
        """Book a person in, once a key; the slot is held while it is counted."""
        with self._database.writing() as session:
            row = session.exec(select(SlotRow).where(SlotRow.slot_id == slot_id).with_for_update()).first()
            if row is None:
                message = "no such time; look at the list again"
                raise UnknownSlotError(message)
            again = session.exec(
                select(BookingRow).where(BookingRow.person == person, BookingRow.request_key == key)
            ).first()
            if again is not None:
                return _same(session, again, slot_id)
            refuse(_slot(session, row), _held(session, person), at)
            booking_id = f"b_{secrets.token_hex(12)}"
            made = BookingRow(
                booking_id=booking_id,
                slot_id=slot_id,
                person=person,
                request_key=key,
                booked_at=at,
                cancelled_at=None,
                record_id=self._vouch(session, "booked", person, _told(row, booking_id), at=at),
            )
            session.add(made)
            session.flush()
            return _booking(session, made)

    def cancel(self, booking_id: str, *, person: str | None, by: str, at: datetime) -> Booking:
        """Give a place back; twice is as good as once."""
        with self._database.writing() as session:
            found = select(BookingRow).where(BookingRow.booking_id == booking_id).with_for_update()
            row = session.exec(found).first()
            if row is None or person not in {None, row.person}:
                message = "no such booking; look at the list again"
                raise UnknownBookingError(message)
            slot = session.get_one(SlotRow, row.slot_id)
            if row.cancelled_at is None:
                if slot.starts_at <= at:
                    message = "this time has begun already; it is no longer cancelled here"
                    raise BookingError(message)
                row.cancelled_at = at
                session.add(row)
                self._vouch(session, "cancelled", row.person, _told(slot, booking_id) | {"by": by}, at=at)
                session.flush()
            return _booking(session, row)

    def of(self, person: str) -> tuple[Booking, ...]:
        """List a person's bookings by their time, cancelled ones, too."""
        with self._database.reading() as session:
            return _held(session, person)

    def offer(self, times: Sequence[Offered], *, by: str, at: datetime) -> tuple[Slot, ...]:
        """Offer times, all or none."""
        with self._database.writing() as session:
            rows = [_offered(session, one) for one in times]
            told = {"by": by, "times": str(len(rows))}
            self._vouch(session, "offered", OPERATOR, told, at=at)
            session.flush()
            return tuple(_slot(session, row) for row in rows)

    def withdraw(self, slot_id: str, *, by: str, at: datetime) -> None:
        """Take a time off the calendar; one that somebody was ever booked into stays, empty."""
        with self._database.writing() as session:
            row = session.exec(select(SlotRow).where(SlotRow.slot_id == slot_id).with_for_update()).first()
            if row is None:
                message = "no such time; look at the list again"
                raise UnknownSlotError(message)
            if taken := _taken(session, slot_id):
                message = f"{taken} people are booked into it; cancel those bookings first"
                raise ScheduleError(message)
            self._vouch(session, "withdrawn", OPERATOR, _told(row, "") | {"by": by}, at=at)
            if (
                session.exec(select(BookingRow.booking_id).where(BookingRow.slot_id == slot_id)).first()
                is None
            ):
                session.delete(row)
            else:
                row.capacity = 0
                session.add(row)

    def _vouch(self, session: Session, step: str, person: str, told: dict[str, str], *, at: datetime) -> str:
        content = ToSeal(
            person=person,
            role="custodian" if person == OPERATOR else "patient",
            decision=f"{BOOKINGS}{step}",
            plain=json.dumps(told, ensure_ascii=False).encode(),
        )
        return append_link(session, self._keys, content, at=at)


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
    elif (taken := _taken(session, row.slot_id)) > one.capacity:
        message = (
            f"{taken} people are booked into {one.department} {_local(one.starts_at)}; it must hold them"
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
    return _booking(session, row)


def _taken(session: Session, slot_id: str) -> int:
    standing = (BookingRow.slot_id == slot_id, col(BookingRow.cancelled_at).is_(None))
    return session.exec(select(func.count()).where(*standing)).one()


def _held(session: Session, person: str) -> tuple[Booking, ...]:
    rows = session.exec(select(BookingRow).where(BookingRow.person == person)).all()
    return tuple(sorted((_booking(session, row) for row in rows), key=lambda one: one.slot.starts_at))


def _booking(session: Session, row: BookingRow) -> Booking:
    return Booking(
        booking_id=row.booking_id,
        person=row.person,
        slot=_slot(session, session.get_one(SlotRow, row.slot_id)),
        booked_at=row.booked_at,
        cancelled_at=row.cancelled_at,
    )


def _slot(session: Session, row: SlotRow) -> Slot:
    return Slot(
        slot_id=row.slot_id,
        department=row.department,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        left=max(row.capacity - _taken(session, row.slot_id), 0),
    )


def _told(row: SlotRow, booking_id: str) -> dict[str, str]:
    told = {"department": row.department, "time": _local(row.starts_at)}
    return told | {"booking": booking_id} if booking_id else told


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
