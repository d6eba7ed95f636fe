"""Where the numbers of a claim disagree with the evidence: value, unit, limit, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from assistant.grounding.facts import Clause
from assistant.grounding.fault import Fault, Ground, conflicts, kind_of
from assistant.grounding.lexicon import lexicon
from assistant.grounding.quantities import Match, Quantity
from assistant.grounding.units import molar_mass

# Converted values are printed rounded: 7.0 mmol/L of glucose is 126 mg/dL.
_CONVERTED = 0.015
Labels: TypeAlias = frozenset[tuple[str, str]]


def quantity_faults(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Name every number that the evidence does not state of these people and this thing."""
    for quantity in claim.quantities:
        fault = _quantity(quantity, claim, ground)
        if fault is not None:
            yield fault


def _span(item: Quantity) -> tuple[int, int]:
    return item.start, item.end


def _contradicted(claim: Clause, held: Clause) -> Quantity | None:
    """Find the condition of an evidence clause that the claim states otherwise."""
    stated = (*claim.quantities, *claim.conditions)
    for condition in held.conditions:
        same_kind = [q for q in stated if q.dimension == condition.dimension]
        if same_kind and not any(
            q.compare(condition) == "same" or (q.within(condition) and held.covers(q, claim))
            for q in same_kind
        ):
            return condition
    return None


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


def _matches(quantity: Quantity, other: Quantity, claim: Clause, held: Clause, ground: Ground) -> Match:
    match = quantity.compare(other)
    if match == "same":
        return match
    paced = held.values.get("rhythm") or frozenset[str]().union(
        *(clause.values.get("rhythm", frozenset()) for clause in ground.sentence.clauses)
    )
    alike = (
        _pair_part(quantity, other, claim)
        or _daily(quantity, claim.values.get("rhythm", frozenset()), other)
        or _daily(other, paced, quantity)
        or (match == "unit" and quantity.bound == other.bound and _loosely(quantity, other))
        or (match in {"number", "comparator"} and _end_of_range(quantity, other))
        or (match == "unconvertible" and _converted(quantity, other, claim, held))
    )
    return "same" if alike else match


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


def _daily(bare: Quantity, rhythm: frozenset[str], other: Quantity) -> bool:
    """Accept `a daily intake of <20 g` for `<20 g a day`: the clause says elsewhere that a day is meant."""
    return (
        sorted(other.dimension[1:]) == sorted((*bare.dimension[1:], "/days"))
        and other.dimension[0] == bare.dimension[0]
        and bare.values == other.values
        and bare.bound == other.bound
        and rhythm == frozenset({"daily"})
    )


def _quantity(quantity: Quantity, claim: Clause, ground: Ground) -> Fault | None:
    nearest: tuple[Match, Quantity] | None = None
    elsewhere: Fault | None = None
    order = ("same", "comparator", "unit", "unconvertible", "number", "other")
    for held in clauses_of(ground):
        for other in held.quantities:
            match = _matches(quantity, other, claim, held, ground)
            if match != "same":
                if nearest is None or order.index(match) < order.index(nearest[0]):
                    nearest = match, other
                continue
            elsewhere = _misplaced(quantity, other, claim, held, ground)
            if elsewhere is None:
                return None
    if ground.clause.covers(quantity, claim) or _once(quantity, ground):
        return None
    if quantity.dimension[0] in {"date", "stage", "type", "grade"} and any(
        quantity.compare(q) == "same" for q in ground.scope_quantities
    ):
        return None
    return elsewhere or _missing(quantity, nearest)


def _once(quantity: Quantity, ground: Ground) -> bool:
    """Accept `once` where the evidence counts no times."""
    counted = (q for clause in ground.sentence.clauses for q in clause.quantities)
    return (
        quantity.dimension == ("times",)
        and quantity.values == (1.0,)
        and not any(q.dimension[0] == "times" for q in counted)
    )


def clauses_of(ground: Ground) -> list[Clause]:
    """Give the clauses of the sentence, the judged one first."""
    return [ground.clause, *(held for held in ground.sentence.clauses if held is not ground.clause)]


