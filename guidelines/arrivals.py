"""How editions came into the ledger, together and by whose hand, and how that is taken back.

Editions are kept for ever, because past answers quote them. Rolling an arrival back is an act of the ledger:
its editions say nothing any more on any day, and what they had replaced or amended stands as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType, Protocol

from guidelines.model import EditionId

ArrivalId = NewType("ArrivalId", str)
ArrivalKind = Literal["files", "package", "folder", "library"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where editions come from: a file's `name`, the key that a package is `signed_by`, a person's id."""

    kind: ArrivalKind = "files"
    name: str = ""
    signed_by: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """When an arrival was rolled back, by whom (None: this machine's operator) and why."""

    at: datetime
    by: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Editions that were added by one commit; `taken_back is None` as long as they count."""

    arrival_id: ArrivalId
    origin: Origin
    at: datetime
    editions: tuple[EditionId, ...]
    taken_back: TakenBack | None = None


class Arrivals(Protocol):
    """Keeps who brought what, and takes it back; every arrival is listed for ever."""

    def arrivals(self) -> Sequence[Arrival]:
        """List the arrivals, the newest first."""
        ...

    def roll_back(self, arrival_id: ArrivalId, *, reason: str, by: str | None = None) -> Arrival:
        """Let the ledger say what it would say had these editions never come; none of them is deleted.

        Raises:
            UnknownReferenceError: there is no such arrival.
            MetadataError: it was rolled back before, or what is left would not say which edition holds.
        """
        ...
