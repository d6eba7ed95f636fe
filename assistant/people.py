"""Who may come in: accounts, sessions, service keys, and the store that keeps them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, Protocol

from assistant.errors import UnsignedError
from assistant.exchange import Asker, Role

ACTS: Final = "staff:"
"""How the decision of a link begins that vouches for an act on somebody's account or on a key."""

STAFF: Final = frozenset({Role.DOCTOR, Role.CLERK, Role.SAFETY_OFFICER, Role.ADMIN, Role.AUDITOR})


class Scope(StrEnum):
    """What a service key may be used for; a signed-in person has all, within the role."""

    ASK = "ask"
    LIBRARY = "library"
    TASKS = "tasks"
    FINDINGS = "findings"
    AUDIT = "audit"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account; `account_id` is the opaque id that records and askers carry.

    `must_change`: somebody else knows the password, so the person sets one before anything else.
    """

    account_id: str
    name: str
    role: Role
    password_hash: str
    created_at: datetime
    department: str | None = None
    disabled: bool = False
    must_change: bool = False


Doing = Literal[
    "made", "changed", "renamed", "closed", "reopened", "password", "factor_off", "key_made", "key_revoked"
]
"""What somebody does with the account or key of somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who changes an account or key, in which role, when and why; a link of the chain vouches for it."""

    doing: Doing
    by: str
    role: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser, known by the hash of its secret."""

    session_hash: str
    account_id: str
    created_at: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideIdentity:
    """Who somebody is to the hospital's own sign-in: `subject` never changes, `name` is what it calls them.

    `strong` says that more than a password was asked for there.
    """

    issuer: str
    subject: str
    name: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKey:
    """A program's key, known by the hash of its secret."""

    key_id: str
    secret_hash: str
    label: str
    role: Role
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """How often in a row signing in failed for a name or an address, and when last."""

    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPolicy:
    """How long sessions, keys and links last, and when a door closes after failed sign-ins.

    After `failures_by_name` (or `_by_address`) failures in a row each further attempt waits, from
    `first_wait` doubling up to `longest_wait`; failures older than `forget_after` no longer count.
    """

    idle: timedelta = timedelta(minutes=30)
    longest_session: timedelta = timedelta(hours=12)
    longest_key: timedelta = timedelta(days=366)
    setup_link: timedelta = timedelta(hours=24)
    failures_by_name: int = 5
    failures_by_address: int = 20
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(minutes=15)
    forget_after: timedelta = timedelta(hours=24)


class AccountStore(Protocol):
    """Keeps accounts, sessions, keys and failures; every method is one transaction, all or nothing.

    Names are compared as given: who calls folds them. An `act` becomes a link of the record chain in the
    same transaction. Raises `StoreError`.
    """

    def add_account(self, account: Account, act: Act | None = None) -> bool:
        """Keep a new account; returns False, changing nothing, when the name is taken."""
        ...

    def account(self, account_id: str) -> Account | None:
        """Give an account by id."""
        ...

    def names(self, account_ids: Collection[str]) -> Mapping[str, str]:
        """Give the names of several accounts at once; an unknown id is left out."""
        ...

    def account_named(self, name: str) -> Account | None:
        """Give an account by its name."""
        ...

    def accounts(self) -> tuple[Account, ...]:
        """List all accounts, oldest first."""
        ...

    def departments(self) -> frozenset[str]:
        """Name the departments that have a doctor who may sign in."""
        ...

    def directory_people(self) -> frozenset[str]:
        """Give the ids of the accounts that the hospital's directory answers for."""
        ...

    def answer_for(self, entries: Mapping[str, str | None]) -> None:
        """Let the directory answer for these accounts (by id, each with its entry), and for no other.

        Where no entry is told, the one that is known stays.
        """
        ...

    def account_of_entry(self, entry: str) -> Account | None:
        """Give the account that is this entry of the directory, by the entry's own number."""
        ...

    def rename_account(self, account_id: str, name: str, act: Act | None = None) -> bool:
        """Give an account another name; returns False, changing nothing, where the name is taken."""
        ...

    def change_account(self, account: Account, act: Act | None = None) -> bool:
        """Replace all but id, name and day, and end the account's sessions.

        Returns False, changing nothing, where no administrator would be left of those there were.
        """
        ...

    def add_session(self, session: Session) -> None:
        """Keep a session."""
        ...

    def signed_in(self, session_hash: str) -> tuple[Session, Account] | None:
        """Give a session by the hash of its secret, with its account, in one look."""
        ...

    def touch_session(self, session_hash: str, *, at: datetime) -> None:
        """Note that a session was used."""
        ...

    def end_session(self, session_hash: str) -> None:
        """Forget a session, if there is one."""
        ...

    def note(self, account_id: str, act: Act) -> None:
        """Vouch for an act that changes something kept elsewhere."""
        ...

    def add_key(self, key: ServiceKey, act: Act | None = None) -> None:
        """Keep a service key."""
        ...

    def key_by_hash(self, secret_hash: str) -> ServiceKey | None:
        """Give a service key by the hash of its secret."""
        ...

    def keys(self) -> tuple[ServiceKey, ...]:
        """List all service keys, oldest first."""
        ...

    def revoke_key(self, key_id: str, act: Act | None = None) -> bool:
        """Make a service key useless for ever; returns False when there is none."""
        ...

    def failures(self, subject: str) -> Failures | None:
        """Say how often signing in failed for a subject."""
        ...

    def add_failure(self, subject: str, *, at: datetime, forget_before: datetime) -> None:
        """Count one more failure, from one again if the last was before `forget_before`."""
        ...

    def clear_failures(self, subject: str) -> None:
        """Forget a subject's failures."""
        ...

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """Give the account that belongs to somebody of an outside sign-in."""
        ...

    def link_account(self, account_id: str, issuer: str, subject: str, *, at: datetime) -> bool:
        """Let an account belong to somebody outside; False where one of the two belongs elsewhere already."""
        ...

    def replace_setup_link(self, token_hash: str, *, expires_at: datetime) -> None:
        """Make this the only set-up link."""
        ...

    def setup_link_holds(self, token_hash: str, *, at: datetime) -> bool:
        """Say whether a set-up link is unused and not expired."""
        ...

    def redeem_setup_link(self, token_hash: str, account: Account, *, at: datetime) -> bool:
        """Use up the link and keep the account, both or neither; returns whether it was done."""
        ...


def groups_of(role: Role) -> frozenset[str]:
    """Give the reading groups that a role belongs to."""
    return frozenset({"all", "staff", role.value}) if role in STAFF else frozenset({"all"})


def person_of(asker: Asker, doing: str) -> str:
    """Give the person behind an asker, for what no program does; `doing` names it at a sentence's start.

    Raises:
        UnsignedError: nobody is signed in.
    """
    if asker.person is None:
        message = f"{doing} takes a person who is signed in; a program's key does not do"
        raise UnsignedError(message)
    return asker.person


def asker_as(role: Role, *, person: str | None, department: str | None) -> Asker:
    """Make the asker for a role; what may be read follows the role, so lowering it lowers that too."""
    return Asker(role=role, person=person, groups=groups_of(role), department=department)
