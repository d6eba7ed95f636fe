"""What is kept about a person: handed out whole, and erased but for what the law keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from assistant.accounts import AccountBook
from assistant.consent import Consent, ConsentBook
from assistant.errors import AccountError
from assistant.exchange import Role
from assistant.people import Account

ItemKind = Literal["record", "packet", "reply", "health_file", "follow_up", "reminder"]
KeptKind = Literal["dialogue", "consent", "audit", "record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long the law keeps what; the floors (REG-05) hold however this is made."""

    dialogue_years: int = 3
    record_years: int = 15
    log_months: int = 6

    def __post_init__(self) -> None:
        """Refuse what is below the floors."""
        if self.dialogue_years < 3 or self.record_years < 15 or self.log_months < 6:
            message = "retention is at least 3 years of dialogue, 15 of records and 6 months of logs"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that was kept in a person's words, as JSON; None where its key is gone."""

    kind: ItemKind
    id: str
    at: datetime
    what: str
    told: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """Everything that is kept about a person here."""

    person: str
    name: str
    role: Role
    department: str | None
    since: datetime
    second_factor: bool
    consents: tuple[Consent, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What stays after an erasure, how much of it, until when (None: for good), and why."""

    kind: KeptKind
    count: int
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure did: keys destroyed for ever, and what the law keeps."""

    person: str
    keys_destroyed: int
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What the store did: `care` tasks were kept closed until a day, `links` of the chain name the person."""

    keys_destroyed: int
    care: int
    care_until: datetime | None
    links: int


class OwnDataStore(Protocol):
    """Reads and erases what is sealed under a person's keys; raises `StoreError`."""

    def items(self, person: str, *, withheld: bool) -> tuple[Item, ...]:
        """List what is kept in a person's words, oldest first; `withheld` opens what the law keeps closed."""
        ...

    def waiting(self, person: str) -> tuple[str, ...]:
        """Give the numbers of a person's tickets that staff still have in hand."""
        ...

    def erase(self, person: str, *, by: str, keep: Callable[[datetime], datetime], now: datetime) -> Gone:
        """Destroy a person's keys and traces; care is closed until `keep` of its last step."""
        ...

    def note_opened(self, person: str, *, by: str, reason: str, now: datetime) -> None:
        """Put on the chain that somebody opened what the law keeps of an erased person."""
        ...

    def destroy_due(self, *, now: datetime) -> int:
        """Destroy what the law no longer keeps; returns the number of keys."""
        ...


class OwnDataRoom:
    """Hands out and erases; only patients are erased: what staff signed carries their name."""

    def __init__(
        self,
        store: OwnDataStore,
        accounts: AccountBook,
        consents: ConsentBook,
        *,
        retention: Retention,
        now: Callable[[], datetime],
    ) -> None:
        """Look after what `store`, `accounts` and `consents` keep."""
        self._store, self._accounts, self._consents = store, accounts, consents
        self._retention, self._now = retention, now

    def export(self, person: str) -> OwnData:
        """Give everything that is kept about a person.

        Raises:
            AccountError: there is no such account.
        """
        return self._told(self._accounts.account(person), self._store.items(person, withheld=False))

    def open_withheld(self, person: str, *, by: str, reason: str) -> OwnData:
        """Give what the law keeps of an erased person; who opened it and why goes on the chain first.

        Raises:
            AccountError: there is no such account, or no reason.
        """
        account = self._accounts.account(person)
        if not reason.strip():
            message = "opening what an erased person left needs a reason; say why in a sentence"
            raise AccountError(message)
        self._store.note_opened(person, by=by, reason=reason.strip(), now=self._now())
        return self._told(account, self._store.items(person, withheld=True))

    def erase(self, person: str, *, by: str) -> Erasure:
        """Make everything about a patient unreadable for ever, but for what the law keeps, and say that.

        Raises:
            AccountError: there is no such account, it is one of staff, or staff have a ticket of it in hand.
            StoreError: the keys could not be destroyed everywhere; erase again.
        """
        account = self._accounts.account(person)
        if account.role is not Role.PATIENT:
            message = "an account of staff is closed, not erased: what was signed carries the name"
            raise AccountError(message)
        if waiting := self._store.waiting(person):
            message = f"staff still have {', '.join(waiting)} in hand; erase once they are answered or closed"
            raise AccountError(message)
        gone = self._store.erase(person, by=by, keep=self._dialogue_until, now=self._now())
        kept = self._kept(gone, person)
        return Erasure(person=person, keys_destroyed=gone.keys_destroyed, kept=tuple(kept))

    def destroy_due(self) -> int:
        """Destroy what the law no longer keeps; returns the number of keys."""
        return self._store.destroy_due(now=self._now())

    def _told(self, account: Account, items: tuple[Item, ...]) -> OwnData:
        factors = self._accounts.factors
        return OwnData(
            person=account.account_id,
            name=account.name,
            role=account.role,
            department=account.department,
            since=account.created_at,
            second_factor=factors is not None and factors.has(account.account_id),
            consents=self._consents.history(account.account_id),
            items=items,
        )

    def _dialogue_until(self, last: datetime) -> datetime:
        day = 28 if (last.month, last.day) == (2, 29) else last.day
        return last.replace(year=last.year + self._retention.dialogue_years, day=day)

    def _kept(self, gone: Gone, person: str) -> list[Kept]:
        years = self._retention.dialogue_years
        kept = [
            Kept(
                kind="dialogue",
                count=gone.care,
                until=gone.care_until,
                why=f"dialogues with staff are kept {years} years after their last step; closed to everybody",
            ),
            Kept(
                kind="consent",
                count=len(self._consents.history(person)),
                until=None,
                why="the proof of what was agreed to and withdrawn; without name or words",
            ),
            Kept(
                kind="audit",
                count=gone.links,
                until=None,
                why="links of the audit chain: times, decisions and hashes; without name or words",
            ),
        ]
        return [one for one in kept if one.count]
