"""Where one side denies what the other states: the sentence, its parts, or one of two siblings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.grounding.facts import Atom, Clause, Sentence
from assistant.grounding.fault import Fault, Ground
from assistant.grounding.lexicon import Term, lexicon, senses_inside
from assistant.grounding.scope import denied_modal

_OWN = 0.5
# A clause that holds this much of the claim answers for itself, whatever its neighbours deny.
_ENOUGH = 1.0
_A_WORD = 1.0
_A_NAME = 0.7
# A fragment such as `while on insulin` states nothing.
_FEWEST = 2
_ALLOWED = frozenset({"concept:suitable", "concept:use"})
_DUTIES = frozenset({("duty", "forbidden"), ("duty", "caution")})
# Behind these words stands the case that what is before them does not hold.
_OTHERWISE = re.compile(r"否则|不然|\botherwise\b|\bif not\b")
_BACK = re.compile(
    r"\b(?:this|these|such) (?:class|classes|agents?|drugs?|medications?|medicines?|vaccines?|tests?)\b"
    r"|该(?:药|类|品|法|方案)|此类|这类|上述"
)
_CASE_BEFORE = re.compile(r"\b(?:for|in|to) (?:whom|which)\b|\b(?:who|whose|if|when|where)\b")
_CASE_BEHIND = re.compile(r"[^，；。]{0,6}(?:者|时|的患者)(?=[^，；。]{2})")
_NAMES = frozenset({"drug", "test", "disease", "procedure", "organ"})
_NONE = frozenset[str]()
# Where both name the same ban, or the same end of a treatment, the words for it are not weighed again.
_ACTING = ("duty", "step")
# A word that is itself a negation agrees on nothing.
_NEGATIVE = ("duty:", "share:", "certainty:", "vital:")


def polarity_faults(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Name what one side denies and the other states."""
    held = ground.clause
    if claim.fronted:
        yield from _denied_phrase(claim, held)
        return
    if claim.start and len(claim.atoms) < _FEWEST:
        return
    yield from _forbidden(claim, ground)
    refused = _refused(claim, ground)
    if refused is not None and any(not _topical(atom) for atom in claim.atoms):
        if not any(t.group == "negation" for t in claim.terms):
            why = "the evidence refuses it in this case"
            yield Fault("negation", why, (claim.start, claim.end), (refused.start, refused.end))
        return
    sides: dict[str, set[bool]] = {}
    own = any(atom.key in held.keys and atom.weight >= _OWN for atom in claim.atoms)
    others = _around(claim, ground)
    places = [
        *held.atoms,
        *(a for a in others if not own or a.key.startswith("drug:") or not _topical(a)),
    ]
    for atom in places:
        sides.setdefault(atom.key, set()).add(atom.negated)
    denied = {atom.key for atom in places if atom.denied}
    shared = [atom for atom in claim.atoms if atom.key in sides and not atom.key.startswith(_NEGATIVE)]
    turned = [atom for atom in shared if sides[atom.key] != {atom.negated} and len(sides[atom.key]) == 1]
    aside = _aside(turned, shared, denied, claim, ground.sentence)
    shared = [a for a in shared if a not in aside]
    turned = [a for a in turned if a not in aside]
    touched = [
        atom
        for atom in shared
        if (atom.negated or True in sides[atom.key]) and not (atom.denied and atom.key in denied)
    ]
    agreed = sum(a.weight for a in touched if a.negated and not a.denied and True in sides[a.key])
    if agreed:
        # Both deny the same; what the sentence is about may stand on either side of the negation.
        turned = [a for a in turned if not _topical(a) and (a.key in held.keys or not _subject(a, claim))]
        yield from _without(shared, places)
    yield from _sibling(turned, places, claim)
    yield from _phrases(claim, ground)
    weight = sum(a.weight for a in turned)
    if not turned or weight <= agreed or weight * 2 < sum(a.weight for a in touched):
        return
    if _excused(turned, claim, ground):
        return
    word = turned[-1]
    other = next(atom for atom in places if atom.key == word.key)
    yield Fault(
        "negation", "one side denies what the other states", (word.start, word.end), (other.start, other.end)
    )


