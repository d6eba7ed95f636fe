"""How a printed unit becomes the unit of a test: by dimension, or by what is known of that test."""

from __future__ import annotations

from decimal import Decimal

from assistant.labs.folding import key
from assistant.labs.rows import Scale, TestRow
from assistant.labs.units import factor, readings

_ONE = Scale(factor=Decimal(1))


def scale(test: TestRow, unit: str) -> Scale | None:
    """Say how a number in `unit` is written in the unit of `test`; None where it cannot be."""
    if test.unit == "1":
        return _ONE if _bare(test, unit) else None
    if (direct := factor(unit, test.unit)) is not None:
        return Scale(factor=direct)
    for known, known_scale in test.per.items():
        if (among := factor(unit, known)) is not None:
            return Scale(factor=known_scale.factor * among, offset=known_scale.offset)
    return None


def _bare(test: TestRow, unit: str) -> bool:
    """A ratio has no unit; some reports print its name or "1" in the column."""
    if not unit.strip() or unit.strip() in {"-", "--", "/", "无"}:
        return True
    names = {key(one) for one in (*test.aliases, test.id)}
    return key(unit) in names or any(one.dimensionless for one in readings(unit))
