"""Where a clause of a claim disagrees with the evidence: one small rule a kind of fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from assistant.grounding.facts import Atom, Clause, Facts, Sentence
from assistant.grounding.lexicon import Axis, lexicon
from assistant.grounding.quantities import Match, Quantity
from assistant.grounding.verdict import Kind

Values: TypeAlias = Mapping[str, frozenset[str]]
Labels: TypeAlias = frozenset[tuple[str, str]]
_MUST, _SHOULD, _SUGGEST, _MAY = 4, 3, 2, 1
_OBLIGING = frozenset({"line:first"})
_REPEATED = 0.6
_NAMES = frozenset({"drug", "test"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One disagreement; spans are folded offsets, `unknown` when it cannot be decided either way."""

    kind: Kind
    why: str
    claim: tuple[int, int] | None = None
    evidence: tuple[int, int] | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a clause of evidence is judged with: its sentence, its document scope, the language question."""

    clause: Clause
    sentence: Sentence
    scope: Values
    scope_quantities: tuple[Quantity, ...]
    crossing: bool


def scope_values(facts: Facts) -> dict[str, frozenset[str]]:
    """Collect every value that a scope text names."""
    merged: dict[str, frozenset[str]] = {}
    for clause in facts.clauses:
        for axis, held in clause.values.items():
            merged[axis] = merged.get(axis, frozenset()) | held
    return merged


def faults(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Name every disagreement between a clause of a claim and its place in the evidence."""
    yield from _quantities(claim, ground)
    yield from _axes(claim, ground)
    yield from _polarity(claim, ground.clause)
    yield from _modality(claim, ground)
    yield from _ranking(claim, ground)
    yield from _exchanged(claim, ground)


def _span(item: Quantity) -> tuple[int, int]:
    return item.start, item.end


def _contradicted(claim: Clause, held: Clause) -> Quantity | None:
    """Find the condition of an evidence clause that the claim states otherwise."""
    stated = (*claim.quantities, *claim.conditions)
    for condition in held.conditions:
        same_kind = [q for q in stated if q.dimension == condition.dimension]
        if same_kind and not any(q.compare(condition) == "same" for q in same_kind):
            return condition
    return None


def _quantities(claim: Clause, ground: Ground) -> Iterator[Fault]:
    for quantity in claim.quantities:
        fault = _quantity(quantity, claim, ground)
        if fault is not None:
            yield fault


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


def _matches(quantity: Quantity, other: Quantity, claim: Clause) -> Match:
    return "same" if _pair_part(quantity, other, claim) else quantity.compare(other)


def _quantity(quantity: Quantity, claim: Clause, ground: Ground) -> Fault | None:
    nearest: tuple[Match, Quantity] | None = None
    elsewhere: Fault | None = None
    order = ("same", "comparator", "unit", "unconvertible", "number", "other")
    for held in _from(ground):
        for other in held.quantities:
            match = _matches(quantity, other, claim)
            if match != "same":
                if nearest is None or order.index(match) < order.index(nearest[0]):
                    nearest = match, other
                continue
            elsewhere = _misplaced(quantity, other, claim, held, ground)
            if elsewhere is None:
                return None
    if quantity.dimension[0] in {"date", "stage", "type", "grade"} and any(
        quantity.compare(q) == "same" for q in ground.scope_quantities
    ):
        return None
    return elsewhere or _missing(quantity, nearest)


def _from(ground: Ground) -> list[Clause]:
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
        if (name == "age" and _age_agrees(claim, held)) or name in labelled:
            continue
        if axis.scope and _conflicts(axis, claim.context.get(name), held.context.get(name)):
            return Fault(_kind(axis), why, _span(quantity), _span(other))
    rivals = [
        (rival, clause)
        for clause in ground.sentence.clauses
        if clause is not held
        for rival in clause.quantities
        if rival.dimension == other.dimension
        and rival.compare(other) != "same"
        and rival not in clause.conditions
    ]
    told = {q.dimension for q in (*claim.quantities, *claim.conditions)}
    for _, clause in rivals:
        if other in held.conditions:
            break
        apart = [q for q in held.conditions if q not in clause.conditions and q.dimension not in told]
        if apart and {q.dimension for q in apart} <= {q.dimension for q in clause.conditions}:
            return Fault(
                "population",
                "the evidence gives several values by population; the claim names none",
                _span(quantity),
                _span(apart[0]),
            )
    return None


