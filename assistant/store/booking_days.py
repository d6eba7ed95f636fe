"""Staff's part of the calendar in SQL: a day with its people, times closed, bookings moved, people told."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assistant.booking.calendar import Booking, Filled, refuse
from assistant.errors import BookingError, ScheduleError
from assistant.store.booking_rows import (
    booking_of,
    booking_row,
    held,
    local,
    slot_of,
    slot_row,
    told_of,
    vouch,
)
from assistant.store.database import Database
from assistant.store.door_tables import BookingRow, SlotRow
from assistant.store.keys import KeyRing


class SqlDays:
    """Implements what of `assistant.booking.Calendar` is about days and changes."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep the calendar in `database`, beside the records."""
        self._database, self._keys = database, keys

    def day(self, department: str | None, *, start: datetime, end: datetime) -> tuple[Filled, ...]:
        """List times with the people booked into them, soonest first."""
        wanted = select(SlotRow).where(col(SlotRow.starts_at) >= start, col(SlotRow.starts_at) < end)
        if department is not None:
            wanted = wanted.where(SlotRow.department == department)
        with self._database.reading() as session:
            return _filled(session, wanted)

    def filled(self, slot_ids: Sequence[str]) -> tuple[Filled, ...]:
        """List times by their ids with the people booked into them."""
        with self._database.reading() as session:
            return _filled(session, select(SlotRow).where(col(SlotRow.slot_id).in_(slot_ids)))

    def booking(self, booking_id: str) -> Booking | None:
        """Give a booking."""
        with self._database.reading() as session:
            row = session.get(BookingRow, booking_id)
            return None if row is None else booking_of(session, row)

    def close(self, slot_ids: Sequence[str], *, by: str, at: datetime) -> tuple[Booking, ...]:
        """Close times, all or none; gives the bookings that ended by it."""
        with self._database.writing() as session:
            ended: list[Booking] = []
            for slot_id in sorted(set(slot_ids)):
                ended.extend(self._closed(session, slot_row(session, slot_id), by=by, at=at))
            return tuple(ended)

    def move(self, booking_id: str, slot_id: str, *, by: str, at: datetime) -> Booking:
        """Book a person into another time in place of this booking, which ends."""
        with self._database.writing() as session:
            goal, row = slot_row(session, slot_id), booking_row(session, booking_id, None)
            standing = row.cancelled_at is None
            _refuse_move(row, session.get_one(SlotRow, row.slot_id), goal, at)
            if standing:
                row.cancelled_at = at
            row.ended, row.told_at, row.told_by = "moved", None, None
            row.moved_to = f"b_{secrets.token_hex(12)}"
            session.add(row)
            session.flush()
            refuse(slot_of(session, goal), held(session, row.person), at)
            told = told_of(goal, row.moved_to) | {"by": by, "before": booking_id}
            made = BookingRow(
                booking_id=row.moved_to,
                slot_id=slot_id,
                person=row.person,
                request_key=f"moved:{booking_id}",
                booked_at=at,
                cancelled_at=None,
                record_id=vouch(session, self._keys, "moved", told, at=at, person=row.person),
            )
            session.add(made)
            session.flush()
            return booking_of(session, made)

    def told(self, booking_id: str, *, person: str | None, by: str, at: datetime) -> Booking:
        """Note that the person knows what became of a booking; twice is as good as once."""
        with self._database.writing() as session:
            row = booking_row(session, booking_id, person)
            if booking_of(session, row).to_tell:
                row.told_at, row.told_by = at, by
                session.add(row)
                told = told_of(session.get_one(SlotRow, row.slot_id), booking_id) | {"by": by}
                vouch(session, self._keys, "told", told, at=at, person=row.person)
                session.flush()
            return booking_of(session, row)

    def untold(self, *, limit: int) -> tuple[Booking, ...]:
        """List the bookings whose people do not know yet what became of them, soonest first."""
        wanted = (
            select(BookingRow)
            .join(SlotRow, col(SlotRow.slot_id) == col(BookingRow.slot_id))
            .where(
                col(BookingRow.ended).in_(("by_staff", "closed", "moved")),
                col(BookingRow.told_at).is_(None),
            )
            .order_by(col(SlotRow.starts_at))
            .limit(limit)
        )
        with self._database.reading() as session:
            return tuple(booking_of(session, row) for row in session.exec(wanted).all())

    def looked(self, department: str | None, *, day: str, by: str, at: datetime) -> None:
        """Note on the chain who looked at the people of a day."""
        with self._database.writing() as session:
            vouch(
                session,
                self._keys,
                "looked",
                {"department": department or "*", "day": day, "by": by},
                at=at,
            )

    def _closed(self, session: Session, row: SlotRow, *, by: str, at: datetime) -> list[Booking]:
        """Close one time and end its bookings."""
        if row.starts_at <= at:
            message = f"{row.department} {local(row.starts_at)} has begun already; it is no longer closed"
            raise ScheduleError(message)
        rows = _standing(session, row.slot_id, lasting=True)
        row.capacity = 0
        session.add(row)
        for one in rows:
            one.cancelled_at, one.ended = at, "closed"
            session.add(one)
            told = told_of(row, one.booking_id) | {"by": by}
            vouch(session, self._keys, "closed", told, at=at, person=one.person)
        vouch(session, self._keys, "closed", told_of(row) | {"by": by, "people": str(len(rows))}, at=at)
        session.flush()
        return [booking_of(session, one) for one in rows]


def _filled(session: Session, wanted: SelectOfScalar[SlotRow]) -> tuple[Filled, ...]:
    rows = session.exec(wanted.order_by(col(SlotRow.department), col(SlotRow.starts_at))).all()
    return tuple(
        Filled(
            slot=slot_of(session, row),
            bookings=tuple(booking_of(session, one) for one in _standing(session, row.slot_id)),
        )
        for row in rows
    )


def _standing(session: Session, slot_id: str, *, lasting: bool = False) -> Sequence[BookingRow]:
    """List who is booked into a time; `lasting` holds the rows until the session ends."""
    wanted = select(BookingRow).where(BookingRow.slot_id == slot_id, col(BookingRow.cancelled_at).is_(None))
    wanted = wanted.order_by(col(BookingRow.booked_at), col(BookingRow.booking_id))
    return session.exec(wanted.with_for_update() if lasting else wanted).all()


def _refuse_move(row: BookingRow, here: SlotRow, goal: SlotRow, at: datetime) -> None:
    """Refuse a move that makes no sense.

    Raises:
        BookingError: it was moved or given back already, has begun, or stands there.
    """
    if row.moved_to is not None:
        message = "this booking was moved already; move the one that took its place"
    elif row.cancelled_at is not None and row.ended != "closed":
        message = "this booking was given back; the person books anew"
    elif row.cancelled_at is None and here.starts_at <= at:
        message = "this time has begun already; the booking is no longer moved"
    elif here.slot_id == goal.slot_id:
        message = "the booking stands at this time; choose another one"
    else:
        return
    raise BookingError(message)
