"""Which test a printed line is, once its unit, its range and its neighbours have been asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assistant.labs.folding import fold
from assistant.labs.interval import Interval
from assistant.labs.knowledge import Knowledge
from assistant.labs.names import Named
from assistant.labs.ranges import PrintedRange, Stretch
from assistant.labs.rows import Scale, TestRow
from assistant.labs.scales import scale

_NEAR: Final = Decimal("0.8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The one test that a line is, with its scale; `test` None where name and unit do not settle on one.

    `possible`: the tests that it may be. `fault`: the sentence that says why there is none.
    """

    test: TestRow | None = None
    scale: Scale | None = None
    possible: tuple[TestRow, ...] = ()
    fault: str | None = None


def meant_by(named: Named, unit: str, printed: PrintedRange | None, known: Knowledge) -> Meant:
    """Choose among the tests that a name may mean."""
    if named.contradictory:
        return Meant(fault="contradictory_name")
    if not named.tests:
        return Meant(fault="foreign_specimen" if named.specimen else "unclear_name")
    scaled = [(test, found) for test in named.tests if (found := scale(test, unit)) is not None]
    if len(scaled) > 1:
        scaled = [one for one in scaled if _has_like_range(one[0], one[1], printed, known)] or scaled
    if len(scaled) == 1:
        return Meant(test=scaled[0][0], scale=scaled[0][1])
    if scaled:
        return Meant(possible=tuple(test for test, _ in scaled), fault="ambiguous_name")
    return Meant(possible=named.tests, fault="wrong_unit")


def needs_unit(named: Named) -> bool:
    """Say whether a number under this name means nothing without a unit."""
    return not named.tests or any(test.unit != "1" for test in named.tests)


def with_kind(name: str, unit: str) -> tuple[str, str]:
    """Move FEU or DDU, where the name carries it, to the unit that it belongs to."""
    for kind in ("FEU", "DDU"):
        if kind in fold(name).upper() and kind not in fold(unit).upper() and unit:
            bare = fold(name).upper().replace(f"({kind})", " ").replace(kind, " ").strip(" -,/")
            return bare, f"{unit} {kind}"
    return name, unit


def _has_like_range(test: TestRow, by: Scale, printed: PrintedRange | None, known: Knowledge) -> bool:
    """Say whether a printed range is nearly one of the test's own."""
    match printed:
        case (Stretch(interval=interval),):
            own = [row.range for row in known.default_ranges(test.id)]
            return any(_alike(interval.scaled(by.factor, by.offset), one) for one in own)
        case _:
            return False


def _alike(one: Interval, other: Interval) -> bool:
    ends = ((one.low, other.low), (one.high, other.high))
    return all(_close(left, right) for left, right in ends)


def _close(left: Decimal | None, right: Decimal | None) -> bool:
    if left is None or right is None:
        return left is right
    smaller, larger = sorted((left, right))
    return larger > 0 and smaller / larger >= _NEAR
