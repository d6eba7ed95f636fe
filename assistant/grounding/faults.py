"""Where a clause of a claim disagrees with the evidence: one small rule a kind of fact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from assistant.grounding.alike import RHYTHMS
from assistant.grounding.amounts import clauses_of, quantity_faults
from assistant.grounding.facts import Clause, Sentence
from assistant.grounding.fault import Fault, Ground, kind_of
from assistant.grounding.lexicon import Axis, Term, lexicon
from assistant.grounding.otherwise import told_otherwise
from assistant.grounding.polarity import polarity_faults
from assistant.grounding.scope import denied_modal

_EITHER, _MUST, _SHOULD, _SUGGEST, _MAY = 5, 4, 3, 2, 1
_OBLIGING = frozenset({"line:first"})
_GENERIC = frozenset({"vaccine"})
_INDICATED = "concept:indication"
_COPULA = 4
_ACTS = ("drug:", "procedure:", "test:")
_DESCRIBING = frozenset(
    {"direction", "causality", "share", "certainty", "link", "efficacy", "change", "trend"}
)
# Axes of which one value is no more than the denial of the other.
_PAIRED = frozenset(
    {"step", "efficacy", "sufficiency", "clearness", "controlled", "normality", "presence", "knowledge"}
)
_OPEN = frozenset({"clearness:unclear", "sufficiency:insufficient", "knowledge:unknown"})
_DOUBTING = frozenset({"negation", "certainty"})
_NONE = frozenset[str]()
_BINDING = frozenset({"须", "必需"})
_A_TIE = len("should")
_NAMES = frozenset({"drug", "test", "disease", "procedure"})
_NOT_FORBIDDEN = re.compile(
    r"\bnot (?:be )?(?:contraindicated|forbidden|prohibited)|(?:不是|并非|不属于?|非)禁忌"
)
# A sentence that begins with what to do.
_TOLD_TO = re.compile(
    r"\s?(?:avoid|do not|don't|use|give|offer|start|begin|stop|refer|perform|remove|repeat|check|measure"
    r"|monitor|treat|screen|test|administer|prescribe|obtain|keep|counsel|advise|reduce|increase)\b"
)
_ADVISED_AGAINST = re.compile(
    r"不(?:推荐|建议|主张|提倡)|\bnot (?:be )?(?:recommend|suggest|advise|encourage)|\bagainst\b"
)


def faults(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Name every disagreement between a clause of a claim and its place in the evidence."""
    yield from quantity_faults(claim, ground)
    opposite = _opposite(claim, ground)
    yield from _axes(claim, ground, opposite)
    yield from _excepted(claim, ground)
    if opposite is None:
        yield from polarity_faults(claim, ground)
    yield from _modality(claim, ground)
    yield from _ranking(claim, ground)


def _opposite(claim: Clause, ground: Ground) -> str | None:
    """Find an axis of two values of which one side states one and the other denies its opposite."""
    for name in sorted(_PAIRED & claim.values.keys() & ground.clause.values.keys()):
        mine, theirs = claim.values[name], ground.clause.values[name]
        sides = [{a.negated for a in c.atoms if a.key.startswith(f"{name}:")} for c in (claim, ground.clause)]
        if name == "step" and mine | theirs != {"stop", "continue"}:
            continue
        if mine.isdisjoint(theirs) and all(len(side) == 1 for side in sides) and sides[0] != sides[1]:
            return name
    return None


def _axes(claim: Clause, ground: Ground, opposite: str | None) -> Iterator[Fault]:
    axes = lexicon().axes
    whole: dict[str, frozenset[str]] = {}
    for clause in ground.sentence.clauses:
        for name, held in clause.values.items():
            whole[name] = whole.get(name, frozenset()) | held
    for name, told in claim.context.items():
        axis = axes[name]
        claimed = told - _refused_values(name, claim, whole) if name in claim.values else told
        if name == opposite or told_otherwise(name, claimed, claim, ground):
            continue
        held = _held(axis, claimed, whole.get(name, frozenset()), claim, ground)
        near = axis.near if not axis.near <= whole.get(name, frozenset()) else frozenset()
        missing = claimed - held - ground.sentence.inner.get(name, frozenset())
        missing = missing - {v for v in missing if name in _NAMES and lexicon().kin.get(v, _NONE) & held}
        silent = not held
        if not missing and _too_often(name, claim, ground):
            missing = claimed
        excused = silent and not axis.stated and not _meant_otherwise(axis, missing, claim, ground)
        if missing and not excused and not (held and claimed | held <= near):
            yield _other_value(axis, missing, claim, ground, silent=silent)