def _labelled_apart(claimed: Labels, held: Labels) -> bool:
    """Say whether both sides name what the value measures, in the same group, and name different things."""
    groups = {group for group, _ in claimed} & {group for group, _ in held}
    return bool(groups) and not claimed & held


def _age_agrees(claim: Clause, held: Clause) -> bool:
    """Say whether both give the same age in numbers, which makes words such as adult secondary."""
    ages = [q for q in (*claim.quantities, *claim.conditions) if q.dimension == ("months",)]
    return any(q.compare(c) == "same" for q in ages for c in held.conditions)


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


def _kind(axis: Axis) -> Kind:
    kinds: dict[str, Kind] = {
        "comparator": "comparator",
        "population": "population",
        "topic": "topic",
        "strength": "strength",
        "negation": "negation",
        "causality": "causality",
        "time": "time",
        "drug": "drug",
        "modality": "modality",
    }
    return kinds[axis.kind]


def _conflicts(axis: Axis, claimed: frozenset[str] | None, held: frozenset[str] | None) -> bool:
    if not claimed or not held or claimed <= held:
        return False
    return not (claimed | held <= axis.near)


def _axes(claim: Clause, ground: Ground) -> Iterator[Fault]:
    axes = lexicon().axes
    whole: dict[str, frozenset[str]] = {}
    for clause in ground.sentence.clauses:
        for name, held in clause.values.items():
            whole[name] = whole.get(name, frozenset()) | held
    for name, claimed in claim.context.items():
        axis = axes[name]
        if name == "age" and _age_agrees(claim, ground.clause):
            continue
        own = ground.clause.context.get(name)
        if name in _NAMES and own and not claimed <= own and (name == "test" or claim.quantities):
            own = whole[name]
        held = own or whole.get(name, frozenset())
        if not held and (axis.scope or name in _NAMES):
            held = ground.scope.get(name, frozenset())
        near = axis.near if not axis.near <= whole.get(name, frozenset()) else frozenset()
        if name in _NAMES and held:
            held = held | ground.scope.get(name, frozenset())
        missing = claimed - held
        silent = not held
        if not missing and _too_often(name, claim, ground):
            missing = claimed
        excused = (
            silent and not axis.stated and not (axis.kind == "population" and _other_people(claim, ground))
        )
        if not missing or excused or (held and claimed | held <= near):
            continue
        place = next((t for t in claim.terms if t.group == name and t.value in missing), None)
        other = next((t for t in ground.clause.terms if t.group == name), None)
        why = f"the evidence does not say {name}" if silent else f"the evidence names another {name}"
        yield Fault(
            _kind(axis),
            why,
            (place.start, place.end) if place else None,
            (other.start, other.end) if other else None,
        )


def _other_people(claim: Clause, ground: Ground) -> bool:
    """Say whether the evidence clause names a population, on any axis, that the claim leaves out."""
    people = {name for name, axis in lexicon().axes.items() if axis.kind == "population"}
    return any(
        held - claim.context.get(name, frozenset())
        for name, held in ground.clause.values.items()
        if name in people
    )


def _too_often(name: str, claim: Clause, ground: Ground) -> bool:
    """Say whether the claim repeats a value more often than the evidence, which names two of them."""
    mine = Counter(t.value for t in claim.terms if t.group == name)
    theirs = Counter(t.value for clause in ground.sentence.clauses for t in clause.terms if t.group == name)
    return len(theirs) > 1 and any(count > max(theirs[value], 1) for value, count in mine.items())


