"""A quantity as it is compared: value or range, comparator and dimension."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.grounding.comparators import Bound

Match = Literal["same", "comparator", "unit", "unconvertible", "number", "other"]
Dimension: TypeAlias = tuple[str, ...]

CONCENTRATIONS = frozenset({"mass", "amount", "activity"})
# Bounds that say no more than one another; to reach a value is to have it, or more.
_ALIKE = ({"=", "up"}, {"up", "<="}, {"reach", "="}, {"reach", "up"}, {"reach", ">="})
_SIDES: dict[Bound, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ROUNDED = 0.02
EXACT = 1e-6
# Units of these dimensions convert into rounded values: 101 °F is 38.3 °C, 8 kPa is 60 mmHg.
_CONVERTING = (("temperature",), ("pressure",))
_CONVERTED = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Numbers in base units of `dimension`: one value, a pair such as 130/80, or the ends of a range.

    `open_end` marks a limit of which the words leave open whether it is itself included; `since` a time that
    must have passed (`2 weeks after`); `aged` an age; `filled` the span of words inside it.
    """

    values: tuple[float, ...]
    bound: Bound
    dimension: Dimension
    start: int
    end: int
    is_range: bool = False
    open_end: bool = False
    printed: tuple[float, ...] = ()
    bare: bool = False
    since: bool = False
    aged: bool = False
    filled: tuple[int, int] | None = None

    @property
    def closed(self) -> tuple[tuple[int, int], ...]:
        """Give the span without the words that stand between the bound and the number: `至少避孕6个月`."""
        if self.filled is None:
            return ((self.start, self.end),)
        return (self.start, self.filled[0]), (self.filled[1], self.end)

    def compare(self, other: Quantity) -> Match:
        """Say whether two quantities state the same, or what sets them apart."""
        if self.dimension != other.dimension:
            return self._across(other)
        if self.values != other.values or self.is_range != other.is_range:
            if self._end_of(other) or other._end_of(self):
                return "same"
            if not self._same_values(other):
                return "number"
        return "same" if self.bounds_as(other) else "comparator"

    def within(self, band: Quantity) -> bool:
        """Say whether one value, or one pair such as 165/105, lies inside a band; never a range or limit."""
        if self.dimension != band.dimension or self.is_range or self.bound != "=":
            return False
        if band.is_range:
            ends = tuple(zip(band.values[::2], band.values[1::2], strict=True))
            return len(ends) == len(self.values) and all(
                low <= value <= high for value, (low, high) in zip(self.values, ends, strict=True)
            )
        side = _SIDES.get(band.bound)
        if side is None or len(self.values) != len(band.values):
            return False
        pairs = zip(self.values, band.values, strict=True)
        return all(side(value, limit) and not (band.open_end and value == limit) for value, limit in pairs)

    def _end_of(self, band: Quantity) -> bool:
        """Say whether this names one end of a range, as its least or its most."""
        if not band.is_range or self.is_range or (len(self.values), len(band.values)) != (1, 2):
            return False
        end = {"up": 1, "<=": 1, ">=": 0}.get(self.bound)
        return end is not None and abs(self.values[0] - band.values[end]) <= EXACT * max(1.0, self.values[0])

    def _same_values(self, other: Quantity) -> bool:
        if len(self.values) != len(other.values) or self.is_range != other.is_range:
            return False
        pairs = zip(self.values, other.values, strict=True)
        apart = max((abs(a - b) / max(1e-9, abs(a)) for a, b in pairs), default=0.0)
        return apart <= EXACT or apart <= self._slack(other)

    def _slack(self, other: Quantity) -> float:
        """Let a share that no decimal prints exactly, such as a third, stand for its rounded form."""
        if self.dimension in _CONVERTING and not self._printed_alike(other):
            return _CONVERTED
        whole = all(value % 1 == 0 for one in (self, other) for value in one.values)
        return EXACT if whole or self.dimension != ("ratio",) or self.printed == other.printed else _ROUNDED

    def _printed_alike(self, other: Quantity) -> bool:
        """Say whether both are printed in the same unit."""
        pairs = [one.values[0] * (two.printed or (0,))[0] for one, two in ((self, other), (other, self))]
        return abs(pairs[0] - pairs[1]) <= EXACT * max(1.0, *pairs)

    def bounds_as(self, other: Quantity) -> bool:
        """Say whether both are limits of one kind, or neither is."""
        if self.bound == other.bound:
            return True
        if any({self.bound, other.bound} <= alike for alike in _ALIKE):
            return True
        if (self.open_end or other.open_end) and {self.bound, other.bound} <= {"=", "<="}:
            return not (self.since or other.since)
        waited = self.since if self.bound == "=" else other.since
        if waited and {self.bound, other.bound} in ({"=", ">="}, {"=", ">"}):
            return True
        same_side = self.bound[0] == other.bound[0] and self.bound[0] in "<>"
        return same_side and (self.open_end or other.open_end)

    def _across(self, other: Quantity) -> Match:
        if self.printed == other.printed and self.is_range == other.is_range:
            return "unit"
        first, second = self.dimension[:1], other.dimension[:1]
        concentrations = first and second and {*first, *second} <= CONCENTRATIONS and first != second
        if concentrations and self.dimension[1:] == other.dimension[1:] != ():
            return "unconvertible"
        return "other"
