"""A claim made of the right words in the wrong places: exchanged, swapped, or mixed out of two statements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from assistant.grounding.beside import beside
from assistant.grounding.contrast import attributed, begun, modified, renamed
from assistant.grounding.copied import copied, opposed
from assistant.grounding.facts import Atom, Clause, Sentence
from assistant.grounding.fault import Fault, Ground, kind_of
from assistant.grounding.items import exchanged_items
from assistant.grounding.lexicon import lexicon
from assistant.grounding.quantity import Quantity
from assistant.grounding.segments import directed, moved, reasoned, regardless, reordered, turns
from assistant.grounding.widening import unmet, widened

_REPEATED = 0.6
# Axes of which a claim may leave the evidence's value out.
_LOOSE = frozenset({"order", "share", "tempo", "rhythm"})
_A_WORD, _A_PAIR = 0.7, 0.5
# From here on a claim repeats the evidence's sentence, and any word put in another's place is an edit; below
# it is a paraphrase, and only a name in another's place is.
_NEAR = 0.8
# Values that are what a clause says of its people, so that another clause's people do not have them.
_PREDICATES = frozenset({"duty", "habit"})
# What a sentence is about may be added behind it: `… for hypertension`.
_TOPIC = re.compile(
    r"\b(?:for|in|with|of) (?:the )?(?:treatment of |management of )?(?:people with |patients with )?$"
)
_NAMED_KEYS = ("drug:", "test:", "disease:", "procedure:")
_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_LATIN = re.compile(r"[a-z][a-z0-9-]+")
_CODE = re.compile(r"(?=[a-z-]*\d)[a-z][a-z0-9-]{1,9}|[a-z]{2,4}-[a-z]")


def mixtures(
    claim: Sequence[Clause],
    sentence: Sentence,
    around: frozenset[str],
    *,
    crossing: bool,
    texts: tuple[str, str],
) -> Iterator[Fault]:
    """Name what only the whole of the claim shows against the whole evidence sentence; `texts` are folded.

    `around` are the words of the document's scope; `crossing` says that the two are in different languages.
    """
    yield from beside(claim, sentence.clauses, texts=texts)
    yield from attributed(claim, sentence, texts=texts)
    yield from begun(claim, sentence, texts=texts)
    yield from _swapped(claim, sentence)
    yield from _shifted(claim, sentence)
    yield from _crossed(claim, sentence, texts)
    yield from _repeated(claim, sentence)
    yield from _other_case(claim, sentence)
    yield from _other_finding(claim, sentence, around, texts)
    yield from moved(claim, sentence, texts)
    yield from regardless(claim, sentence)
    yield from directed(claim, sentence)
    yield from _evened(claim, sentence)
    span = claim[0].start, claim[-1].end
    yield from reordered(claim[0].order, sentence.clauses[0].order, span)
    yield from widened(claim, sentence)
    yield from unmet(claim, sentence)
    yield from exchanged_items(claim, sentence, texts[1])
    if not crossing:
        yield from opposed(claim, sentence, texts[0])
        yield from copied(claim, sentence, texts)
        yield from reasoned(claim, sentence, around, texts[0])
        yield from renamed(claim, sentence, around, texts=texts)
        yield from modified(claim, sentence, around, texts)
        yield from _recoded(claim, sentence, around)
        yield from _substituted(claim, sentence, around, texts)


def _swapped(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find a value that the claim repeats in the place of another one of the same axis."""
    theirs = [term for clause in sentence.clauses for term in clause.terms if term.group in lexicon().axes]
    for name in {term.group for term in theirs}:
        held = Counter(term.value for term in theirs if term.group == name)
        mine = [term for clause in claim for term in clause.terms if term.group == name]
        stated = Counter(term.value for term in mine)
        lost = held - stated
        if len(held) < 2 or not lost or len(mine) < held.total():
            continue
        surplus = next((t for t in reversed(mine) if stated[t.value] > held[t.value] > 0), None)
        if surplus is not None:
            yield Fault(
                kind_of(lexicon().axes[name]),
                f"the evidence tells two values of {name} apart; the claim repeats one",
                (surplus.start, surplus.end),
                next((t.start, t.end) for t in theirs if t.value in lost),
            )


