"""When a person last looked at what changed, and what the ledger has learned since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from guidelines import EditionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A moment at which somebody had seen everything; `added` is the number of the newest edition then."""

    at: datetime
    added: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Editions that came in, were withdrawn, or were said to take another one's place."""

    added: frozenset[EditionId] = frozenset()
    withdrawn: frozenset[EditionId] = frozenset()
    superseding: frozenset[EditionId] = frozenset()

    @property
    def renewing(self) -> frozenset[EditionId]:
        """The editions of which it has become known that they are in another one's place."""
        return self.added | self.superseding


class LookStore(Protocol):
    """Keeps one look a person; raises `StoreError`."""

    def last(self, person: str) -> Look | None:
        """Give a person's last look, None before the first."""
        ...

    def now(self) -> Look:
        """Give the look of who sees everything at this moment."""
        ...

    def note(self, person: str, look: Look) -> None:
        """Keep a person's look; an older one never takes the place of a newer one."""
        ...

    def since(self, look: Look) -> Learned:
        """Say what the ledger has learned after a look."""
        ...
