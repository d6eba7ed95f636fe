"""A report beside earlier ones: the same test in the same unit, and by how much it differs; else nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from assistant.health_file.entry import LabReport, LabResult
from assistant.labs import Flag

_PLACES: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """How a result differs from the last one of its test; no word on what that means."""

    name: str
    code: str
    unit: str
    value: Decimal
    before: Decimal
    before_on: date
    flag_before: str

    @property
    def difference(self) -> Decimal:
        """The value less the one before."""
        return self.value - self.before

    @property
    def percent(self) -> Decimal | None:
        """The difference in hundredths of the value before; None where that was zero."""
        if self.before == 0:
            return None
        return (self.difference / abs(self.before) * 100).quantize(_PLACES)


def deltas(report: LabReport, earlier: Iterable[tuple[date, LabReport]]) -> tuple[Delta, ...]:
    """Give the deltas of a report, in its order; `earlier` are the reports before it, the newest first.

    A result without a known test or a number in the tables' unit has none: what cannot be compared is not.
    """
    before = list(earlier)
    found = (_delta(one, before) for one in report.results)
    return tuple(one for one in found if one is not None)


def _delta(result: LabResult, earlier: Iterable[tuple[date, LabReport]]) -> Delta | None:
    if result.code is None or result.same is None or result.same_unit is None:
        return None
    for day, report in earlier:
        for other in report.results:
            if (other.code, other.same_unit) == (result.code, result.same_unit) and other.same is not None:
                return Delta(
                    name=result.name,
                    code=result.code,
                    unit=result.same_unit,
                    value=result.same,
                    before=other.same,
                    before_on=day,
                    flag_before=other.flag,
                )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One test over several reports in one unit, the oldest first: day, value, and the flag it was given."""

    name: str
    code: str
    unit: str
    points: tuple[tuple[date, Decimal, Flag], ...]


def courses(reports: Iterable[tuple[date, LabReport]]) -> tuple[Course, ...]:
    """Give the course of every test that reports of at least two days hold; `reports`, the oldest first."""
    found: dict[tuple[str, str], Course] = {}
    for day, report in reports:
        for one in report.results:
            if one.code is None or one.same is None or one.same_unit is None:
                continue
            held = found.get((one.code, one.same_unit))
            before = () if held is None else held.points
            found[one.code, one.same_unit] = Course(
                name=one.name, code=one.code, unit=one.same_unit, points=(*before, (day, one.same, one.flag))
            )
    return tuple(one for one in found.values() if len({day for day, _, _ in one.points}) > 1)