def _misplaced(
    quantity: Quantity, other: Quantity, claim: Clause, held: Clause, ground: Ground
) -> Fault | None:
    """Say that the number stands in the evidence, but for somebody or something else."""
    why = "this value belongs to another population or condition in the evidence"
    condition = _contradicted(claim, held)
    if condition is not None:
        return Fault("population", why, _span(quantity), _span(condition))
    claimed, stated = claim.labels.get(quantity, frozenset()), held.labels.get(other, frozenset())
    labelled = {group for group, _ in claimed & stated}
    if _labelled_apart(claimed, stated):
        return Fault(
            "number", "this value is stated of something else in the evidence", _span(quantity), _span(other)
        )
    for name, axis in lexicon().axes.items():
        if (name == "age" and same_age(claim, held)) or name in labelled:
            continue
        if axis.scope and conflicts(axis, claim.context.get(name), held.context.get(name)):
            return Fault(kind_of(axis), why, _span(quantity), _span(other))
    return _narrower(quantity, other, claim, held, ground)


def _narrower(
    quantity: Quantity, other: Quantity, claim: Clause, held: Clause, ground: Ground
) -> Fault | None:
    """Find the case or band that the evidence needs, beside its other values, and the claim leaves out."""
    told = {q.dimension for q in (*claim.quantities, *claim.conditions)}
    for clause in _rivals(other, held, ground):
        case = held.proviso - clause.proviso - clause.keys
        if clause.start < held.start and case and not case & (claim.keys | claim.proviso):
            return Fault(
                "population",
                "the evidence gives this value for a narrower case; the claim does not name it",
                _span(quantity),
                _span(other),
            )
        apart = [q for q in held.conditions if q not in clause.conditions and q.dimension not in told]
        parted = bool(apart) and {q.dimension for q in apart} <= {q.dimension for q in clause.conditions}
        if parted and other not in held.conditions:
            return Fault(
                "population",
                "the evidence gives several values by population; the claim names none",
                _span(quantity),
                _span(apart[0]),
            )
    return None


def _rivals(other: Quantity, held: Clause, ground: Ground) -> list[Clause]:
    """Find the clauses that state another value of the same dimension."""
    return [
        clause
        for clause in ground.sentence.clauses
        if clause is not held
        and any(
            rival.dimension == other.dimension
            and rival.compare(other) != "same"
            and rival not in clause.conditions
            for rival in clause.quantities
        )
    ]


def _labelled_apart(claimed: Labels, held: Labels) -> bool:
    """Say whether both sides name what the value measures, in the same group, and name different things."""
    often = {name for group, name in claimed if group == "rhythm"}
    otherwise = {name for group, name in held if group == "rhythm"}
    if often and otherwise and often.isdisjoint(otherwise):
        return True
    groups = {group for group, _ in claimed} & {group for group, _ in held} - {"rhythm"}
    return bool(groups) and not claimed & held


def same_age(claim: Clause, held: Clause) -> bool:
    """Say whether both give the same age in numbers, which makes words such as adult secondary."""
    ages = [q for q in (*claim.quantities, *claim.conditions) if q.dimension == ("months",)]
    return any(q.compare(c) == "same" or held.covers(q, claim) for q in ages for c in held.conditions)


def _missing(quantity: Quantity, nearest: tuple[Match, Quantity] | None) -> Fault:
    match, other = nearest or ("other", None)
    place = _span(other) if other is not None and match != "other" else None
    if match == "comparator":
        return Fault("comparator", "same number, other comparator", _span(quantity), place)
    if match == "unit":
        return Fault("unit", "same number, other unit", _span(quantity), place)
    if match == "unconvertible":
        return Fault(
            "unit", "units that only convert for a known analyte", _span(quantity), place, unknown=True
        )
    time = quantity.dimension[0] in {"days", "months", "every"}
    return Fault("time" if time else "number", "the evidence states no such value", _span(quantity), place)
