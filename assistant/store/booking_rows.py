"""Rows of the calendar as values, and the link of the chain that vouches for each step."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final, cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from assistant.booking.calendar import Booking, Ended, Slot
from assistant.errors import UnknownBookingError, UnknownSlotError
from assistant.store.door_tables import BookingRow, SlotRow
from assistant.store.keys import KeyRing
from assistant.store.records import OPERATOR, ToSeal, append_link

BOOKINGS: Final = "booking:"
"""How the decision of a link begins that vouches for a step of a booking or of the calendar."""


def slot_row(session: Session, slot_id: str) -> SlotRow:
    """Give a time's row and hold it until the session ends.

    Raises:
        UnknownSlotError: there is no such time.
    """
    row = session.exec(select(SlotRow).where(SlotRow.slot_id == slot_id).with_for_update()).first()
    if row is None:
        message = "no such time; look at the list again"
        raise UnknownSlotError(message)
    return row


def booking_row(session: Session, booking_id: str, person: str | None) -> BookingRow:
    """Give a booking's row and hold it until the session ends; `person` is whose it must be.

    Raises:
        UnknownBookingError: there is no such booking, or it is somebody else's.
    """
    row = session.exec(
        select(BookingRow).where(BookingRow.booking_id == booking_id).with_for_update()
    ).first()
    if row is None or person not in {None, row.person}:
        message = "no such booking; look at the list again"
        raise UnknownBookingError(message)
    return row


def taken(session: Session, slot_id: str) -> int:
    """Count who is booked into a time."""
    standing = (BookingRow.slot_id == slot_id, col(BookingRow.cancelled_at).is_(None))
    return session.exec(select(func.count()).where(*standing)).one()


def held(session: Session, person: str) -> tuple[Booking, ...]:
    """List a person's bookings by their time, ended ones, too."""
    rows = session.exec(select(BookingRow).where(BookingRow.person == person)).all()
    return tuple(sorted((booking_of(session, row) for row in rows), key=lambda one: one.slot.starts_at))


def booking_of(session: Session, row: BookingRow) -> Booking:
    """Give a row as a booking."""
    return Booking(
        booking_id=row.booking_id,
        person=row.person,
        slot=slot_of(session, session.get_one(SlotRow, row.slot_id)),
        booked_at=row.booked_at,
        cancelled_at=row.cancelled_at,
        ended=cast("Ended | None", row.ended),
        moved_to=row.moved_to,
        told_at=row.told_at,
    )


def slot_of(session: Session, row: SlotRow) -> Slot:
    """Give a row as a time, with how many still fit in."""
    return Slot(
        slot_id=row.slot_id,
        department=row.department,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        left=max(row.capacity - taken(session, row.slot_id), 0),
    )


def told_of(row: SlotRow, booking_id: str = "") -> dict[str, str]:
    """Say for the chain which time a step is about, and whose booking."""
    told = {"department": row.department, "time": local(row.starts_at)}
    return told | {"booking": booking_id} if booking_id else told


def vouch(
    session: Session, keys: KeyRing, step: str, told: dict[str, str], *, at: datetime, person: str = OPERATOR
) -> str:
    """Append the link of a step to the chain."""
    content = ToSeal(
        person=person,
        role="custodian" if person == OPERATOR else "patient",
        decision=f"{BOOKINGS}{step}",
        plain=json.dumps(told, ensure_ascii=False).encode(),
    )
    return append_link(session, keys, content, at=at)


def local(moment: datetime) -> str:
    """Write a moment in the hospital's own time."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
