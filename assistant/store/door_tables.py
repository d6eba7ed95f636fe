"""The tables of the patient's door, the calendar and what is attached, beside those of `tables`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from assistant.store.instant import Instant


class SlotRow(SQLModel, table=True):
    """A time that a department offers."""

    __tablename__ = "booking_slot"
    __table_args__ = (UniqueConstraint("department", "starts_at"),)
    slot_id: str = Field(primary_key=True)
    department: str = Field(index=True)
    starts_at: datetime = Field(sa_type=Instant, index=True)
    ends_at: datetime = Field(sa_type=Instant)
    capacity: int


class BookingRow(SQLModel, table=True):
    """A person's place in a slot, by the person's opaque id; `request_key` tells a request sent twice."""

    __tablename__ = "booking"
    __table_args__ = (UniqueConstraint("person", "request_key"),)
    booking_id: str = Field(primary_key=True)
    slot_id: str = Field(foreign_key="booking_slot.slot_id", index=True)
    person: str = Field(index=True)
    request_key: str
    booked_at: datetime = Field(sa_type=Instant)
    cancelled_at: datetime | None = Field(sa_type=Instant)
    ended: str | None = None
    moved_to: str | None = None
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    told_by: str | None = None
    record_id: str = Field(foreign_key="record.record_id")


class AttachmentRow(SQLModel, table=True):
    """A file that a person attached, sealed; `task_id` is the task it was handed over with."""

    __tablename__ = "attachment"
    attachment_id: str = Field(primary_key=True)
    person: str = Field(index=True)
    episode: str = Field(index=True)
    kind: str
    media: str
    size: int
    sha256: str
    made_at: datetime = Field(sa_type=Instant)
    task_id: str | None = Field(index=True)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    record_id: str = Field(foreign_key="record.record_id")
