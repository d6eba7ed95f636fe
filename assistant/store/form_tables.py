"""The table of record forms that somebody signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, Text
from sqlmodel import Field, SQLModel

from assistant.store.instant import Instant


class RecordFormRow(SQLModel, table=True):
    """One signed version of a form; rows are only ever added, the newest number of a name decides."""

    __tablename__ = "record_form"
    name: str = Field(primary_key=True)
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    step: str
    text: str = Field(sa_type=Text)
    person: str
    signer: str
    at: datetime = Field(sa_type=Instant)
    reason: str = Field(sa_type=Text)
    record_id: str = Field(foreign_key="record.record_id")
