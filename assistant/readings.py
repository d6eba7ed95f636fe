"""The blood pressure that somebody tells of themselves: `血压一百三十五`, `my BP is 135 over 85`.

Problem: guidelines grade by bands (`140–159/90–99 mmHg`), people give a number without a unit, so the band of
others was quoted first. Rejected: reading every bare number behind `血压` as mmHg when claims are checked,
where a wrong unit must stay a difference. Chosen: for choosing what to quote alone. Cost: a diastolic value
that is not told is taken to be no higher than its band.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.grounding.quantity import Quantity
from assistant.grounding.whom import Measure

PRESSURE: Final = "concept:blood-pressure"
_BAND: Final = 4
"""Numbers of a band: the ends of the upper value's range, then of the lower one's."""
_TOLD: Final = re.compile(
    r"(?:血压|高压|收缩压|\b(?:bp|blood pressure|systolic))"
    r"(?P<between>[^\d,，。;；?？]{0,12}?)(?P<upper>\d{2,3})(?![\d.岁%])"
    r"(?:\s*(?:/|,|，|、|over|and)?\s*(?:低压|舒张压|diastolic)?\s*(?:of|是)?\s*"
    r"(?P<lower>\d{2,3})(?![\d.岁%天年周月片多来公斤]|\s?(?:kg|mg|years)))?",
    re.IGNORECASE,
)
_A_BOUND: Final = re.compile(
    r"[<>≤≥=]|超过|高于|低于|大于|小于|不到|达到|目标|控制|降|升|"
    r"above|below|over|under|goal|target|than|at least",
    re.IGNORECASE,
)
_BOUND_BEHIND: Final = re.compile(
    r"\s*(?:mmhg|毫米汞柱)?\s*(?:以[上下内]|or (?:above|below|more|less))", re.IGNORECASE
)
_UPPER: Final = range(70, 261)
_LOWER: Final = range(40, 151)


def pressure_told(text: str) -> Measure | None:
    """Give the reading, in mmHg, the upper value or both; None where a bound, an aim or nothing is told."""
    for told in _TOLD.finditer(text):
        if _A_BOUND.search(told["between"]) or _BOUND_BEHIND.match(text, told.end()):
            continue
        upper, lower = int(told["upper"]), int(told["lower"] or 0)
        if upper not in _UPPER:
            continue
        values = (float(upper), float(lower)) if lower in _LOWER and lower < upper else (float(upper),)
        found = Quantity(
            values=values,
            bound="=",
            dimension=("pressure",),
            start=told.start("upper"),
            end=told.end(),
            printed=values,
        )
        return Measure(found, PRESSURE)
    return None


def is_band(quantity: Quantity) -> bool:
    """Say whether a quantity is a band of blood pressure, as `140–159/90–99`."""
    return quantity.dimension == ("pressure",) and len(quantity.values) == _BAND


def outside(reading: Quantity, band: Quantity) -> bool:
    """Say whether a reading lies in another band: the higher of its two values decides."""
    least, most, least_lower, most_lower = band.values
    upper, lower = reading.values[0], reading.values[1] if len(reading.values) > 1 else None
    below = upper < least and (lower is None or lower < least_lower)
    return below or upper > most or (lower is not None and lower > most_lower)
