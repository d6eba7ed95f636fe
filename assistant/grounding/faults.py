"""Where a clause of a claim disagrees with the evidence: one small rule a kind of fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assistant.grounding.amounts import clauses_of, quantity_faults, same_age
from assistant.grounding.facts import Atom, Clause, Sentence
from assistant.grounding.fault import Fault, Ground, kind_of
from assistant.grounding.lexicon import Axis, lexicon

_EITHER, _MUST, _SHOULD, _SUGGEST, _MAY = 5, 4, 3, 2, 1
_OBLIGING = frozenset({"line:first"})
_COPULA = 4
# `should be avoided`
_BE = 4
_OWN = 0.5
_SOME = frozenset({"some"})
_POSSIBLE = frozenset({"possible"})
_NAMES = frozenset({"drug", "test", "disease"})
_RHYTHMS = {
    "daily": ("days", 1.0),
    "weekly": ("days", 7.0),
    "monthly": ("months", 1.0),
    "yearly": ("months", 12.0),
}


def faults(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Name every disagreement between a clause of a claim and its place in the evidence."""
    yield from quantity_faults(claim, ground)
    yield from _axes(claim, ground)
    yield from _polarity(claim, ground)
    yield from _modality(claim, ground)
    yield from _ranking(claim, ground)


def _axes(claim: Clause, ground: Ground) -> Iterator[Fault]:
    axes = lexicon().axes
    whole: dict[str, frozenset[str]] = {}
    for clause in ground.sentence.clauses:
        for name, held in clause.values.items():
            whole[name] = whole.get(name, frozenset()) | held
    for name, claimed in claim.context.items():
        axis = axes[name]
        if _told_otherwise(name, claimed, claim, ground):
            continue
        own = ground.clause.context.get(name)
        if name in _NAMES and own and not claimed <= own and (name != "drug" or claim.quantities):
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
        excused = silent and not axis.stated and not _meant_otherwise(axis, missing, claim, ground)
        if not missing or excused or (held and claimed | held <= near):
            continue
        place = next((t for t in claim.terms if t.group == name and t.value in missing), None)
        other = next((t for t in ground.clause.terms if t.group == name), None)
        why = f"the evidence does not say {name}" if silent else f"the evidence names another {name}"
        yield Fault(
            kind_of(axis),
            why,
            (place.start, place.end) if place else None,
            (other.start, other.end) if other else None,
        )


def _told_otherwise(name: str, claimed: frozenset[str], claim: Clause, ground: Ground) -> bool:
    """Say whether the evidence gives the value in another form: an age in numbers, `may` for possibly."""
    if name == "age":
        return same_age(claim, ground.clause)
    if name == "share" and claimed == _SOME and not any("share" in c.values for c in ground.sentence.clauses):
        return True
    if name == "risk" and claimed == frozenset({"high"}):
        return any("increase" in c.values.get("direction", ()) for c in ground.sentence.clauses)
    return name == "certainty" and claimed == _POSSIBLE and _MAY in _all_levels(ground)


def _meant_otherwise(axis: Axis, missing: frozenset[str], claim: Clause, ground: Ground) -> bool:
    """Say whether the evidence, silent on this axis, says in other terms that it means something else."""
    if axis.name == "rhythm":
        return _other_rhythm(missing, ground.sentence)
    return axis.kind == "population" and _other_people(claim, ground)


def _other_people(claim: Clause, ground: Ground) -> bool:
    """Say whether the evidence clause names a population, on any axis, that the claim leaves out."""
    people = {name for name, axis in lexicon().axes.items() if axis.kind == "population"}
    return any(
        held - claim.context.get(name, frozenset())
        for name, held in ground.clause.context.items()
        if name in people
    )


def _too_often(name: str, claim: Clause, ground: Ground) -> bool:
    """Say whether the claim repeats a value more often than the evidence, which names two of them."""
    mine = Counter(t.value for t in claim.terms if t.group == name)
    theirs = Counter(t.value for clause in ground.sentence.clauses for t in clause.terms if t.group == name)
    return len(theirs) > 1 and any(count > max(theirs[value], 1) for value, count in mine.items())


def _polarity(claim: Clause, ground: Ground) -> Iterator[Fault]:
    held = ground.clause
    if claim.fronted:
        yield from _denied_phrase(claim, held)
        return
    sides: dict[str, set[bool]] = {}
    own = any(atom.key in held.keys and atom.weight >= _OWN for atom in claim.atoms)
    others = (a for c in ground.sentence.clauses for a in c.atoms if a.key not in held.keys)
    places = [*held.atoms, *(a for a in others if not own or not _topical(a))]
    for atom in places:
        sides.setdefault(atom.key, set()).add(atom.negated)
    shared = [atom for atom in claim.atoms if atom.key in sides]
    turned = [atom for atom in shared if sides[atom.key] != {atom.negated} and len(sides[atom.key]) == 1]
    touched = [atom for atom in shared if atom.negated or True in sides[atom.key]]
    agreed = sum(a.weight for a in touched if a.negated and not a.denied and True in sides[a.key])
    if agreed:
        # Both deny the same; what the sentence is about may stand on either side of the negation.
        turned = [a for a in turned if not _topical(a)]
    weight = sum(a.weight for a in turned)
    if not turned or weight <= agreed or weight * 2 < sum(a.weight for a in touched):
        return
    word = turned[-1]
    other = next(atom for atom in places if atom.key == word.key)
    yield Fault(
        "negation", "one side denies what the other states", (word.start, word.end), (other.start, other.end)
    )