def _excused(turned: list[Atom], claim: Clause, ground: Ground) -> bool:
    """Say whether both sides deny, so that words on another side of the negation turn nothing."""
    held = ground.clause
    weight = sum(atom.weight for atom in turned)
    named = any(atom.key.startswith(("drug:", "test:", "procedure:")) for atom in turned)
    apart = named and _denies_all(claim) and not _denies_all(held)
    acting = any(claim.values.get(name, _NONE) & held.values.get(name, _NONE) for name in _ACTING)
    if _evenly(claim, held) and (acting or (_denies(claim) and not apart)):
        return True
    return weight <= _OWN and _denies(claim) and any(map(_denies, ground.sentence.clauses))


def _around(claim: Clause, ground: Ground) -> list[Atom]:
    """Give the words of the other clauses whose polarity counts: none where the clause answers for itself."""
    held, sentence = ground.clause, ground.sentence
    own = held.keys | _inside(held, sentence)
    others = [a for c in sentence.clauses for a in c.atoms if a.key not in own and not _subject(a, c)]
    if _BACK.search(sentence.text, held.start - sentence.start, held.end - sentence.start):
        return []  # the clause speaks of what an earlier one names, whatever that says of it
    if _denies(claim) or _denies(held) or _matched(claim, held) < _ENOUGH:
        return others
    denied = {a.key: a.weight for a in others if a.key in claim.keys and a.negated}
    return [] if sum(denied.values()) <= _A_WORD else others


def _inside(clause: Clause, sentence: Sentence) -> frozenset[str]:
    """Give the words that stand inside the longer words of a clause: 预防 in 预防措施."""
    words = (sentence.text[t.start - sentence.start : t.end - sentence.start] for t in clause.terms)
    senses = {sense for word in words for sense in senses_inside(word) if sense[0] not in _NAMES}
    return frozenset(f"{group}:{value}" for group, value in senses) - lexicon().plain


def _aside(
    turned: list[Atom], shared: list[Atom], denied: set[str], claim: Clause, sentence: Sentence
) -> list[Atom]:
    """Give the words that stand on another side of a negation without turning the sentence."""
    aside: list[Atom] = []
    if _OTHERWISE.search(sentence.text):
        aside += [a for a in turned if a.denied]
    if sum(a.weight for a in shared if a not in turned and not _topical(a)) >= 1:
        # What a sentence is about may stand in a denied phrase of it: `no risk factors for influenza`.
        both = any(a.denied and a.key in denied for a in shared)
        aside += [a for a in turned if both and _loose(a) and (a.denied or a.key in denied)]
    if denied_modal(claim.terms):
        aside += [a for a in turned if _refused_later(a, claim, sentence)]
    return aside


def _refused_later(atom: Atom, claim: Clause, sentence: Sentence) -> bool:
    """Say whether a clause of its own names what a later one refuses: `甲疗效不确切，不推荐使用`."""
    lone = any(atom.key in clause.keys and not clause.levels for clause in sentence.clauses)
    refusing = [clause for clause in sentence.clauses if denied_modal(clause.terms)]
    group = atom.key.partition(":")[0]
    return lone and _subject(atom, claim) and any(group not in clause.values for clause in refusing)


def _matched(claim: Clause, held: Clause) -> float:
    """Give how much of a clause, beside what it is about, stands in a clause of the evidence."""
    numbers = sum(any(q.compare(o) == "same" for o in held.quantities) for q in claim.quantities)
    return numbers + sum(a.weight for a in claim.atoms if a.key in held.keys and not _topical(a))


def _loose(atom: Atom) -> bool:
    """Say whether a word is what a sentence is about, or an unlisted one."""
    return ":" not in atom.key or _topical(atom)


def _evenly(claim: Clause, held: Clause) -> bool:
    """Say whether both deny an odd, or both an even, number of times: `not contraindicated` is no ban."""
    shared = {
        (name, v) for name in _ACTING for v in claim.values.get(name, _NONE) & held.values.get(name, _NONE)
    }
    counts = []
    for clause in (claim, held):
        same = {t.start for t in clause.terms if (t.group, t.value) in shared}
        counts.append(sum(t.group == "negation" and t.start not in same for t in clause.terms))
    return counts[0] % 2 == counts[1] % 2


def _denies_all(clause: Clause) -> bool:
    """Say whether a clause denies more than a phrase: `should not`, against `no bleeding`."""
    return any(t.group == "negation" and t.value == "clause" for t in clause.terms)


