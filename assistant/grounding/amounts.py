"""Where the numbers of a claim disagree with the evidence: value, unit, limit, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from assistant.grounding.alike import RHYTHMS, both_parts, matches, once, rhythmic
from assistant.grounding.facts import Clause
from assistant.grounding.fault import Fault, Ground, conflicts, kind_of
from assistant.grounding.lexicon import lexicon
from assistant.grounding.quantity import Match, Quantity

_FAR = 100
_TOPICS = ("disease:", "drug:", "organ:", "concept:patient")
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
        if any(q.compare(condition) == "same" for q in stated):
            continue
        same_kind = [
            q
            for q in stated
            if (q.dimension, q.aged) == (condition.dimension, condition.aged)
            and _comparable(q, condition)
            and not any(q.compare(other) == "same" for other in held.conditions)
            and not any(q.compare(o) == "same" for o in held.quantities if o not in held.conditions)
        ]
        if same_kind and not any(
            q.compare(condition) == "same" or (q.within(condition) and held.covers(q, claim))
            for q in same_kind
        ):
            return condition
    return None


def _comparable(quantity: Quantity, condition: Quantity) -> bool:
    """Say whether two values could be of one thing: 200 mg of a drug are no body weight."""
    if quantity.dimension != ("mass",):
        return True
    low, high = sorted((abs(quantity.values[0]), abs(condition.values[0])))
    return high <= _FAR * low


def _quantity(quantity: Quantity, claim: Clause, ground: Ground) -> Fault | None:
    if quantity.dimension == ("ordinal",) and (ground.crossing or quantity.values == (1.0,)):
        return None
    nearest: tuple[Match, Quantity] | None = None
    elsewhere: Fault | None = None
    order = ("same", "comparator", "unit", "unconvertible", "number", "other")
    for held in clauses_of(ground):
        for other in held.quantities:
            match = matches(quantity, other, claim, held, ground)
            if match != "same":
                if nearest is None or order.index(match) < order.index(nearest[0]):
                    nearest = match, other
                continue
            elsewhere = _misplaced(quantity, other, claim, held, ground)
            if elsewhere is None:
                return None
    if (
        both_parts(quantity, ground)
        or ground.clause.covers(quantity, claim)
        or once(quantity, ground)
        or rhythmic(quantity, ground)
    ):
        return None
    if quantity.dimension[0] in {"date", "stage", "type", "grade"} and any(
        quantity.compare(q) == "same" for q in ground.scope_quantities
    ):
        return None
    return elsewhere or _missing(quantity, nearest)


def clauses_of(ground: Ground) -> list[Clause]:
    """Give the clauses of the sentence, the judged one first."""
    return [ground.clause, *(held for held in ground.sentence.clauses if held is not ground.clause)]


def _misplaced(
    quantity: Quantity, other: Quantity, claim: Clause, held: Clause, ground: Ground
) -> Fault | None:
    """Say that the number stands in the evidence, but for somebody or something else."""
    average = "average" in held.values.get("share", ()) and "average" not in claim.values.get("share", ())
    if average and quantity.bound != "=" and other.bound == "=":
        return Fault("comparator", "the evidence gives an average", _span(quantity), _span(other))
    return _of_others(quantity, other, claim, held, ground) or _narrower(quantity, other, claim, held, ground)


def _of_others(
    quantity: Quantity, other: Quantity, claim: Clause, held: Clause, ground: Ground
) -> Fault | None:
    """Say that a number is stated of other people, another drug or under another condition."""
    why = "this value belongs to another population or condition in the evidence"
    condition = _contradicted(claim, held)
    if condition is not None:
        return Fault("population", why, _span(quantity), _span(condition))
    claimed, stated = claim.labels.get(quantity, frozenset()), held.labels.get(other, frozenset())
    labelled = {group for group, _ in claimed & stated}
    sexes = frozenset(name for group, name in stated if group == "sex")
    if sexes and sexes.isdisjoint(claim.context.get("sex", sexes)):
        return Fault("population", why, _span(quantity), _span(other))
    if _labelled_apart(claimed, stated):
        return Fault(
            "number", "this value is stated of something else in the evidence", _span(quantity), _span(other)
        )
    for name in sorted(claim.context.keys() & held.context.keys()):
        axis, ours, theirs = lexicon().axes[name], claim.context[name], held.context[name]
        if not axis.scope or (name == "age" and same_age(claim, held)) or name in labelled:
            continue
        if name == "drug" and held.fronted:
            continue
        if name in {"drug", "disease"} and lexicon().kindred(ours, theirs):
            continue
        if name == "disease" and (ours & theirs or _bracketed(other, held, ground)):
            continue
        if conflicts(axis, ours, theirs):
            return Fault(kind_of(axis), why, _span(quantity), _span(other))
    return None


def _bracketed(other: Quantity, held: Clause, ground: Ground) -> bool:
    """Say whether a value stands in brackets and so belongs to the name in front, whatever follows."""
    text, offset = ground.sentence.text, ground.sentence.start
    before = text[held.start - offset : other.start - offset]
    return before.count("(") + before.count("（") > before.count(")") + before.count("）")


def _narrower(
    quantity: Quantity, other: Quantity, claim: Clause, held: Clause, ground: Ground
) -> Fault | None:
    """Find the case or band that the evidence needs, beside its other values, and the claim leaves out."""
    told = {q.dimension for q in (*claim.quantities, *claim.conditions)}
    words = claim.keys | claim.proviso
    for clause in _rivals(other, held, ground):
        rest = (
            other.keys
            for other in ground.sentence.clauses
            if other is not clause and not other.keys <= clause.proviso | {"concept:patient"}
        )
        theirs = clause.proviso.difference(held.proviso, *rest)
        theirs = frozenset(key for key in theirs if not key.startswith("order:"))
        ours = {key for key in held.proviso - clause.proviso - clause.keys if not key.startswith(_TOPICS)}
        if theirs and theirs <= words and not words & ours:
            return Fault(
                "population",
                "the evidence gives another value for this case",
                _span(quantity),
                _span(other),
            )
        case = held.proviso - clause.proviso - clause.keys
        if (
            clause.start < held.start
            and _telling(case)
            and not case & words
            and not _told(claim, held, other)
        ):
            return Fault(
                "population",
                "the evidence gives this value for a narrower case; the claim does not name it",
                _span(quantity),
                _span(other),
            )
        if _elsewhere(claim, held, clause):
            return Fault(
                "population",
                "the evidence gives another value for these people",
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


def _telling(case: frozenset[str]) -> bool:
    """Say whether words name a case: a listed word, or more than a letter pair."""
    return len(case) > 1 or any(":" in key for key in case)


def _told(claim: Clause, held: Clause, other: Quantity) -> bool:
    """Say whether the claim states another number of the value's clause too, and so names its case."""
    return any(
        q is not other and any(q.compare(o) == "same" for o in claim.quantities) for q in held.quantities
    )