def _topical(atom: Atom) -> bool:
    """Say whether a word is what a sentence is about, so that another clause's negation is not its own."""
    return atom.key.startswith(("disease:", "drug:", "organ:", "concept:patient", "age:"))


def _denied_phrase(claim: Clause, held: Clause) -> Iterator[Fault]:
    """Find a word that one side denies in its own phrase (`without fever`) and the other does not."""
    sides: dict[str, set[bool]] = {}
    for atom in held.atoms:
        sides.setdefault(atom.key, set()).add(atom.denied)
    for atom in claim.atoms:
        if atom.key in sides and atom.denied not in sides[atom.key]:
            yield Fault("negation", "one side denies what the other states", (atom.start, atom.end))
            return


def _modality(claim: Clause, ground: Ground) -> Iterator[Fault]:
    held = ground.clause
    forbidden = not held.levels and any(t.group == "negation" and t.value == "clause" for t in held.terms)
    forbidden = forbidden and "unneeded" not in held.values.get("duty", ())
    denied = _denied_modal(claim) and (forbidden or _denied_modal(held))
    unneeded = frozenset({"unneeded"})
    if _denied_modal(claim) and held.values.get("duty") == unneeded != claim.values.get("duty"):
        yield Fault("modality", "what is not needed is not forbidden", (claim.start, claim.end))
        return
    for level in sorted(claim.levels):
        if level in held.levels or _allowed(level, held, ground, denied=denied):
            continue
        if not held.levels and _copular(level, claim):
            continue
        term = next(t for t in claim.terms if t.group == "modality" and max(int(t.value), _MAY) == level)
        other = next((t for t in held.terms if t.group == "modality"), None)
        graded = {level, *held.levels} <= {_SHOULD, _SUGGEST, _EITHER}
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
        modal.start in {negation.start, negation.end}
        or (negation.value == "clause" and 0 < negation.start - modal.end <= _BE)
        for negation in clause.terms
        if negation.group == "negation"
        for modal in modals
    )


def _allowed(level: int, held: Clause, ground: Ground, *, denied: bool) -> bool:
    """Say whether a strength that the clause itself does not print may still be claimed."""
    levels = held.levels or _levels_of(ground)
    told_apart = {_SHOULD, _EITHER} <= _all_levels(ground)
    if levels and not told_apart:
        if level in levels or (level == _EITHER and levels & {_SHOULD, _SUGGEST}):
            return True
        if _EITHER in levels and (level == _SUGGEST or (level == _SHOULD and ground.crossing)):
            return True
    if held.levels:
        return denied and _SUGGEST not in {level, *levels}
    if level == _MAY or denied or level in held.inherited_levels:
        return True
    instructs = any(atom.key in _OBLIGING or atom.key in lexicon().actions for atom in held.atoms)
    return (
        level in {_SHOULD, _SUGGEST, _EITHER} and instructs and (ground.crossing or not held.inherited_levels)
    )


def _levels_of(ground: Ground) -> frozenset[int]:
    """Give the strength of the whole sentence where it prints only one."""
    found = _all_levels(ground)
    return found if len(found) == 1 else frozenset()


def _all_levels(ground: Ground) -> frozenset[int]:
    return frozenset[int]().union(*(clause.levels for clause in ground.sentence.clauses))


def _copular(level: int, claim: Clause) -> bool:
    """Say whether `should` only ties a value to its name: `the dose should be 5 mg`."""
    ends = [t.end for t in claim.terms if t.group == "modality" and t.value == str(level)]
    return level == _SHOULD and all(
        any(0 <= quantity.start - end <= _COPULA for quantity in claim.quantities) for end in ends
    )


def _ranking(claim: Clause, ground: Ground) -> Iterator[Fault]:
    if claim.ranked is None:
        return
    for held in clauses_of(ground):
        if held.ranked is None:
            continue
        (better, worse), (first, second) = claim.ranked, held.ranked
        wrong = bool(better & second), bool(worse & first)
        if all(wrong) or (any(wrong) and _named(claim)):
            yield Fault(
                "drug",
                "the evidence ranks them the other way round",
                (claim.start, claim.end),
                (held.start, held.end),
            )
        return


def _named(clause: Clause) -> bool:
    """Say whether listed names stand on both sides of the ranking, so that one on the wrong side decides."""
    names = {atom.key.partition(":")[2] for atom in clause.atoms if atom.key.startswith(("drug:", "test:"))}
    return clause.ranked is not None and all(side <= names for side in clause.ranked)


def _other_rhythm(stated: frozenset[str], held: Sentence) -> bool:
    """Say whether the evidence gives an interval in numbers that is not the one the claim names."""
    intervals = [q for clause in held.clauses for q in clause.quantities if q.dimension[0] == "every"]
    wanted = [_RHYTHMS[name] for name in stated]
    return bool(intervals) and not any(
        q.dimension[1:] == (unit,) and q.values == (value,) for q in intervals for unit, value in wanted
    )
