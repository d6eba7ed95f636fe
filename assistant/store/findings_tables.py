"""The tables of outside findings and of the on-call calendar, beside those of `tables`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from assistant.store.instant import Instant


class FindingSourceRow(SQLModel, table=True):
    """Another system and what was settled with it, as JSON; it names no patient."""

    __tablename__ = "finding_source"
    name: str = Field(primary_key=True)
    settled: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=Instant)


class FindingExaminedRow(SQLModel, table=True):
    """How many a source examined in a month."""

    __tablename__ = "finding_examined"
    source: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    examined: int


class FindingRow(SQLModel, table=True):
    """One case; whose it is, what was found and said are sealed under a key of the patient's own."""

    __tablename__ = "finding"
    case_id: str = Field(primary_key=True)
    ticket: str = Field(unique=True)
    task_id: str = Field(foreign_key="task.task_id")
    source: str = Field(index=True)
    external_tag: str = Field(unique=True)
    posting_tag: str = Field(unique=True)
    sha256: str
    standing: str = Field(index=True)
    version: int
    flagged_at: datetime = Field(sa_type=Instant, index=True)
    escalate_at: datetime | None = Field(sa_type=Instant, index=True)
    owner: str = Field(index=True)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class FindingStepRow(SQLModel, table=True):
    """One step of a case; a version happens once, and so does a caller's key."""

    __tablename__ = "finding_step"
    __table_args__ = (UniqueConstraint("case_id", "caller_key"),)
    case_id: str = Field(foreign_key="finding.case_id", primary_key=True)
    version: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    step: str
    by: str
    at: datetime = Field(sa_type=Instant)
    caller_key: str | None
    record_id: str = Field(foreign_key="record.record_id")


class FindingTicketRow(SQLModel, table=True):
    """A number under which a finding was reviewed before it was reviewed anew."""

    __tablename__ = "finding_ticket"
    ticket: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="finding.case_id", index=True)


class DutyRow(SQLModel, table=True):
    """Who is on call for a department or a desk, from when to when."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("unit", "person", "starts", "ends"),)
    duty_id: str = Field(primary_key=True)
    unit: str = Field(index=True)
    person: str = Field(index=True)
    starts: datetime = Field(sa_type=Instant, index=True)
    ends: datetime = Field(sa_type=Instant, index=True)


class AbsenceRow(SQLModel, table=True):
    """When a doctor is away, and who covers."""

    __tablename__ = "absence"
    absence_id: str = Field(primary_key=True)
    person: str = Field(index=True)
    cover: str
    starts: datetime = Field(sa_type=Instant)
    ends: datetime = Field(sa_type=Instant, index=True)


class WatchedUnitRow(SQLModel, table=True):
    """A department or desk for which somebody must be on call, and when."""

    __tablename__ = "watched_unit"
    unit: str = Field(primary_key=True)
    needed: str


class HospitalDayRow(SQLModel, table=True):
    """A day off or a make-up working day of the hospital's own list."""

    __tablename__ = "hospital_day"
    day: str = Field(primary_key=True)
    working: bool
    name: str


class TwinAnswerRow(SQLModel, table=True):
    """An answer that a doctor approved for the twin, sealed under that doctor's own key."""

    __tablename__ = "twin_answer"
    answer_id: str = Field(primary_key=True)
    twin_id: str = Field(foreign_key="twin.twin_id", index=True)
    version: int
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)
