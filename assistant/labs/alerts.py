"""Alert values: when a result must reach a person at once, whatever range is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from assistant.labs.applying import Whom, fitting_criticals
from assistant.labs.interval import Interval
from assistant.labs.knowledge import Knowledge
from assistant.labs.rows import CriticalRow, TestRow

Side = Literal["low", "high"]
_SIDES: Final[tuple[Side, ...]] = ("low", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A limit that was reached, in the unit of the test."""

    side: Side
    limit: Interval
    row: CriticalRow


def alert_of(
    value: Interval, test: TestRow, whom: Whom, known: Knowledge, *, upper: Decimal | None
) -> Alert | None:
    """Say which alert value a result reaches for certain; `upper` is the top of the range in use."""
    for side in _SIDES:
        for row in _rows(test, side, whom, known, upper=upper):
            limit = _limit(row, side, upper)
            if limit is not None and value.within(limit):
                return Alert(side=side, limit=limit, row=row)
    return None


def _rows(
    test: TestRow, side: Side, whom: Whom, known: Knowledge, *, upper: Decimal | None
) -> tuple[CriticalRow, ...]:
    """Give the rows that hold for a side: the hospital's if any fits the patient, else the shipped ones."""
    for tables in (known.hospital, known.shipped):
        on_side = [row for row in tables.criticals_of(test.id) if _limit(row, side, upper) is not None]
        if fitting := fitting_criticals(on_side, whom):
            return fitting
    return ()


def _limit(row: CriticalRow, side: Side, upper: Decimal | None) -> Interval | None:
    if side == "low":
        return row.low
    if row.times_upper is None or upper is None:
        return row.high
    return Interval(low=upper * row.times_upper, low_open=row.beyond)