def _denies(clause: Clause) -> bool:
    return any(t.group == "negation" for t in clause.terms)


def _sibling(turned: list[Atom], places: list[Atom], claim: Clause) -> Iterator[Fault]:
    """Find a value that is denied in its sibling's place: the live vaccine, not the inactivated one."""
    axes = lexicon().axes
    for atom in turned:
        group = atom.key.partition(":")[0]
        twin = next(
            (
                p
                for p in places
                if p.key.partition(":")[0] == group and p.negated == atom.negated and p.key not in claim.keys
            ),
            None,
        )
        if group in axes and axes[group].kind == "drug" and twin is not None:
            why = "the evidence says so of another one"
            yield Fault("negation", why, (atom.start, atom.end), (twin.start, twin.end))
            return


def _refused(claim: Clause, ground: Ground) -> Clause | None:
    """Find a clause that only refuses what was said for a case that the claim names: `6月龄以下不推荐`."""
    for clause in ground.sentence.clauses[1:]:
        denied = any(t.group == "negation" and t.value == "clause" for t in clause.terms)
        bare = sum(a.weight for a in clause.atoms if not _topical(a)) < 1
        cases = [q for q in clause.quantities if any(q.compare(mine) == "same" for mine in claim.quantities)]
        if denied and bare and cases:
            return clause
    return None


def _in_case(term: Term, sentence: Sentence, clause: Clause) -> bool:
    """Say whether a word only tells for whom something holds: `for whom it is contraindicated`."""
    before = sentence.text[clause.start - sentence.start : term.start - sentence.start]
    behind = sentence.text[term.end - sentence.start : clause.end - sentence.start]
    return bool(_CASE_BEFORE.search(before) or _CASE_BEHIND.match(behind))


def _forbidden(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Find what is forbidden, or only to be done with care, stated as allowed: `禁用` for `可用`."""
    held = ground.clause
    duty = next(
        (t for t in held.terms if (t.group, t.value) in _DUTIES and not _in_case(t, ground.sentence, held)),
        None,
    )
    negated = any(t.group == "negation" for t in claim.terms) or "duty" in claim.values
    allowed = claim.levels or claim.keys & _ALLOWED
    if duty is not None and allowed and not negated:
        why = "the evidence forbids it"
        yield Fault("negation", why, (claim.start, claim.end), (duty.start, duty.end))


def _subject(atom: Atom, clause: Clause) -> bool:
    """Say whether a word stands before the negation of its clause: what that says is not said of others."""
    turns = [t.start for t in clause.terms if t.group == "negation" and t.value == "clause"]
    return atom.negated and not atom.denied and bool(turns) and atom.start < min(turns)


def _phrases(claim: Clause, ground: Ground) -> Iterator[Fault]:
    """Find people or a disease that only one side has `without`: cirrhosis without ascites."""
    axes = lexicon().axes
    theirs = [a for clause in ground.sentence.clauses for a in clause.atoms]
    both = any(a.denied and any(t.key == a.key and t.denied for t in theirs) for a in claim.atoms)
    if both or _OTHERWISE.search(ground.sentence.text):
        return
    for atom in claim.atoms:
        axis = axes.get(atom.key.partition(":")[0])
        same = [t for t in theirs if t.key == atom.key]
        if axis is None or axis.kind != "population" or not same:
            continue
        lost = atom.denied and not any(t.negated for t in same)
        if lost or (not atom.negated and all(t.denied for t in same)):
            yield Fault("negation", "one side denies what the other states", (atom.start, atom.end))
            return


def _without(shared: list[Atom], places: list[Atom]) -> Iterator[Fault]:
    """Find a phrase that one side denies (`without fever`) where both sides deny the sentence around it."""
    apart = [
        atom
        for atom in shared
        if {other.denied for other in places if other.key == atom.key} == {not atom.denied}
        and all(other.denied == atom.denied for other in shared if other.key == atom.key)
        and not _topical(atom)
    ]
    keys = {atom.key for atom in apart}
    both = {other.key for other in places if other.negated and not other.denied} - keys
    if sum(atom.weight for atom in apart) >= _A_NAME and any(a.negated and a.key in both for a in shared):
        yield Fault("negation", "one side denies what the other states", (apart[0].start, apart[-1].end))


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
