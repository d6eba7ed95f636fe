"""What a person has agreed to, by purpose: given and withdrawn, nothing ever overwritten (REG-19)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Protocol

GivenAs = Literal["self", "guardian"]
TEXT_VERSION: Final = "2026-11-22.2"
"""Which wording of the consent a person was shown; it changes whenever what is agreed to does."""


class Purpose(StrEnum):
    """What may be done with what a person writes; each is agreed to apart, training never by default."""

    CHAT = "chat"
    HAND_OVER = "hand_over"
    QUALITY = "quality"
    TRAINING = "training"
    HEALTH_FILE = "health_file"
    FOLLOW_UP = "follow_up"
    REMINDERS = "reminders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One entry: a person, or a guardian for a child, gave or withdrew consent to one purpose."""

    person: str
    purpose: Purpose
    given: bool
    given_as: GivenAs
    version: str
    at: datetime


class ConsentStore(Protocol):
    """Keeps consents, appends only; raises `StoreError`."""

    def add(self, entries: Sequence[Consent]) -> None:
        """Keep entries, all or none."""
        ...

    def of(self, person: str) -> tuple[Consent, ...]:
        """List a person's entries, oldest first."""
        ...


class ConsentBook:
    """Says what a person has agreed to as of now; nobody has agreed to anything by default."""

    def __init__(self, store: ConsentStore, *, now: Callable[[], datetime]) -> None:
        """Keep the ledger in `store`; `now` is the server's clock."""
        self._store, self._now = store, now

    def give(self, person: str, purposes: Iterable[Purpose], *, given_as: GivenAs = "self") -> None:
        """Note consent to these purposes; one that stands already is not noted twice, but as a guardian's."""
        standing = self.standing(person)
        if given_as == "guardian":
            last = {one.purpose: one.given_as for one in self.history(person) if one.given}
            standing = frozenset(one for one in standing if last[one] == "guardian")
        self._note(person, set(purposes) - standing, given=True, given_as=given_as)

    def withdraw(self, person: str, purposes: Iterable[Purpose]) -> None:
        """Note that consent to these purposes ends, as whoever gave it; it holds at once."""
        held = {one.purpose: one.given_as for one in self.history(person) if one.given}
        for given_as in ("self", "guardian"):
            ending = {one for one in purposes if held.get(one) == given_as} & self.standing(person)
            self._note(person, ending, given=False, given_as=given_as)

    def standing(self, person: str) -> frozenset[Purpose]:
        """Give the purposes to which a person's consent stands."""
        last = {one.purpose: one.given for one in self.history(person)}
        return frozenset(purpose for purpose, given in last.items() if given)

    def history(self, person: str) -> tuple[Consent, ...]:
        """List everything a person gave and withdrew, oldest first."""
        return self._store.of(person)

    def _note(self, person: str, purposes: Iterable[Purpose], *, given: bool, given_as: GivenAs) -> None:
        at = self._now()
        entries = [
            Consent(person=person, purpose=one, given=given, given_as=given_as, version=TEXT_VERSION, at=at)
            for one in sorted(purposes)
        ]
        if entries:
            self._store.add(entries)