def _refused_values(name: str, claim: Clause, held: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Give the values right behind a `not` where the evidence has another: `not combined` is `alone`."""
    denials = {t.end for t in claim.terms if t.group == "negation"}
    close = frozenset(t.value for t in claim.terms if t.group == name and denials & {t.start, t.start - 1})
    return close if held.get(name, frozenset()) - close else frozenset()


def _held(
    axis: Axis, claimed: frozenset[str], whole: frozenset[str], claim: Clause, ground: Ground
) -> frozenset[str]:
    """Give the values of an axis that the evidence holds for the claim to name."""
    name = axis.name
    own = ground.clause.context.get(name)
    apart = name == "drug" and not claim.quantities and not (own or claimed) <= claimed
    if name in _NAMES and own and not claimed <= own and not apart:
        own = whole
    held = own or whole
    if not held and (axis.scope or name in _NAMES):
        held = ground.scope.get(name, frozenset())
    if name == "drug" and not claimed & _GENERIC:
        held = held - _GENERIC
    if name in _NAMES and held:
        held = held | ground.scope.get(name, frozenset())
    return held or ground.sentence.inner.get(name, frozenset())


def _other_value(
    axis: Axis, missing: frozenset[str], claim: Clause, ground: Ground, *, silent: bool
) -> Fault:
    place = next((t for t in claim.terms if t.group == axis.name and t.value in missing), None)
    other = next((t for t in ground.clause.terms if t.group == axis.name), None)
    return Fault(
        kind_of(axis),
        f"the evidence does not say {axis.name}" if silent else f"the evidence names another {axis.name}",
        (place.start, place.end) if place else None,
        (other.start, other.end) if other else None,
    )


def _excepted(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Find people of whom the evidence speaks only to except them, where the claim makes no exception."""
    if claim.values.get("proviso", frozenset()) & {"unless", "excluded"}:
        return
    denied = any(t.group == "negation" for t in claim.terms)
    terms = [t for clause in ground.sentence.clauses for t in clause.terms]
    marks = [t for t in terms if (t.group, t.value) in {("proviso", "unless"), ("proviso", "excluded")}]
    for mark in marks:
        if denied and mark.value == "excluded":
            continue
        clause = next(c for c in ground.sentence.clauses if c.start <= mark.start < c.end)
        for quantity in claim.quantities:
            same = [q for c in ground.sentence.clauses for q in c.quantities if q.compare(quantity) == "same"]
            if same and all(mark.start < q.start < clause.end for q in same) and mark.value == "excluded":
                span = quantity.start, quantity.end
                yield Fault("population", "the evidence excepts them", span, (same[0].start, same[0].end))
                return
        for term in claim.terms:
            axis = lexicon().axes.get(term.group)
            people = axis is not None and axis.kind == "population" and axis.scope
            if not people and not (term.group == "concept" and _behind(mark, ground.sentence)):
                continue
            places = [t for t in terms if (t.group, t.value) == (term.group, term.value)]
            first = clause.start if mark.value == "excluded" else mark.start
            if places and all(first <= t.start < clause.end for t in places):
                yield Fault(
                    "population",
                    "the evidence excepts them",
                    (term.start, term.end),
                    (places[0].start, places[0].end),
                )
                return


def _behind(mark: Term, sentence: Sentence) -> bool:
    """Say whether an exception names right behind it whom it excepts: `but not for`."""
    return sentence.text[mark.start - sentence.start :].startswith("but not")


def _meant_otherwise(axis: Axis, missing: frozenset[str], claim: Clause, ground: Ground) -> bool:
    """Say whether the evidence, silent on this axis, says in other terms that it means something else."""
    if axis.name == "rhythm":
        return _other_rhythm(missing, ground.sentence)
    return axis.kind == "population" and _other_people(claim, ground)


def _other_people(claim: Clause, ground: Ground) -> bool:
    """Say whether the evidence clause names a population, on any axis, that the claim leaves out."""
    people = {name for name, axis in lexicon().axes.items() if axis.kind == "population"}
    return any(
        held.isdisjoint(claim.context.get(name, frozenset()))
        for name, held in ground.clause.context.items()
        if name in people
    )


def _too_often(name: str, claim: Clause, ground: Ground) -> bool:
    """Say whether the claim repeats a value more often than the evidence, which names two of them."""
    mine = Counter(t.value for t in claim.terms if t.group == name)
    theirs = Counter(t.value for clause in ground.sentence.clauses for t in clause.terms if t.group == name)
    return len(theirs) > 1 and any(count > max(theirs[value], 1) for value, count in mine.items())


def _modality(claim: Clause, ground: Ground) -> Iterator[Fault]:
    held = ground.clause
    if claim.levels - {_MAY} and _undecided(held) and not _undecided(claim):
        yield Fault("strength", "the evidence does not suffice to recommend", (claim.start, claim.end))
        return
    if claim.levels - {_MAY} and _individual(held) and not _individual(claim):
        yield Fault("strength", "the evidence leaves it to the individual case", (claim.start, claim.end))
        return
    forbidden = not held.levels and any(t.group == "negation" and t.value == "clause" for t in held.terms)
    forbidden = forbidden and "unneeded" not in held.values.get("duty", ())
    denied = denied_modal(claim.terms) and (forbidden or denied_modal(held.terms))
    unneeded = frozenset({"unneeded"})
    if denied_modal(claim.terms) and held.values.get("duty") == unneeded != claim.values.get("duty"):
        yield Fault("modality", "what is not needed is not forbidden", (claim.start, claim.end))
        return
    if _only_advised_against(claim, ground):
        yield Fault("strength", "what is not advised is not forbidden", (claim.start, claim.end))
        return
    told_both = claim.levels == {_SHOULD, _SUGGEST} and _all_levels(ground) == {_SUGGEST}
    wanted = frozenset({_SUGGEST}) if told_both else claim.levels
    for level in sorted(wanted):
        told = None if denied or denied_modal(claim.terms) else _governing(level, claim, ground)
        if level in held.levels or (told is None and _allowed(level, held, ground, denied=denied)):
            continue
        if not held.levels and _copular(level, claim):
            continue
        term = next(t for t in claim.terms if t.group == "modality" and max(int(t.value), _MAY) == level)
        other = next((t for t in (told or held).terms if t.group == "modality"), None)
        graded = {level, *held.levels} <= {_SHOULD, _SUGGEST, _EITHER}
        yield Fault(
            "strength" if graded else "modality",
            "the evidence puts it with another strength",
            (term.start, term.end),
            (other.start, other.end) if other else None,
        )
        return


def _only_advised_against(claim: Clause, ground: Ground) -> bool:
    """Say whether the claim forbids what the evidence only does not advise."""
    forbids = "forbidden" in claim.values.get("duty", ())
    forbidden = any("forbidden" in c.values.get("duty", ()) for c in ground.sentence.clauses)
    text = ground.sentence.text
    return forbids and bool(_NOT_FORBIDDEN.search(text) or (not forbidden and _ADVISED_AGAINST.search(text)))


def _governing(level: int, claim: Clause, ground: Ground) -> Clause | None:
    """Find the clause with another strength that alone holds what the claim's modal governs.

    The nearest clause may only name the case: `对…的患者，应立即…`.
    """
    modal = next(t for t in claim.terms if t.group == "modality" and max(int(t.value), _MAY) == level)
    keys = frozenset(atom.key for atom in claim.atoms if atom.start >= modal.end)
    behind = (claim.keys if ground.clause.fronted else keys) - ground.clause.keys
    beyond = [c for c in ground.sentence.clauses if behind & c.keys]
    if ground.clause.levels or not beyond or any(level in c.levels or not c.levels for c in beyond):
        return None
    if level == _MAY and beyond[0].levels == {_SUGGEST}:
        return None
    return beyond[0]


def _individual(clause: Clause) -> bool:
    return "selective" in clause.values.get("habit", ())


def _undecided(clause: Clause) -> bool:
    told = clause.values.get("sufficiency", frozenset())
    denied = any(a.key == "sufficiency:sufficient" and a.negated for a in clause.atoms)
    return "insufficient" in told or ("sufficient" in told and denied)


def _allowed(level: int, held: Clause, ground: Ground, *, denied: bool) -> bool:
    """Say whether a strength that the clause itself does not print may still be claimed."""
    levels = held.levels or _levels_of(ground)
    told_apart = {_SHOULD, _EITHER} <= _all_levels(ground)
    if levels and not told_apart:
        if level in levels or (level == _EITHER and levels & {_SHOULD, _SUGGEST}):
            return True
        if _EITHER in levels and (level == _SUGGEST or (level == _SHOULD and ground.crossing)):
            return True
    if (level == _MAY and held.levels == {_SUGGEST}) or (level == _MUST and _binding(ground.sentence)):
        return True
    if held.levels:
        return denied and _SUGGEST not in {level, *levels}
    if level == _MAY or denied or level in held.inherited_levels:
        return True
    spoken = ground.sentence.keys if not _all_levels(ground) else held.keys
    instructs = any(key in _OBLIGING or key in lexicon().actions for key in spoken)
    instructs = (
        instructs
        or bool(_TOLD_TO.match(ground.sentence.text))
        or _INDICATED in ground.sentence.keys
        or _plain_instruction(held, ground)
    )
    return (
        level in {_SHOULD, _SUGGEST, _EITHER} and instructs and (ground.crossing or not held.inherited_levels)
    )


def _binding(sentence: Sentence) -> bool:
    """Say whether a clause obliges in a word that means no less than `must`: 须."""
    for clause in sentence.clauses:
        modals = [t for t in clause.terms if t.group == "modality"]
        words = {sentence.text[t.start - sentence.start : t.end - sentence.start] for t in modals}
        if words and words <= _BINDING:
            return True
    return False


def _plain_instruction(held: Clause, ground: Ground) -> bool:
    """Say whether a sentence without any modal names what is to be done, and not what it does."""
    acts = any(atom.key.startswith(_ACTS) for atom in held.atoms)
    return acts and not _all_levels(ground) and _DESCRIBING.isdisjoint(held.values)


def _levels_of(ground: Ground) -> frozenset[int]:
    """Give the strength of the whole sentence where it prints only one."""
    found = _all_levels(ground)
    return found if len(found) == 1 else frozenset()


def _all_levels(ground: Ground) -> frozenset[int]:
    return frozenset[int]().union(*(clause.levels for clause in ground.sentence.clauses))


def _copular(level: int, claim: Clause) -> bool:
    """Say whether `should` only ties a value to its name: `the dose should be 5 mg`."""
    ties = [t for t in claim.terms if t.group == "modality" and t.value == str(level)]
    ends = [t.end for t in ties]
    return (
        level == _SHOULD
        and all(t.end - t.start <= _A_TIE for t in ties)
        and all(any(0 <= quantity.start - end <= _COPULA for quantity in claim.quantities) for end in ends)
    )


def left_open(claim: Clause, ground: Ground, told: frozenset[str]) -> Iterator[Fault]:
    """Find what the evidence leaves open and the claim, `told` in whole, states without doubt or denial."""
    open_words = [t for t in ground.clause.terms if f"{t.group}:{t.value}" in _OPEN]
    doubted = any(t.group in _DOUBTING for t in claim.terms) or not told.isdisjoint(_OPEN)
    if open_words and not doubted:
        yield Fault(
            "modality",
            "the evidence leaves it open",
            (claim.start, claim.end),
            (open_words[0].start, open_words[0].end),
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
    names = {atom.key for atom in clause.atoms if atom.key.startswith(("drug:", "test:"))}
    return clause.ranked is not None and all(side <= names for side in clause.ranked)


def _other_rhythm(stated: frozenset[str], held: Sentence) -> bool:
    """Say whether the evidence gives an interval in numbers that is not the one the claim names."""
    intervals = [q for clause in held.clauses for q in clause.quantities if q.dimension[0] == "every"]
    wanted = [RHYTHMS[name] for name in stated]
    return bool(intervals) and not any(
        q.dimension[1:] == (unit,) and q.values == (value,) for q in intervals for unit, value in wanted
    )
