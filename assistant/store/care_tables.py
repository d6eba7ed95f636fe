"""The tables of health files, follow-up plans and reminders, beside those of `tables`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from assistant.store.instant import Instant


class HealthEntryRow(SQLModel, table=True):
    """One entry of a person's health file, sealed under the person's own key."""

    __tablename__ = "health_entry"
    number: int | None = Field(default=None, primary_key=True)
    entry_id: str = Field(unique=True)
    person: str = Field(index=True)
    kind: str
    at: datetime = Field(sa_type=Instant)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    record_id: str = Field(foreign_key="record.record_id")


class FollowUpRow(SQLModel, table=True):
    """One follow-up plan, sealed with what staff look after; `next_at` is its first waiting round."""

    __tablename__ = "follow_up"
    plan_id: str = Field(primary_key=True)
    person: str = Field(index=True)
    doctor: str = Field(index=True)
    state: str = Field(index=True)
    version: int
    next_at: datetime | None = Field(sa_type=Instant, index=True)
    changed_at: datetime = Field(sa_type=Instant, index=True)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    record_id: str = Field(foreign_key="record.record_id")


class AddressRow(SQLModel, table=True):
    """Where a person wants to be reminded, sealed under the person's own key."""

    __tablename__ = "reminder_address"
    person: str = Field(primary_key=True)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class LetterRow(SQLModel, table=True):
    """One letter to a person and what became of it; neither its address nor its words."""

    __tablename__ = "reminder_letter"
    letter_id: str = Field(primary_key=True)
    person: str = Field(index=True)
    kind: str
    state: str = Field(index=True)
    attempts: int
    changed_at: datetime = Field(sa_type=Instant, index=True)
    again_at: datetime | None = Field(sa_type=Instant)
    cause: str | None
