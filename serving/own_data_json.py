"""What is kept about a person, and what an erasure did, as JSON."""

from __future__ import annotations

import json
from datetime import datetime

from pydantic import BaseModel, JsonValue

from assistant.exchange import Role
from assistant.own_data import Erasure, ItemKind, KeptKind, OwnData


class ConsentLine(BaseModel):
    """One consent, given or withdrawn."""

    purpose: str
    given: bool
    given_as: str
    version: str
    at: datetime


class ItemOut(BaseModel):
    """One thing that is kept in the person's words; `told` is null where it can no longer be read."""

    kind: ItemKind
    id: str
    at: datetime
    what: str
    told: JsonValue


class OwnDataOut(BaseModel):
    """Everything that is kept about a person under the account."""

    format: str = "yizheng-own-data-1"
    person: str
    name: str
    role: Role
    department: str | None
    since: datetime
    second_factor: bool
    consents: list[ConsentLine]
    items: list[ItemOut]
    elsewhere: str = (
        "病历按就诊号保存在病案科，不在此列。 Kept medical records belong to the hospital's number"
        " of the patient, not to this account; ask the records department."
    )


class KeptOut(BaseModel):
    """What stays after an erasure, until when (null: for good), and why."""

    kind: KeptKind
    count: int
    until: datetime | None
    why: str


class ErasureOut(BaseModel):
    """What an erasure did."""

    person: str
    keys_destroyed: int
    kept: list[KeptOut]


def own_data_out(told: OwnData) -> OwnDataOut:
    """Write everything that is kept about a person."""
    return OwnDataOut(
        person=told.person,
        name=told.name,
        role=told.role,
        department=told.department,
        since=told.since,
        second_factor=told.second_factor,
        consents=[
            ConsentLine(
                purpose=one.purpose, given=one.given, given_as=one.given_as, version=one.version, at=one.at
            )
            for one in told.consents
        ],
        items=[
            ItemOut(
                kind=one.kind,
                id=one.id,
                at=one.at,
                what=one.what,
                told=None if one.told is None else json.loads(one.told),
            )
            for one in told.items
        ],
    )


def erasure_out(done: Erasure) -> ErasureOut:
    """Write what an erasure did."""
    return ErasureOut(
        person=done.person,
        keys_destroyed=done.keys_destroyed,
        kept=[KeptOut(kind=one.kind, count=one.count, until=one.until, why=one.why) for one in done.kept],
    )
