"""Which words stand beside which number: a value may not move to its neighbour's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.grounding.facts import Atom, Clause
from assistant.grounding.fault import Fault
from assistant.grounding.quantity import Quantity

# The strongest cut between two numbers parts their words.
_CUTS = tuple(
    re.compile(cut)
    for cut in (
        r"[;；。]",
        r"[,，(（]|\b(?:versus|vs|compared|whereas|while|but)\b",
        r"\b(?:and|or)\b|[、和或及而]",
    )
)
# What stands in brackets right behind a number is said of it.
_BRACKET = re.compile(r"[^（(，,;；、]{0,6}[（(][^（()）]*[）)]")
_JOINED = re.compile(r"\s?(?:and|or|to|[、和或与至~/])?\s?")
# `from 2 days before to 5 days after` is one span: what stands behind it speaks of both.
_SPAN = re.compile(r"\s?(?:至|到|~|to\b)")
_COMMON = frozenset({"concept:patient", "concept:dose", "concept:use", "concept:target"})
_CARRIED = ("drug:", "disease:", "age:", "procedure:")
_ENOUGH = 0.7
_PAIR = 2
# A type or stage in front of a number says for whom it is.
_STEPS = frozenset({("type",), ("stage",), ("grade",)})


@dataclass(frozen=True, slots=True)
class _Window:
    """A number with the words that stand beside it, and those that stand before the first number."""

    quantity: Quantity
    beside: dict[str, Atom]
    lead: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.beside) | self.lead


def beside(claim: Sequence[Clause], evidence: Sequence[Clause], *, texts: tuple[str, str]) -> Iterator[Fault]:
    """Name a number that stands among the words of another one of its dimension; `texts` are folded."""
    held = list(_windows(evidence, texts[1]))
    for mine in _windows(claim, texts[0]):
        own = [one for one in held if mine.quantity.compare(one.quantity) == "same"]
        rivals = [one for one in held if one.quantity.dimension == mine.quantity.dimension and one not in own]
        if not own or not rivals:
            continue
        if any(_named(mine.quantity, one.quantity, claim, evidence) for one in own):
            continue
        found = [_taken(mine, one, rivals) for one in own]
        first = found[0]
        if first is not None and all(found):
            word, other = first
            yield Fault(
                "number",
                "this value is stated of something else in the evidence",
                (mine.quantity.start, mine.quantity.end),
                (other.quantity.start, other.quantity.end) if word else None,
            )
            return


def _named(mine: Quantity, own: Quantity, claim: Sequence[Clause], evidence: Sequence[Clause]) -> bool:
    """Say whether the claim gives the case in numbers for which this one stands."""
    told = [q for clause in claim for q in clause.quantities if q is not mine]
    for clause in evidence:
        if any(q is own for q in clause.quantities):
            cases = [q for q in clause.conditions if q is not own and clause.start <= q.start < clause.end]
            cases += [q for q in clause.quantities if q.dimension in _STEPS and q.end <= own.start]
            return any(q.compare(case) == "same" for q in told for case in cases)
    return False


def _taken(mine: _Window, own: _Window, rivals: Sequence[_Window]) -> tuple[Atom, _Window] | None:
    """Find words of the claim that stand only beside a rival, while none stands only beside the number."""
    told = frozenset(mine.beside) | mine.lead
    for rival in rivals:
        if told & (frozenset(own.beside) - rival.keys - _COMMON):
            continue
        theirs = [
            atom
            for key, atom in rival.beside.items()
            if key in told and key not in own.keys and key not in _COMMON and ":" in key
        ]
        if rival.quantity.end <= own.quantity.start:
            # What an earlier statement names goes on to hold, until another of its kind is named.
            named = {key.partition(":")[0] for key in own.beside}
            theirs = [a for a in theirs if a.key.partition(":")[0] in named or not a.key.startswith(_CARRIED)]
        plain = [
            atom
            for key, atom in rival.beside.items()
            if key in told and key not in own.keys and ":" not in key
        ]
        twins = any(_twin(atom.key, own.keys, told) for atom in plain)
        if twins or sum(atom.weight for atom in (*theirs, *plain)) >= _ENOUGH:
            return (theirs or plain)[0], rival
    return None


def _twin(pair: str, own: frozenset[str], told: frozenset[str]) -> bool:
    """Say whether two letters name a sibling of what the number stands beside: 初产 where it says 经产."""
    alike = (key for key in own if len(key) == len(pair) and key[-1] == pair[-1] and key[0] != pair[0])
    return not pair.isascii() and len(pair) == _PAIR and any(key not in told for key in alike)


def _windows(clauses: Sequence[Clause], text: str) -> Iterator[_Window]:
    numbers = sorted((q for clause in clauses for q in clause.quantities), key=lambda q: q.start)
    atoms = [atom for clause in clauses for atom in clause.atoms]
    if not numbers:
        return
    start, end = clauses[0].start, clauses[-1].end
    last = _tail(text, numbers, end)
    cuts = [start, *(_cut(text, first.end, second.start) for first, second in pairwise(numbers)), last]
    for index, (first, second) in enumerate(pairwise(numbers), 1):
        # Numbers with nothing between them, such as `2016 and 2017`, share their words.
        if _JOINED.fullmatch(text, first.end, second.start):
            cuts[index] = -1
    own = max(text.rfind(cut, start, numbers[0].start) for cut in "：:")
    lead = [a for a in atoms if a.start < (own if own > start else numbers[0].start)]
    for index, quantity in enumerate(numbers):
        opened = next(cut for cut in reversed(cuts[: index + 1]) if cut >= 0)
        closed = next(cut for cut in cuts[index + 1 :] if cut >= 0)
        inside = {a.key: a for a in atoms if opened <= a.start < closed}
        leads = opened == start and len(numbers) > 1
        before = frozenset(a.key for a in lead if leads)
        beside_it = {k: a for k, a in inside.items() if k not in before}
        yield _Window(quantity, beside_it, before | _framed(quantity, clauses))


def _framed(quantity: Quantity, clauses: Sequence[Clause]) -> frozenset[str]:
    """Give the words of the clause for which a number ahead of it only says when: `发病10天内，可用…`."""
    for clause, following in pairwise(clauses):
        if clause.start <= quantity.start < clause.end:
            ends = quantity.end == clause.end and not following.quantities
            return following.keys if ends else frozenset()
    return frozenset()


def _tail(text: str, numbers: Sequence[Quantity], end: int) -> int:
    """Give where the words of the last number end: `a 2, b 3; both …` goes on to speak of them all."""
    if len(numbers) > 1 and _SPAN.match(text, numbers[-2].end):
        return numbers[-1].end
    if len(numbers) < 2 or any(cut.search(text, numbers[-2].end, numbers[-1].start) for cut in _CUTS[:2]):
        return end
    cut = re.compile(r"[，,;；]").search(text, numbers[-1].end, end)
    return cut.start() if cut else end


def _cut(text: str, low: int, high: int) -> int:
    bracket = _BRACKET.match(text, low, high)
    if bracket:
        return bracket.end()
    for pattern in _CUTS:
        match = pattern.search(text, low, high)
        if match:
            return match.start()
    # English says of what behind a number, Chinese before it.
    return high if text[low:high].isascii() else low
