"""The tables of what proves who somebody is, beside those of `tables`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from assistant.store.instant import Instant


class SecondFactorRow(SQLModel, table=True):
    """A person's second factor; the secret is sealed under the person's key."""

    __tablename__ = "second_factor"
    account_id: str = Field(foreign_key="account.account_id", primary_key=True)
    key_id: str = Field(foreign_key="person_key.key_id")
    sealed: bytes = Field(sa_type=LargeBinary)
    confirmed: bool
    last_step: int


class OutsideIdentityRow(SQLModel, table=True):
    """Who somebody is to the hospital's own sign-in, under a keyed hash of issuer and subject."""

    __tablename__ = "outside_identity"
    subject_tag: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.account_id", index=True)
    linked_at: datetime = Field(sa_type=Instant)


class DirectoryPersonRow(SQLModel, table=True):
    """An account that is somebody of the hospital's directory.

    While the directory `answers` for it, it is closed when the directory lets go of it. `entry_tag` is a
    keyed hash of the number that the directory itself gives the entry, where it does; it outlasts closing.
    """

    __tablename__ = "directory_person"
    account_id: str = Field(foreign_key="account.account_id", primary_key=True)
    entry_tag: str | None = Field(default=None, unique=True, index=True)
    answers: bool = True
