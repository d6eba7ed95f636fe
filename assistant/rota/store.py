"""The port of the store that keeps the calendar: every change is one link of the record chain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from assistant.rota.days import Day
from assistant.rota.duty import Absence, Duty, Rota, Watched


class RotaStore(Protocol):
    """Keeps duties, absences and what must be covered. Raises `StoreError`."""

    def rota(self, start: datetime, end: datetime) -> Rota:
        """Give the duties and absences that share time with a stretch."""
        ...

    def change(
        self, *, add: Collection[Duty] = (), remove: Collection[str] = (), by: str, at: datetime
    ) -> int:
        """Add duties and remove others, all or none; one that stands is left. Returns how many changed."""
        ...

    def note_away(self, absence: Absence, *, by: str, at: datetime) -> None:
        """Keep an absence."""
        ...

    def take_back(self, absence_id: str, *, by: str, at: datetime) -> bool:
        """Remove an absence; False where there is none."""
        ...

    def watch(self, watched: Watched, *, wanted: bool, by: str, at: datetime) -> None:
        """Keep that a unit must be covered, or that it need not be."""
        ...

    def watched(self) -> tuple[Watched, ...]:
        """List the units that must be covered."""
        ...

    def days(self) -> tuple[Day, ...]:
        """List the days that are not what their weekday says, the first first."""
        ...

    def put_days(
        self, *, put: Collection[Day] = (), remove: Collection[date] = (), by: str, at: datetime
    ) -> int:
        """Keep days and forget others, all or none; one that stands so is left. Returns how many changed."""
        ...
