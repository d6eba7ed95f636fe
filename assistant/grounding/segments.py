"""What belongs to which name: a sentence that speaks of several takes turns, and a claim may not mix them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.grounding.contrast import names
from assistant.grounding.facts import Clause, Sentence
from assistant.grounding.fault import Fault
from assistant.grounding.lexicon import lexicon
from assistant.grounding.sequence import Order, agree

_KINDS = ("disease", "drug", "procedure", "test")
_SAID = 1.0
# So many last letters tell a name from another; what stands before them may be no part of it.
_NAME = 5
_OTHERWISE = 0.5
_REASON = re.compile(r"\b(?:due to|because(?: of)?|owing to|since)\s|因为?(?=[^，。；此而]{2})|由于")
_GIVEN = 0.7
_WHEREAS = re.compile(r"\s?(?:whereas|while)\b")
_SUBJECTS = ("concept:patient", "concept:use", "concept:suitable")


def moved(claim: Sequence[Clause], sentence: Sentence, texts: tuple[str, str]) -> Iterator[Fault]:
    """Find words that the evidence says of another name of the same kind only: 甲用子；乙用丑."""
    atoms = [atom for clause in claim for atom in clause.atoms]
    told = frozenset(atom.key for atom in atoms)
    items = turns(sentence, texts[1])
    for kind in _KINDS if len(items) > 1 else ():
        mine = _named(claim, kind, texts[0])
        spoken = [(turn, _named(turn, kind, texts[1])) for turn in items]
        own = [turn for turn, named in spoken if named & mine]
        rivals = [turn for turn, named in spoken if named and not named & (mine | told)]
        if len(mine) != 1 or not own or not rivals:
            continue
        framed = claim[0].keys if claim[0].fronted else frozenset[str]()
        framed |= sentence.clauses[0].keys if sentence.clauses[0].fronted else frozenset[str]()
        rest = [
            a for a in atoms if a.key not in mine | framed and not a.key.startswith((f"{kind}:", *_SUBJECTS))
        ]
        rest = [a for a in rest if not a.named and a.key not in lexicon().plain]
        here = frozenset[str]().union(*(clause.keys for turn in own for clause in turn))
        for turn in rivals:
            there = frozenset[str]().union(*(clause.keys for clause in turn))
            lone = [a for a in rest if a.key in there - here]
            kept = sum(a.weight for a in rest if a.key in here - there)
            if sum(a.weight for a in lone) >= _SAID and kept < _OTHERWISE:
                why = "the evidence says this of another name"
                yield Fault(
                    "population" if kind == "disease" else "drug",
                    why,
                    (lone[0].start, lone[-1].end),
                    (turn[0].start, turn[-1].end),
                )
                return


def turns(sentence: Sentence, text: str) -> list[list[Clause]]:
    """Give the clauses in groups, a new one behind a semicolon: within one, the first frames the rest."""
    found: list[list[Clause]] = []
    for clause in sentence.clauses:
        if (
            not found
            or text[: clause.start].rstrip().endswith((";", "；"))
            or _WHEREAS.match(text, clause.start)
        ):
            found.append([])
        found[-1].append(clause)
    return found


def _named(clauses: Sequence[Clause], kind: str, text: str) -> frozenset[str]:
    """Give the names of a kind, listed by their keys and unlisted by their letters."""
    found: set[str] = set()
    for clause in clauses:
        listed = [t for t in clause.terms if t.group == kind]
        valued = [t for t in clause.terms if t.group in lexicon().axes]
        found |= {f"{kind}:{t.value}" for t in listed}
        if kind == "disease":
            keys = {f"{t.group}:{t.value}" for t in clause.terms}
            found |= keys & lexicon().findings
        covered = {i for t in valued for i in range(t.start, t.end)}
        found |= {
            name.text[-_NAME:]
            for name in names(text, clause.start, clause.end)
            if name.kind == kind and covered.isdisjoint(range(name.start, name.end))
        }
    return frozenset(found)


def directed(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find a finding that rises where the evidence says only that it falls, or is normal."""
    for mine in claim:
        stated = _states(mine)
        if len(stated) != 1:
            continue
        for atom in mine.atoms:
            held = [c for c in sentence.clauses if atom.key in c.keys]
            told = frozenset[str]().union(*map(_states, held))
            if atom.key.startswith("test:") and told and all(map(_states, held)) and not told & stated:
                why = "the evidence says that it changes otherwise"
                yield Fault("negation", why, (atom.start, atom.end), (held[0].start, held[0].end))
                return


def _states(clause: Clause) -> frozenset[str]:
    """Give how what a clause speaks of changes: it rises, falls, or is normal."""
    normal = clause.values.get("normality", frozenset()) & {"normal"}
    return clause.values.get("direction", frozenset()) | normal


def regardless(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find a case made of what the evidence says does not matter: `甲升高时` where it says `不论甲高低`."""
    if any("regardless" in clause.values.get("proviso", ()) for clause in claim):
        return
    for held in sentence.clauses:
        if "regardless" not in held.values.get("proviso", ()):
            continue
        for mine in claim:
            named = [a for a in mine.atoms if a.key in mine.proviso & held.keys and a.key.startswith("test:")]
            if named:
                why = "the evidence says it whatever this is"
                yield Fault("population", why, (named[0].start, named[0].end), (held.start, held.end))
                return


def reasoned(
    claim: Sequence[Clause], sentence: Sentence, around: frozenset[str], text: str
) -> Iterator[Fault]:
    """Find a reason of which the evidence has not one word."""
    for clause in claim:
        match = _REASON.search(text, clause.start, clause.end)
        given = [a for a in clause.atoms if match and a.start >= match.end()]
        if sum(a.weight for a in given) < _GIVEN:
            continue
        if not any(sentence.has(a.key) or a.key in around for a in given):
            yield Fault("causality", "the evidence gives no such reason", (given[0].start, given[-1].end))
            return


def reordered(claim: Order | None, held: Order | None, span: tuple[int, int]) -> Iterator[Fault]:
    """Find two events that the evidence has in the other order."""
    if claim is None or held is None:
        return
    if claim[0] & held[1] and claim[1] & held[0] and not agree(claim, held):
        yield Fault("time", "the evidence has them in the other order", span)