def _polarity(claim: Clause, held: Clause) -> Iterator[Fault]:
    sides: dict[str, set[bool]] = {}
    for atom in held.atoms:
        sides.setdefault(atom.key, set()).add(atom.negated)
    shared = [atom for atom in claim.atoms if atom.key in sides]
    turned = [atom for atom in shared if sides[atom.key] != {atom.negated} and len(sides[atom.key]) == 1]
    touched = [atom for atom in shared if atom.negated or True in sides[atom.key]]
    if not turned or sum(a.weight for a in turned) * 2 < sum(a.weight for a in touched):
        return
    word = turned[-1]
    other = next(atom for atom in held.atoms if atom.key == word.key)
    yield Fault(
        "negation", "one side denies what the other states", (word.start, word.end), (other.start, other.end)
    )


def _modality(claim: Clause, ground: Ground) -> Iterator[Fault]:
    held = ground.clause
    forbidden = not held.levels and any(t.group == "negation" and t.value == "clause" for t in held.terms)
    forbidden = forbidden and "unneeded" not in held.values.get("duty", ())
    denied = _denied_modal(claim) and (forbidden or _denied_modal(held))
    for level in sorted(claim.levels):
        if level in held.levels or _allowed(level, held, denied=denied):
            continue
        term = next(t for t in claim.terms if t.group == "modality" and max(int(t.value), _MAY) == level)
        other = next((t for t in held.terms if t.group == "modality"), None)
        graded = {level, *held.levels} <= {_SHOULD, _SUGGEST}
        yield Fault(
            "strength" if graded else "modality",
            "the evidence puts it with another strength",
            (term.start, term.end),
            (other.start, other.end) if other else None,
        )
        return


def _denied_modal(clause: Clause) -> bool:
    """Say whether a negation sits on the modal itself: 不能, 不应, must not; such refusals weigh alike."""
    modals = [t for t in clause.terms if t.group == "modality"]
    return any(
        negation.end == modal.start or (negation.value == "clause" and negation.start - modal.end == 1)
        for negation in clause.terms
        if negation.group == "negation"
        for modal in modals
    )


def _allowed(level: int, held: Clause, *, denied: bool) -> bool:
    """Say whether a strength that the clause itself does not print may still be claimed."""
    if held.levels:
        return denied and _SUGGEST not in {level, *held.levels}
    if level == _MAY or denied or level in held.inherited_levels:
        return True
    instructs = any(atom.key in _OBLIGING or atom.key in lexicon().actions for atom in held.atoms)
    return level in {_SHOULD, _SUGGEST} and instructs and not held.inherited_levels


def _ranking(claim: Clause, ground: Ground) -> Iterator[Fault]:
    if claim.ranked is None:
        return
    for held in _from(ground):
        if held.ranked is None:
            continue
        (better, worse), (first, second) = claim.ranked, held.ranked
        if better & second or worse & first:
            yield Fault(
                "drug",
                "the evidence ranks them the other way round",
                (claim.start, claim.end),
                (held.start, held.end),
            )
        return


def _exchanged(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Find a word that took the place of a name or value in an otherwise repeated clause."""
    held = ground.clause
    mine, theirs = _in_order(claim), _in_order(held)
    matcher = SequenceMatcher(None, [a.key for a in mine], [a.key for a in theirs], autojunk=False)
    if matcher.ratio() < _REPEATED:
        return
    known = {atom.key for clause in ground.sentence.clauses for atom in clause.atoms}
    stated = {atom.key for atom in mine}
    for step, first, last, begin, finish in matcher.get_opcodes():
        foreign = [a for a in mine[first:last] if a.key not in known and ":" not in a.key]
        lost = [a for a in theirs[begin:finish] if _axis_of(a) and a.key not in stated]
        if step == "replace" and foreign and lost:
            axis = lexicon().axes[lost[0].key.partition(":")[0]]
            yield Fault(
                _kind(axis),
                "another word stands in its place in the evidence",
                (foreign[0].start, foreign[-1].end),
                (lost[0].start, lost[-1].end),
            )


def _in_order(clause: Clause) -> list[Atom]:
    return sorted(clause.atoms, key=lambda atom: atom.start)


def _axis_of(atom: Atom) -> bool:
    return atom.key.partition(":")[0] in lexicon().axes
