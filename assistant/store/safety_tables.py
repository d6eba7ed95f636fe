"""The tables of the safety officer's rooms, beside those of `tables`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field, SQLModel

from assistant.store.instant import Instant


class StopActRow(SQLModel, table=True):
    """One press of the stop button; rows are only ever added, the newest one decides."""

    __tablename__ = "stop_act"
    number: int | None = Field(default=None, primary_key=True)
    act: str
    by: str
    at: datetime = Field(sa_type=Instant)
    reason: str = Field(sa_type=Text)
    record_id: str = Field(foreign_key="record.record_id")


class PolicyDraftRow(SQLModel, table=True):
    """One proposed version of the policy: the files as they would stand, by whom, and what became of it."""

    __tablename__ = "policy_draft"
    number: int | None = Field(default=None, primary_key=True)
    draft_id: str = Field(unique=True)
    base: str
    policy: str = Field(sa_type=Text)
    departments: str = Field(sa_type=Text)
    author: str
    made_at: datetime = Field(sa_type=Instant)
    reason: str = Field(sa_type=Text)
    state: str = Field(index=True)
    decided_by: str | None
    decided_at: datetime | None = Field(sa_type=Instant)
    record_id: str = Field(foreign_key="record.record_id")


class PolicyForceRow(SQLModel, table=True):
    """One change of which version is in force; the newest one decides."""

    __tablename__ = "policy_force"
    number: int | None = Field(default=None, primary_key=True)
    draft_id: str = Field(foreign_key="policy_draft.draft_id", index=True)
    how: str
    by: str
    at: datetime = Field(sa_type=Instant)
    reason: str = Field(sa_type=Text)
    record_id: str = Field(foreign_key="record.record_id")


class RiskRuleRow(SQLModel, table=True):
    """One proposed risk as JSON, with its state; at most one is approved. It holds no patient's words."""

    __tablename__ = "risk_rule"
    number: int | None = Field(default=None, primary_key=True)
    rule_id: str = Field(unique=True)
    state: str = Field(index=True)
    body: str = Field(sa_type=Text)
    record_id: str = Field(foreign_key="record.record_id")


class IncidentRow(SQLModel, table=True):
    """One reported incident; its words are sealed under the reporter's own key."""

    __tablename__ = "incident"
    number: int | None = Field(default=None, primary_key=True)
    incident_id: str = Field(unique=True)
    reporter: str = Field(index=True)
    role: str
    kind: str
    severity: str
    status: str = Field(index=True)
    about: str | None = Field(index=True)
    version: int
    reported_at: datetime = Field(sa_type=Instant, index=True)
    changed_at: datetime = Field(sa_type=Instant)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)