def _shifted(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find a value of one statement on the words of a later one: `most recover; few need surgery`."""
    axes = lexicon().axes
    for mine in claim:
        for name, claimed in mine.values.items():
            meant = claimed | axes[name].near if claimed & axes[name].near else claimed
            own = [c for c in sentence.clauses if meant & c.values.get(name, frozenset())]
            if not (axes[name].stated or name in _PREDICATES) or len(claimed) > 1 or not own:
                continue
            counted = name == "share" and not any(q.dimension == ("ratio",) for q in mine.quantities)
            later = [
                c
                for c in sentence.clauses
                if c.start > own[-1].start
                and c not in own
                and (c.values.get(name) or (counted and any(q.dimension == ("ratio",) for q in c.quantities)))
            ]
            held = frozenset[str]().union(*(c.keys for c in own))
            for rival in later:
                words = [
                    a
                    for a in mine.atoms
                    if a.key in rival.keys and a.key not in held | lexicon().plain and a.weight >= _A_WORD
                ]
                if words:
                    yield Fault(
                        kind_of(axes[name]),
                        "the evidence says this of something else",
                        (words[0].start, words[0].end),
                        (rival.start, rival.end),
                    )
                    return


def _crossed(claim: Sequence[Clause], sentence: Sentence, texts: tuple[str, str]) -> Iterator[Fault]:
    """Find two neighbouring values that belong to different statements, each with a partner of its own."""
    stated = [quantity for clause in claim for quantity in clause.quantities]
    for first, second in pairwise(stated):
        if first.dimension == second.dimension:
            continue
        with_first, with_second = _holding(first, sentence), _holding(second, sentence)
        if any(clause in with_second for clause in with_first):
            continue
        partners = [q for clause in with_first for q in clause.quantities if q.dimension == second.dimension]
        others = [q for clause in with_second for q in clause.quantities if q.dimension == first.dimension]
        near = [q for c in claim if first in c.quantities or second in c.quantities for q in c.quantities]
        told = any(q.compare(s) == "same" for q in (*partners, *others) for s in near)
        parted = not others and _parted(first, second, sentence, texts[1])
        if ((partners and others) or parted) and not told:
            yield Fault(
                "number",
                "these two values belong to different statements in the evidence",
                (first.start, second.end),
                (partners[0].start, partners[0].end) if partners else None,
            )
            return


def _other_case(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find what the evidence says of one case stated of another."""
    for mine in claim:
        wanted = mine.proviso
        named = [a for a in mine.atoms if _naming(a) and a.key not in wanted]
        theirs = [c for c in sentence.clauses if any(a.key in c.keys - c.proviso for a in named)]
        if not wanted or not named or len(theirs) != 1 or not theirs[0].proviso:
            continue
        held = theirs[0]
        wanted = frozenset(key for key in wanted if not _framed(key, held))
        rivals = [
            c
            for c in sentence.clauses
            if c.proviso != held.proviso
            and wanted & c.proviso
            and any(_naming(a) for a in c.atoms if a.key not in c.proviso | mine.keys)
        ]
        if rivals and not wanted & (held.proviso | held.keys):
            why = "the evidence says this of another case"
            yield Fault("population", why, (mine.start, mine.end), (held.start, held.end))
            return


def _other_finding(
    claim: Sequence[Clause], sentence: Sentence, around: frozenset[str], texts: tuple[str, str]
) -> Iterator[Fault]:
    """Find a complaint that only the claim names, where the evidence names others it leaves out."""
    findings = lexicon().findings
    told = frozenset[str]().union(*(clause.keys for clause in claim))
    lost = {key for key in sentence.keys - told if key in findings or key.startswith("disease:")}
    for atom in (a for clause in claim for a in clause.atoms):
        if not lost or atom.key not in findings or atom.key in around:
            continue
        if not sentence.has(atom.key) and texts[0][atom.start : atom.end] not in texts[1]:
            yield Fault("topic", "the evidence names others in this place", (atom.start, atom.end))
            return


def _framed(key: str, held: Clause) -> bool:
    """Say whether a case is what earlier clauses of the sentence are already for."""
    axis, _, value = key.partition(":")
    return value in held.context.get(axis, ())


def _naming(atom: Atom) -> bool:
    return atom.named or atom.key.startswith(_NAMED_KEYS)


def _parted(first: Quantity, second: Quantity, sentence: Sentence, text: str) -> bool:
    """Say whether two numbers stand in two items of a list, of which the first has another second."""
    items = [[q for clause in item for q in clause.quantities] for item in turns(sentence, text)]
    with_first = [qs for qs in items if any(q.compare(first) == "same" for q in qs)]
    with_second = [qs for qs in items if any(q.compare(second) == "same" for q in qs)]
    return (
        len(with_first) == 1
        and len(with_second) == 1
        and with_first != with_second
        and any(q.dimension == second.dimension for q in with_first[0])
    )


def _repeated(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find a number that the claim repeats in the place of another one of the same dimension."""
    mine = [quantity for clause in claim for quantity in clause.quantities]
    theirs = [quantity for clause in sentence.clauses for quantity in clause.quantities]
    for other in theirs:
        rivals = [q for q in theirs if q.dimension == other.dimension]
        stated = [q for q in mine if q.dimension == other.dimension]
        if len(stated) < len(rivals) or any(other.compare(q) == "same" for q in stated):
            continue
        surplus = next((q for q in reversed(stated) if 0 < _times(q, rivals) < _times(q, stated)), None)
        if surplus is not None:
            why = "the evidence has two values here; the claim repeats one"
            yield Fault("number", why, (surplus.start, surplus.end), (other.start, other.end))
            return


def _times(quantity: Quantity, among: Sequence[Quantity]) -> int:
    return sum(quantity.compare(other) == "same" for other in among)


def _evened(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find a word that the evidence has both denied and not, and the claim as often but all alike."""
    theirs = [atom for clause in sentence.clauses for atom in clause.atoms]
    denied = {atom.key for atom in theirs if atom.negated}
    for key in denied & {atom.key for atom in theirs if not atom.negated}:
        mine = [atom for clause in claim for atom in clause.atoms if atom.key == key]
        often = len(mine) >= sum(atom.key == key for atom in theirs)
        if often and len({atom.negated for atom in mine}) == 1 and not any(_leads(a, claim) for a in mine):
            why = "the evidence tells apart what is denied and what is not"
            yield Fault("negation", why, (mine[-1].start, mine[-1].end))
            return


def _leads(atom: Atom, claim: Sequence[Clause]) -> bool:
    """Say whether a word stands in front of the negation of its clause, which is not said of it."""
    clause = next(c for c in claim if c.start <= atom.start < c.end)
    turns = [t.start for t in clause.terms if t.group == "negation"]
    return atom.negated and not atom.denied and bool(turns) and atom.start < min(turns)


def _substituted(
    claim: Sequence[Clause], sentence: Sentence, around: frozenset[str], texts: tuple[str, str]
) -> Iterator[Fault]:
    """Find an unlisted name in another word's place, or any word where the rest is repeated."""
    mine, theirs = _line(claim), _line(sentence.clauses)
    told = {atom.key for atom in mine}
    if all(sentence.has(key) or key in around or key.startswith("number:") for key in told):
        return
    often, held = Counter(atom.key for atom in mine), Counter(atom.key for atom in theirs)
    matcher = SequenceMatcher(None, [a.key for a in mine], [a.key for a in theirs], autojunk=False)
    alike = sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(mine))
    near = matcher.ratio() >= _NEAR
    for step, first, last, begin, finish in matcher.get_opcodes():
        foreign = [
            a
            for a in mine[first:last]
            if not sentence.has(a.key)
            and a.key not in around
            and (":" not in a.key or a.key.startswith(_NAMED_KEYS))
            and a.key not in lexicon().plain
        ]
        lost = [
            a
            for a in theirs[begin:finish]
            if often[a.key] < held[a.key] and a.weight and a.key.partition(":")[0] not in _LOOSE
        ]
        enough = _A_PAIR if near else _A_WORD
        if step != "replace" or not lost or sum(atom.weight for atom in foreign) < enough:
            continue
        aside = bool(_TOPIC.search(texts[0], 0, foreign[0].start)) and not _TOPIC.search(
            texts[1], 0, lost[0].start
        )
        known = [
            a for a in foreign if ":" in a.key and not (a.key.startswith("disease:") and (aside or not first))
        ]
        listed = alike >= _REPEATED and bool(known) and _wordy(lost)
        if near or listed or any(atom.named for atom in foreign):
            yield Fault(
                "topic",
                "other words stand in this place in the evidence",
                (foreign[0].start, foreign[-1].end),
                (lost[0].start, lost[-1].end),
            )
            return


def _wordy(lost: Sequence[Atom]) -> bool:
    """Say whether these words could be a name: no mere value, order or number."""
    return sum(a.weight for a in lost if ":" not in a.key or a.key.startswith(_NAMED_KEYS)) >= _A_WORD


def _line(clauses: Sequence[Clause]) -> list[Atom]:
    """Give the content words in order, with a place-holder of no weight for every number."""
    line = [atom for clause in clauses for atom in clause.atoms]
    for clause in clauses:
        line += [
            Atom(
                key=f"number:{'·'.join(q.dimension)}",
                start=q.start,
                end=q.end,
                negated=False,
                denied=False,
                weight=0,
                named=False,
            )
            for q in clause.quantities
        ]
    return sorted(line, key=lambda atom: atom.start)


def _recoded(claim: Sequence[Clause], sentence: Sentence, around: frozenset[str]) -> Iterator[Fault]:
    """Find an unlisted name in Latin letters in the place of another: such words are no synonyms."""
    mine = [atom for clause in claim for atom in clause.atoms]
    theirs = [atom for clause in sentence.clauses for atom in clause.atoms]
    han = any(_HAN.match(atom.key) for atom in mine) and any(_HAN.match(atom.key) for atom in theirs)
    named = _LATIN if han else _CODE
    foreign = [a for a in mine if named.fullmatch(a.key) and a.key not in sentence.keys | around]
    told = {a.key for a in mine}
    lost = [a for a in theirs if named.fullmatch(a.key) and a.key not in told]
    if foreign and lost:
        why = "the evidence has another name in this place"
        yield Fault("topic", why, (foreign[0].start, foreign[0].end), (lost[0].start, lost[0].end))


def _holding(quantity: Quantity, sentence: Sentence) -> list[Clause]:
    return [c for c in sentence.clauses if any(quantity.compare(q) == "same" for q in c.quantities)]


def exchanged(claim: Clause, ground: Ground, told: frozenset[str]) -> Iterator[Fault]:
    """Find a word that took the place of a name or value in an otherwise repeated clause.

    `told` are the words of the whole claim: what stands in another of its clauses is not lost.
    """
    held = ground.clause
    mine, theirs = _in_order(claim), _in_order(held)
    known, stated = ground.sentence.keys, claim.keys
    if known >= stated or 2 * len(stated & held.keys) < _REPEATED * min(len(stated), len(held.keys)):
        return
    matcher = SequenceMatcher(None, [a.key for a in mine], [a.key for a in theirs], autojunk=False)
    alike = matcher.ratio()
    if alike < _REPEATED:
        return
    near = alike >= _NEAR
    for step, first, last, begin, finish in matcher.get_opcodes():
        foreign = [a for a in mine[first:last] if not ground.sentence.has(a.key) and ":" not in a.key]
        lost = [
            a
            for a in theirs[begin:finish]
            if _axis_of(a) and a.key not in told and not a.key.startswith("order:")
        ]
        telling = near or any(a.named for a in foreign) or any(a.key.startswith(_NAMED_KEYS) for a in lost)
        if step == "replace" and foreign and lost and telling:
            axis = lexicon().axes[lost[0].key.partition(":")[0]]
            yield Fault(
                kind_of(axis),
                "another word stands in its place in the evidence",
                (foreign[0].start, foreign[-1].end),
                (lost[0].start, lost[-1].end),
            )


def _in_order(clause: Clause) -> list[Atom]:
    return sorted(clause.atoms, key=lambda atom: atom.start)


def _axis_of(atom: Atom) -> bool:
    return atom.key.partition(":")[0] in lexicon().axes
