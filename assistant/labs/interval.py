"""Stretches of the number line: a measured value, a reference range, a limit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From `low` to `high`, None for no end; an open end does not belong to it."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, value: Decimal) -> Self:
        """Give the stretch that is one number."""
        return cls(low=value, high=value)

    def within(self, other: Interval) -> bool:
        """Say whether all of this lies in `other`."""
        return not self._starts_before(other) and not self._ends_after(other)

    def below(self, other: Interval) -> bool:
        """Say whether all of this lies under `other`'s lower end."""
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))

    def above(self, other: Interval) -> bool:
        """Say whether all of this lies over `other`'s upper end."""
        return other.below(self)

    def scaled(self, factor: Decimal, offset: Decimal = Decimal(0)) -> Interval:
        """Give the same stretch on another scale; `factor` is positive."""
        return Interval(
            low=None if self.low is None else self.low * factor + offset,
            high=None if self.high is None else self.high * factor + offset,
            low_open=self.low_open,
            high_open=self.high_open,
        )

    def _starts_before(self, other: Interval) -> bool:
        if other.low is None:
            return False
        if self.low is None or self.low < other.low:
            return True
        return self.low == other.low and other.low_open and not self.low_open

    def _ends_after(self, other: Interval) -> bool:
        if other.high is None:
            return False
        if self.high is None or self.high > other.high:
            return True
        return self.high == other.high and other.high_open and not self.high_open
