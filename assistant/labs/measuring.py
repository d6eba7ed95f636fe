"""The range that a result is held against: printed, else the hospital's, else the general one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from assistant.labs.applying import Whom, fitting_printed, fitting_ranges
from assistant.labs.interval import Interval
from assistant.labs.knowledge import Knowledge
from assistant.labs.meaning import Meant
from assistant.labs.ranges import PrintedRange, Stretch, Words
from assistant.labs.report import RangeSource
from assistant.labs.rows import RangeRow, Scale
from assistant.labs.scales import scale
from assistant.labs.units import factor
from guidelines.model import Certainty

# Printed ranges of one test differ between hospitals, but not by this much; a wrong unit does.
_OFF: Final = Decimal(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The stretches that may hold, in the unit of the result; none with the sentence that says why."""

    stretches: tuple[Interval, ...] = ()
    source: RangeSource = "none"
    fault: str | None = None
    notes: tuple[str, ...] = ()
    by_sex: bool = False
    certainty: Certainty = Certainty.CHECKED
    off_scale: bool = False


def held_against(printed: PrintedRange | None, unit: str, meant: Meant, whom: Whom, known: Knowledge) -> Held:
    """Find what a result in `unit` is compared with."""
    match printed:
        case None:
            return _tabled(meant, whom, known)
        case Words():
            return Held(fault="range_words")
        case tuple():
            return _printed(printed, unit, meant, whom, known)
        case _:
            return Held(fault="range_unreadable")


def judge(value: Interval, stretches: Sequence[Interval]) -> Literal["low", "normal", "high"] | None:
    """Compare with every stretch that may hold; None where they disagree or the value leaves it open."""
    found = {_against(value, one) for one in stretches}
    return found.pop() if len(found) == 1 else None


def _against(value: Interval, stretch: Interval) -> Literal["low", "normal", "high"] | None:
    if value.within(stretch):
        return "normal"
    if value.below(stretch):
        return "low"
    return "high" if value.above(stretch) else None


def _printed(stretches: tuple[Stretch, ...], unit: str, meant: Meant, whom: Whom, known: Knowledge) -> Held:
    fitting = fitting_printed(stretches, whom)
    if not fitting:
        return Held(fault="printed_for_others")
    in_unit: list[Interval] = []
    for one in fitting:
        same = _in_unit(one, unit, meant)
        if same is None:
            return Held(fault="range_unit")
        in_unit.append(same)
    off = meant.test is not None and meant.scale is not None and _off_scale(in_unit, meant, known)
    by_sex = len({one.sex for one in fitting}) > 1
    return Held(stretches=tuple(in_unit), source="printed", by_sex=by_sex, off_scale=off)


def _in_unit(one: Stretch, unit: str, meant: Meant) -> Interval | None:
    """Write a printed stretch in the unit of the result, where it names another."""
    if not one.unit or (direct := factor(one.unit, unit)) == 1 or one.unit.strip() == unit.strip():
        return one.interval
    if direct is not None:
        return one.interval.scaled(direct)
    other = scale(meant.test, one.unit) if meant.test else None
    if other is None or meant.scale is None:
        return None
    return _back(one.interval.scaled(other.factor, other.offset), meant.scale)


def _back(interval: Interval, by: Scale) -> Interval:
    return interval.scaled(1 / by.factor, -by.offset / by.factor)


def _off_scale(stretches: Sequence[Interval], meant: Meant, known: Knowledge) -> bool:
    if meant.test is None or meant.scale is None:
        return False
    highs = [
        row.range.high for row in known.default_ranges(meant.test.id) if row.range.low and row.range.high
    ]
    if not highs:
        return False
    for one in stretches:
        if one.high is None:
            continue
        high = one.high * meant.scale.factor + meant.scale.offset
        if all(high and high > 0 and not (1 / _OFF <= high / own <= _OFF) for own in highs if own):
            return True
    return False


def plausible(value: Interval, meant: Meant, known: Knowledge) -> bool:
    """Say whether a value, in the unit of its test, is anywhere near the test's general ranges."""
    rows = known.default_ranges(meant.test.id) if meant.test else ()
    lows = [row.range.low for row in rows if row.range.low]
    highs = [row.range.high for row in rows if row.range.high]
    near = Interval(low=min(lows) / _OFF if lows else None, high=max(highs) * _OFF if highs else None)
    return value.within(near)


def _tabled(meant: Meant, whom: Whom, known: Knowledge) -> Held:
    if meant.test is None:
        return Held(fault=meant.fault)
    hospital = fitting_ranges(known.hospital_ranges(meant.test.id), whom)
    if hospital:
        return _of_rows(hospital, meant, "hospital")
    defaults = known.default_ranges(meant.test.id)
    fitting = fitting_ranges(defaults, whom)
    if fitting:
        return _of_rows(fitting, meant, "default")
    return Held(fault=_why_none(defaults, whom))


def _why_none(defaults: Sequence[RangeRow], whom: Whom) -> str:
    if not defaults:
        return "no_default"
    if whom.patient.pregnant:
        return "no_default_pregnant"
    return "no_default_child" if whom.child else "no_default_age"


def _of_rows(rows: Sequence[RangeRow], meant: Meant, source: RangeSource) -> Held:
    by = meant.scale or Scale(factor=Decimal(1))
    return Held(
        stretches=tuple(_back(row.range, by) for row in rows),
        source=source,
        notes=tuple(dict.fromkeys(row.note for row in rows if row.note)),
        by_sex=len({row.sex for row in rows}) > 1,
        certainty=max((row.certainty for row in rows), key=list(Certainty).index),
    )
