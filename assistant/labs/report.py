"""A laboratory report as it comes in and as it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from assistant.labs.names import Specimen
from assistant.labs.ranges import Sex
from assistant.labs.values import Mark

Flag = Literal["low", "normal", "high", "critical_low", "critical_high", "unknown"]
RangeSource = Literal["printed", "hospital", "default", "none"]
Language = Literal["zh", "en"]

ADULT = Decimal(18)
NEWBORN = Decimal(28) / Decimal("365.25")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Whose report it is, as far as it was said; `age` in years, None unknown and taken for an adult's."""

    sex: Sex | None = None
    age: Decimal | None = None
    pregnant: bool | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One printed line; texts exactly as printed. `specimen` is what the heading above it says."""

    name: str
    value: str | Decimal | None
    unit: str = ""
    range: str = ""
    mark: Mark | None = None
    specimen: Specimen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """The value in the unit of our tables, beside what was printed and never instead of it."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One line, judged; `why` and `note` are in the report's language."""

    item: Item
    flag: Flag
    why: str
    code: str | None = None
    loinc: str | None = None
    unit: str = ""
    range: str | None = None
    range_source: RangeSource = "none"
    note: str | None = None
    normalised: Normalised | None = None

    @property
    def critical(self) -> bool:
        """Say whether somebody must act at once."""
        return self.flag in {"critical_low", "critical_high"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report, judged line by line."""

    readings: tuple[Reading, ...] = field(default=())

    @property
    def critical(self) -> bool:
        """Say whether any line is critical."""
        return any(reading.critical for reading in self.readings)
