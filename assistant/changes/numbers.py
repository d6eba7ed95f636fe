"""Which numbers of a statement changed: the old beside the new, with unit and what they measure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.changes.amount import Amount, amounts
from assistant.changes.change import NumberChange
from assistant.grounding.quantities import Quantity

_TIME = frozenset({"days", "months", "every"})
_EQUAL, _AROUND = 0.8, 0.5
_Pair = tuple[Amount | None, Amount | None]


@lru_cache(maxsize=4096)
def number_changes(
    old: tuple[str, ...], new: tuple[str, ...], header: tuple[str, ...]
) -> tuple[NumberChange, ...]:
    """Give the numbers that differ between two statements, empty where they say the same.

    `old` and `new` are the statements' texts (a row's cells where there is a `header`).
    """
    before, after = amounts(old, header), amounts(new, header)
    differing = [(a, b) for a, b in _paired(before, after) if not _agree(a, b)]
    differing = [(a, b) for a, b in differing if not (_echo(a, b, after) or _echo(b, a, before))]
    return tuple(told(a, b) for a, b in differing)


def _agree(a: Amount | None, b: Amount | None) -> bool:
    """Say whether a pair tells no change: equal, or a bare number or year of one side alone."""
    if a is not None and b is not None:
        return (a.dated and b.dated) or same(a, b)
    alone = a or b
    return alone is None or not alone.telling


def _echo(one: Amount | None, partner: Amount | None, others: Sequence[Amount]) -> bool:
    """Say whether a number that is left alone is only said once more than by the other side."""
    return one is not None and partner is None and any(same(one, other) for other in others)


def same(a: Amount, b: Amount) -> bool:
    """Say whether two quantities state the same; a day of the calendar is not twenty-four hours."""
    one, other = a.quantity, b.quantity
    if one.compare(other) == "same":
        timed = not _TIME.isdisjoint(one.dimension)
        return not timed or one.printed == other.printed or not {a.unit, b.unit} & _CALENDAR
    rhythm = one.dimension[0] == other.dimension[0] and (one.dimension[1:] == () or other.dimension[1:] == ())
    return rhythm and one.printed == other.printed and one.bound == other.bound and a.unit == b.unit


_CALENDAR = frozenset({"天", "日", "day", "days", "d"})


def _paired(before: Sequence[Amount], after: Sequence[Amount]) -> list[_Pair]:
    """Pair numbers by the words around them, equal ones sooner; in place where only numbers differ."""
    if len(before) == len(after) and [a.frame for a in before] == [b.frame for b in after]:
        return list(zip(before, after, strict=True))
    ranked = sorted(
        (
            (near(a, b) + _EQUAL * same(a, b), -i, -j)
            for i, a in enumerate(before)
            for j, b in enumerate(after)
            if same(a, b) or comparable(a.quantity, b.quantity)
        ),
        reverse=True,
    )
    origin: dict[int, int] = {}
    for _, i, j in ranked:
        if -j not in origin and -i not in origin.values():
            origin[-j] = -i
    pairs: list[_Pair] = [(before[origin[j]] if j in origin else None, b) for j, b in enumerate(after)]
    taken = set(origin.values())
    return [*pairs, *((a, None) for i, a in enumerate(before) if i not in taken)]


def near(a: Amount, b: Amount) -> float:
    """Say how alike the words around two numbers are, 0 to 1."""
    return (1 - _AROUND) * _share(a.words, b.words) + _AROUND * _share(a.around, b.around)


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / (len(first | second) or 1)


def comparable(one: Quantity, other: Quantity) -> bool:
    """Say whether two quantities measure in one dimension."""
    return one.dimension == other.dimension or {one.dimension[0], other.dimension[0]} <= _TIME


def told(a: Amount | None, b: Amount | None) -> NumberChange:
    """Write a pair down; at least one side is there."""
    shown = b or a
    if shown is None:
        raise AssertionError("a change has at least one side")
    old, new, unit = _printed(a, b)
    return NumberChange(
        old=old,
        new=new,
        unit=unit,
        what=shown.what,
        old_said=a.said if a else "",
        new_said=b.said if b else "",
    )


def _printed(a: Amount | None, b: Amount | None) -> tuple[str | None, str | None, str]:
    """Print both, and their unit: of two ranges in mixed units the end that differs, else all of it."""
    if a is None or b is None:
        alone = a or b
        return (a.printed if a else None), (b.printed if b else None), alone.unit if alone else ""
    if a.ends and b.ends and (a.ends[1] or b.ends[1]):
        (low, low_unit, high, _), (new_low, new_low_unit, new_high, unit) = a.ends, b.ends
        if (low, low_unit) == (new_low, new_low_unit) and high != new_high:
            return high, new_high, unit
        if high == new_high:
            return low + low_unit, new_low + new_low_unit, "" if new_low_unit or low_unit else unit
    return (a.printed, b.printed, b.unit) if a.printed != b.printed else (a.said, b.said, b.unit)