def _elsewhere(claim: Clause, held: Clause, rival: Clause) -> bool:
    """Say whether the claim names people of a rival's clause, and not those that the value's clause names."""
    people = [axis for axis in lexicon().axes.values() if axis.scope and axis.kind == "population"]
    own = {(axis.name, v) for axis in people for v in held.values.get(axis.name, ())}
    theirs = {(axis.name, v) for axis in people for v in rival.values.get(axis.name, ())} - own
    told = {(axis.name, v) for axis in people for v in claim.context.get(axis.name, ())}
    dimensions = {q.dimension for q in (*claim.quantities, *claim.conditions)}
    bands = [q for q in held.conditions if held.start <= q.start < held.end]
    named = own & told or any(q.dimension in dimensions for q in bands)
    return bool(theirs & told) and bool(own or bands) and not named


def _rivals(other: Quantity, held: Clause, ground: Ground) -> list[Clause]:
    """Find the clauses that state another value of the same dimension."""
    return [
        clause
        for clause in ground.sentence.clauses
        if (
            clause is not held
            and any(
                _alike(rival, other) and rival.compare(other) != "same" and rival not in clause.conditions
                for rival in clause.quantities
            )
        )
        or (clause is not held and _paces_apart(clause, other))
    ]


def _alike(one: Quantity, other: Quantity) -> bool:
    """Say whether two quantities are of one dimension, if only one prints the day or month it is for."""
    periods = {"/days", "/months"}
    parts = [tuple(part for part in q.dimension if part not in periods) for q in (one, other)]
    return one.dimension == other.dimension or (parts[0] == parts[1] and one.dimension[0] != "times")


def _paces_apart(clause: Clause, other: Quantity) -> bool:
    """Say whether a clause names another rhythm, in a word, than this interval."""
    return other.dimension[0] == "every" and any(
        (other.dimension[1], other.values[0]) != RHYTHMS[name] for name in clause.values.get("rhythm", ())
    )


def _labelled_apart(claimed: Labels, held: Labels) -> bool:
    """Say whether both sides name what the value measures, in the same group, and name different things."""
    often = {name for group, name in claimed if group == "rhythm"}
    otherwise = {name for group, name in held if group == "rhythm"}
    if often and otherwise and often.isdisjoint(otherwise):
        return True
    drugs = [frozenset(name for group, name in labels if group == "drug") for labels in (claimed, held)]
    if all(drugs) and lexicon().kindred(*drugs):
        return False
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
