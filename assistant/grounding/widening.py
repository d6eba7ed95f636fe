"""A rule for a case, stated of everybody: `患者不建议…` where the evidence says `出血高危患者不建议…`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.grounding.facts import Clause, Sentence
from assistant.grounding.fault import Fault
from assistant.grounding.lexicon import lexicon
from assistant.grounding.quantity import Quantity

# What the document is about goes without saying; a finding that is positive does not.
_TOPICS = frozenset({"disease", "course", "case", "setting", "age", "sex"})
_FINDINGS = frozenset({"result"})
_A_WORD = 0.5
# `≥11.1 mmol/L伴典型症状者`
_AND = re.compile(
    r"[^，。；、或\d]{0,6}(?:且|并|伴|同时|合并)(?:有|伴有?|存在|出现)?(?P<more>[^，。；或]{2,16}?)(?:者|时|的?患者)"
)
_PATIENTS, _ALL = "concept:patient", "share:all"


def widened(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find a claim about patients, or all of them, where the evidence names the case that it speaks of."""
    axes = {a.name for a in lexicon().axes.values() if a.kind == "population" and a.scope} - _TOPICS
    axes |= _FINDINGS
    told = frozenset[str]().union(*(clause.keys for clause in claim))
    everybody = next((s for clause in claim if (s := _everybody(clause)) is not None), None)
    narrowed = any(clause.conditions or clause.quantities or axes & clause.context.keys() for clause in claim)
    if everybody is None or narrowed or _ALL in sentence.keys:
        return
    held = max(sentence.clauses, key=lambda clause: len(clause.keys & told))
    if any(axis in held.context for axis in axes):
        why = "the evidence says this only of a case that the claim leaves out"
        yield Fault("population", why, everybody, (held.start, held.end))


def _everybody(clause: Clause) -> tuple[int, int] | None:
    """Give the words of a clause that begins with patients of whom it says nothing, or that says all."""
    first = min(clause.atoms, key=lambda atom: atom.start, default=None)
    if first is not None and first.key == _PATIENTS and _PATIENTS not in clause.proviso:
        return first.start, first.end
    whole = next((atom for atom in clause.atoms if atom.key == _ALL), None)
    return (whole.start, whole.end) if whole is not None else None


def unmet(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find a threshold beside which the evidence asks for more: `≥11.1且有症状者`."""
    told = frozenset[str]().union(*(clause.keys for clause in claim))
    numbers = [quantity for clause in claim for quantity in clause.quantities]
    for held in sentence.clauses:
        for quantity in held.quantities:
            mine = next((q for q in numbers if q.compare(quantity) == "same" or _bare(q, quantity)), None)
            match = _AND.match(sentence.text, quantity.end - sentence.start, held.end - sentence.start)
            if mine is None or match is None:
                continue
            low, high = (sentence.start + at for at in match.span("more"))
            more = [a for a in held.atoms if low <= a.start and a.end <= high and a.key != _PATIENTS]
            rest = [a for a in held.atoms if a.start >= high and a.key in told]
            if sum(a.weight for a in more) >= _A_WORD and rest and not any(a.key in told for a in more):
                why = "the evidence asks for more in this case"
                yield Fault("population", why, (mine.start, mine.end), (low, high))
                return


def _bare(quantity: Quantity, other: Quantity) -> bool:
    return quantity.bare and quantity.printed == other.printed
