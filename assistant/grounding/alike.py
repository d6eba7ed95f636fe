"""One amount in two forms: a part of a pair, a rhythm in words, a converted unit, an end of a range."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from assistant.grounding.facts import Clause
from assistant.grounding.fault import Ground
from assistant.grounding.quantity import Match, Quantity
from assistant.grounding.units import molar_mass

# Converted values are printed rounded: 7.0 mmol/L of glucose is 126 mg/dL.
_CONVERTED = 0.015
_EXACT = 1e-6
# A cut-off is the number alone: which side of it is meant, the sentence around it says.
_THRESHOLD = "concept:threshold"
RHYTHMS: Final = {
    "daily": ("days", 1.0),
    "weekly": ("days", 7.0),
    "monthly": ("months", 1.0),
    "yearly": ("months", 12.0),
}
_PARTS = ("systolic", "diastolic")
_COUNTS = {("times",), ("number",)}


def _pair_part(quantity: Quantity, other: Quantity, claim: Clause) -> bool:
    """Accept `systolic < 150` on `<150/90 mmHg`."""
    if len(other.values) != 2 or other.is_range or quantity.dimension != ("pressure",) != other.dimension:
        return False
    side = claim.values.get("pressure", frozenset())
    index = 0 if side == {"systolic"} else 1 if side == {"diastolic"} else None
    return (
        index is not None
        and quantity.values == other.values[index : index + 1]
        and quantity.bound == other.bound
    )


def both_parts(quantity: Quantity, ground: Ground) -> bool:
    """Accept `180/120 mmHg` where the evidence gives the two pressures one by one."""
    if quantity.dimension != ("pressure",) or len(quantity.values) != len(_PARTS) or quantity.is_range:
        return False
    found = [
        q
        for clause in ground.sentence.clauses
        for q in clause.quantities
        if q.dimension == quantity.dimension and len(q.values) == 1
    ]
    return [q.values[0] for q in found] == list(quantity.values) and all(
        replace(quantity, values=q.values).bounds_as(q) for q in found
    )


def matches(quantity: Quantity, other: Quantity, claim: Clause, held: Clause, ground: Ground) -> Match:
    """Say whether two amounts are the same, in whatever form, or what sets them apart."""
    match = quantity.compare(other)
    if match == "same":
        return match
    paced = _rhythm(held) or frozenset[str]().union(*map(_rhythm, ground.sentence.clauses))
    alike = (
        _pair_part(quantity, other, claim)
        or _paced(quantity, _rhythm(claim), other)
        or _paced(other, paced, quantity)
        or (match == "unit" and quantity.bounds_as(other) and _loosely(quantity, other))
        or (match == "unit" and ground.crossing and {quantity.dimension, other.dimension} == _COUNTS)
        or (match in {"number", "comparator"} and _end_of_range(quantity, other))
        or _in_a_day(quantity, other)
        or _in_a_day(other, quantity)
        or (match == "comparator" and "=" in {quantity.bound, other.bound} and _THRESHOLD in claim.keys)
        or (match == "unconvertible" and _converted(quantity, other, claim, held))
    )
    return "same" if alike else match


def _in_a_day(times: Quantity, interval: Quantity) -> bool:
    """Accept `twice a day` for `every 12 hours`."""
    if (times.dimension, interval.dimension) != (("times", "/days"), ("every", "days")):
        return False
    alike = times.bound == interval.bound == "=" and len(times.values) == len(interval.values) == 1
    return alike and abs(times.values[0] * interval.values[0] - 1) <= _EXACT


def _loosely(quantity: Quantity, other: Quantity) -> bool:
    """Accept a number without its unit, and `every 4 hours` for `4 hours later`."""
    bare = quantity.bare or other.bare
    paced = tuple(
        one.dimension[1:] if one.dimension[0] == "every" else one.dimension for one in (quantity, other)
    )
    return bare or (paced[0] == paced[1] and quantity.values == other.values)


def _end_of_range(quantity: Quantity, other: Quantity) -> bool:
    """Accept `up to 76 %` and `at least 29 %` on `29 % to 76 %`."""
    if not other.is_range or len(quantity.values) != 1 or quantity.dimension != other.dimension:
        return False
    low, high = min(other.values), max(other.values)
    return (quantity.bound in {"<=", "up"} and quantity.values[0] == high) or (
        quantity.bound == ">=" and quantity.values[0] == low
    )


def _converted(quantity: Quantity, other: Quantity, claim: Clause, held: Clause) -> bool:
    """Say whether a mass and an amount concentration of one known analyte are the same value."""
    mass, amount = (quantity, other) if quantity.dimension[0] == "mass" else (other, quantity)
    if (mass.dimension[0], amount.dimension[0]) != ("mass", "amount") or mass.bound != amount.bound:
        return False
    named = {term.value for clause in (claim, held) for term in clause.terms if term.group == "test"}
    weights = [weight for name in named if (weight := molar_mass(name))]
    return len(weights) == 1 and all(
        abs(m / weights[0] - a) <= _CONVERTED * abs(a)
        for m, a in zip(mass.values, amount.values, strict=True)
    )


def _rhythm(clause: Clause) -> frozenset[str]:
    """Give the rhythms of a clause, in words or as an interval such as once a day."""
    paces = [(q.dimension[1], q.values) for q in clause.quantities if q.dimension[0] == "every"]
    counted = (
        {name for name, (unit, period) in RHYTHMS.items() if (unit, (period,)) in paces} if paces else ()
    )
    return clause.values.get("rhythm", frozenset[str]()).union(counted)


def _paced(bare: Quantity, rhythm: frozenset[str], other: Quantity) -> bool:
    """Accept `a daily intake of <20 g` for `<20 g a day`: the clause says elsewhere what period is meant."""
    if len(rhythm) != 1 or not bare.bounds_as(other) or bare.is_range != other.is_range:
        return False
    unit, period = RHYTHMS[next(iter(rhythm))]
    if bare.dimension == ("times",) and bare.values == (1.0,):
        return other.dimension == ("every", unit) and other.values == (period,)
    return (
        other.dimension[0] == bare.dimension[0]
        and sorted(other.dimension[1:]) == sorted((*bare.dimension[1:], f"/{unit}"))
        and len(bare.values) == len(other.values)
        and all(
            abs(mine / period - theirs) <= _EXACT * abs(theirs)
            for mine, theirs in zip(bare.values, other.values, strict=True)
        )
    )


def once(quantity: Quantity, ground: Ground) -> bool:
    """Accept `once`, or one of a kind, where the evidence counts none."""
    counted = (q for clause in ground.sentence.clauses for q in clause.quantities)
    return (
        quantity.dimension in _COUNTS
        and quantity.values == (1.0,)
        and quantity.bound == "="
        and not any(q.dimension[:1] == quantity.dimension for q in counted)
    )


def rhythmic(quantity: Quantity, ground: Ground) -> bool:
    """Accept `every 12 months` where the evidence says yearly and counts nothing else."""
    return quantity.dimension[0] == "every" and any(
        len(rhythm) == 1
        and (quantity.dimension[1], quantity.values[0]) == RHYTHMS[next(iter(rhythm))]
        and not any(q.dimension[0] in {"every", "times"} for q in held.quantities)
        for held in ground.sentence.clauses
        if (rhythm := held.values.get("rhythm"))
    )
