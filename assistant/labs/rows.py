"""The rows of the tables as they stand in TOML, shipped and in a hospital's own file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from assistant.labs.interval import Interval
from assistant.labs.ranges import limit
from guidelines.model import Certainty

Limit = Annotated[Interval, BeforeValidator(lambda given: limit(given) if isinstance(given, str) else given)]
Known = Annotated[Certainty, Field(strict=False)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    source: str
    certainty: Known = Certainty.UNCHECKED


class Name(BaseModel):
    """What a test is called in the two languages of the product."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: str
    en: str


class Loinc(BaseModel):
    """An international code, with how certain it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    certainty: Known


class Scale(BaseModel):
    """How one unit becomes another: times `factor`, plus `offset`."""

    model_config = ConfigDict(frozen=True)
    factor: Decimal
    offset: Decimal = Decimal(0)


def _scale(text: object) -> object:
    """Read "88.4", "1/18.02" or "1/10.93 + 23.50/10.93"."""
    if not isinstance(text, str):
        return text
    parts = [_ratio(part) for part in text.split("+")]
    return Scale(factor=parts[0], offset=parts[1] if len(parts) > 1 else Decimal(0))


def _ratio(text: str) -> Decimal:
    above, _, below = text.partition("/")
    return Decimal(above.strip()) / Decimal(below.strip() or 1)


class TestRow(_Row):
    """One test: the names that it is printed under and the unit that its limits are kept in."""

    __test__ = False
    id: str
    name: Name
    unit: str
    aliases: tuple[str, ...]
    specimen: Literal["blood", "urine"] = "blood"
    least: Decimal | None = None
    loinc: Loinc | None = None
    per: dict[str, Annotated[Scale, BeforeValidator(_scale)]] = {}


class _Scoped(_Row):
    """A row that may hold for some people only."""

    tests: tuple[str, ...]
    age_from: Decimal | None = None
    age_to: Decimal | None = None
    pregnant: bool | None = None
    departments: tuple[str, ...] = ()
    note: str | None = None
    approved_by: str | None = None
    effective_from: date | None = None


class RangeRow(_Scoped):
    """A reference range."""

    range: Limit
    sex: Literal["M", "F", "unknown"] | None = None


def _floor(interval: Interval) -> Interval:
    if interval.high is None or interval.low is not None:
        message = "a low alert is written '≤2.8' or '<2.8'"
        raise ValueError(message)
    return interval


def _ceiling(interval: Interval) -> Interval:
    if interval.low is None or interval.high is not None:
        message = "a high alert is written '≥6.0' or '>6.0'"
        raise ValueError(message)
    return interval


class CriticalRow(_Scoped):
    """Values at which a person must act at once."""

    low: Annotated[Limit, AfterValidator(_floor)] | None = None
    high: Annotated[Limit, AfterValidator(_ceiling)] | None = None
    times_upper: Decimal | None = None
    beyond: bool = False
    newborn: bool | None = None


class FindingRow(_Row):
    """Results which must be negative."""

    names: tuple[str, ...]


class DepartmentRow(BaseModel):
    """A group of departments and the words of their names."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    words: tuple[str, ...]


class Tables(BaseModel):
    """Every table of one origin."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    test: tuple[TestRow, ...] = ()
    range: tuple[RangeRow, ...] = ()
    critical: tuple[CriticalRow, ...] = ()
    finding: tuple[FindingRow, ...] = ()
    department: tuple[DepartmentRow, ...] = ()

    def ranges_of(self, test: str) -> tuple[RangeRow, ...]:
        """Give the ranges of one test."""
        return tuple(row for row in self.range if test in row.tests)

    def criticals_of(self, test: str) -> tuple[CriticalRow, ...]:
        """Give the alert values of one test."""
        return tuple(row for row in self.critical if test in row.tests)
