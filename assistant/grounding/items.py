"""Who has what within one sentence: what the evidence says of one item of a list is not said of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from assistant.grounding.facts import Atom, Clause, Sentence
from assistant.grounding.fault import Fault, kind_of
from assistant.grounding.lexicon import lexicon
from assistant.grounding.quantity import Quantity

_CUT = re.compile(r"[,，;；、:：]|\b(?:and|or|but|whereas|while|versus|than)\b|[和或及而]")
# Groups of which two may stand side by side, each with what is said of it.
_KINDS = frozenset({"population", "drug"})
_SAMPLES = frozenset({"sampling", "pressure", "accuracy", "portion"})
# What the whole sentence may be about, or what any item may say.
_LOOSE = (
    "disease:",
    "organ:",
    "concept:patient",
    "concept:use",
    "share:",
    "habit:",
    "duty:",
    "tempo:",
    "order:",
)
# What is done, in whatever way it changes.
_ACTS = frozenset({"direction", "step", "duty", "line"})
_NAMES = ("drug:", "test:", "procedure:")
_TWO = 2
_SAID, _KEPT = 1.0, 0.5


@dataclass(frozen=True, slots=True)
class _Item:
    """A piece of a sentence: its words and its numbers; `fresh` behind a semicolon."""

    atoms: tuple[Atom, ...]
    numbers: tuple[Quantity, ...]
    fresh: bool = False

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(atom.key for atom in self.atoms)

    def values(self, axis: str) -> frozenset[str]:
        return frozenset(a.key for a in self.atoms if a.key.startswith(f"{axis}:"))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the claim says: its words and its numbers."""

    atoms: tuple[Atom, ...]
    numbers: tuple[Quantity, ...]

    def beside(self, mine: frozenset[str]) -> list[Atom]:
        """Give the words that could be what is said of a group."""
        return [a for a in self.atoms if a.key not in mine and _telling(a.key)]


def exchanged_items(claim: Sequence[Clause], sentence: Sentence, text: str) -> Iterator[Fault]:
    """Find what is said of one group's item stated of another group of the same axis; `text` is folded."""
    told = _Told(
        tuple(atom for clause in claim for atom in clause.atoms),
        tuple(quantity for clause in claim for quantity in clause.quantities),
    )
    groups = {a.key.partition(":")[0] for a in told.atoms if _grouping(a)}
    items = list(_items(sentence, text)) if groups or told.numbers else []
    if len(items) < _TWO:
        return
    joined = _joined(items)
    yield from _of_another_band(told, joined)
    yield from _of_another_case(claim, sentence)
    for clause in claim:
        part = _Told(clause.atoms, clause.quantities)
        for axis in sorted(groups):
            mine = frozenset(a.key for a in part.atoms if a.key.startswith(f"{axis}:"))
            for one in sorted(mine):
                yield from _of_another_group(one, mine, part, joined)


def _of_another_group(one: str, mine: frozenset[str], told: _Told, items: Sequence[_Item]) -> Iterator[Fault]:
    """Find what the evidence says of other groups than `one`, of those of its axis that the claim names."""
    axis = one.partition(":")[0]
    own, rivals = _sides(axis, one, mine, items)
    if not own or not rivals:
        return
    here, there = _words(own), _words(rivals)
    rest = told.beside(mine)
    people = axis != "disease" and lexicon().axes[axis].kind == "population"
    moved = [a for a in rest if a.key in there - here and _as_denied(a, rivals)]
    moved = [a for a in moved if _contrasted(a, here) or (people and _said(a)) or a.key.startswith("line:")]
    heads = {q.dimension[0] for item in own for q in item.numbers}
    alike = [q for q in told.numbers if q.bare or q.dimension[0] in heads]
    counted = [q for q in alike if _in(q, rivals) and not _in(q, own)]
    kept = sum(a.weight for a in rest if a.key in here - there)
    kept += sum(_in(q, own) and not _in(q, rivals) for q in told.numbers)
    if sum(a.weight for a in moved) + _SAID * len(counted) >= _SAID and kept < _KEPT:
        spot = (counted[0].start, counted[0].end) if counted else (moved[0].start, moved[-1].end)
        yield Fault(kind_of(lexicon().axes[axis]), "the evidence says this of another one", spot)


def _of_another_case(claim: Sequence[Clause], sentence: Sentence) -> Iterator[Fault]:
    """Find what the evidence says in one case stated in another: `出血风险高者` for `复发风险高者`."""
    cases = {clause.proviso for clause in sentence.clauses if clause.proviso}
    spoken = {
        case: frozenset[str]().union(*(c.keys for c in sentence.clauses if c.proviso == case))
        for case in cases
    }
    for mine in claim if len(cases) >= _TWO else ():
        rest = [a for a in mine.atoms if a.key not in mine.proviso and _telling(a.key)]
        for own, rival in permutations(cases, 2):
            here, there = spoken[own], spoken[rival]
            named = {key for key in mine.proviso & own - there if ":" in key}
            moved = [a for a in rest if a.key in there - here - rival]
            kept = any(a.key in here - there for a in rest) or mine.proviso & rival - here
            if named and sum(a.weight for a in moved) >= _SAID and not kept:
                why = "the evidence says this of another case"
                yield Fault("population", why, (moved[0].start, moved[-1].end))
                return


def _of_another_band(told: _Told, items: Sequence[_Item]) -> Iterator[Fault]:
    """Find what the evidence does in one band of a value done in another: `减量` where it says `停用`."""
    if sum(bool(item.numbers) for item in items) < _TWO:
        return
    for quantity in told.numbers:
        own, rivals = _bands(quantity, items)
        others = [q for q in told.numbers if q is not quantity]
        if not own or not rivals or any(_alike(q, quantity) for q in others):
            continue
        here, there = _words(own), _words(rivals)
        rest = told.beside(frozenset())
        moved = [a for a in rest if a.key in there - here and _contrasted(a, here)]
        heads = {_head(q) for item in own for q in item.numbers}
        counted = [q for q in others if _head(q) in heads and _in(q, rivals) and not _in(q, own)]
        kept = any(a.key in here - there for a in rest) or any(
            _in(q, own) and not _in(q, rivals) for q in others
        )
        if (moved or counted) and not kept:
            spot = (moved[0].start, moved[0].end) if moved else (counted[0].start, counted[0].end)
            yield Fault("population", "the evidence says this of another value", spot)
            return


def _bands(quantity: Quantity, items: Sequence[_Item]) -> tuple[list[_Item], list[_Item]]:
    """Part the items into those of a value and those of other values; an item without one goes on."""
    own: list[_Item] = []
    rivals: list[_Item] = []
    side: list[_Item] | None = None
    for item in items:
        if _in(quantity, [item]):
            side = own
        elif any(_alike(q, quantity) for q in item.numbers):
            side = rivals
        if side is not None:
            side.append(item)
    return own, rivals


def _head(quantity: Quantity) -> str:
    """Give what a quantity is of; a rhythm may be counted or timed."""
    return "times" if quantity.dimension[0] == "every" else quantity.dimension[0]


def _alike(one: Quantity, other: Quantity) -> bool:
    """Say whether two values are of one kind."""
    return (one.dimension == other.dimension and one.aged == other.aged) or one.bare or other.bare


def _said(atom: Atom) -> bool:
    """Say whether a listed word is said of people, and is no name that a whole sentence may be about."""
    return ":" in atom.key and not atom.key.startswith(_NAMES)


def _as_denied(atom: Atom, items: Sequence[_Item]) -> bool:
    return any(a.key == atom.key and a.negated == atom.negated for item in items for a in item.atoms)


def _telling(key: str) -> bool:
    """Say whether a word could be what is said of a group: not what the whole sentence is about."""
    return key not in lexicon().plain and not key.startswith(_LOOSE)


def _grouping(atom: Atom) -> bool:
    axis = lexicon().axes.get(atom.key.partition(":")[0])
    return axis is not None and (axis.kind in _KINDS or axis.name in _SAMPLES)


def _contrasted(atom: Atom, here: frozenset[str]) -> bool:
    """Say whether the group's own item has another value of the same axis."""
    axis = atom.key.partition(":")[0]
    kindred = _ACTS if axis in _ACTS else frozenset({axis} & lexicon().axes.keys())
    return any(key.partition(":")[0] in kindred for key in here)


def _in(quantity: Quantity, items: Sequence[_Item]) -> bool:
    return any(
        quantity.compare(other) == "same" or (quantity.bare and quantity.printed == other.printed)
        for item in items
        for other in item.numbers
    )


def _words(items: Sequence[_Item]) -> frozenset[str]:
    return frozenset[str]().union(*(item.keys for item in items))


def _joined(items: Sequence[_Item]) -> list[_Item]:
    """Join a bare name with the item behind it: `甲、乙、丙疗效不确切` says it of all three."""
    joined: list[_Item] = []
    bare: _Item | None = None
    for item in items:
        whole = item
        if bare is not None:
            whole = _Item((*bare.atoms, *item.atoms), (*bare.numbers, *item.numbers), bare.fresh)
        said = sum(a.weight for a in whole.atoms if not _grouping(a) and a.key not in lexicon().plain)
        if said < _SAID and not whole.numbers:
            bare = whole
        else:
            joined.append(whole)
            bare = None
    return joined + ([bare] if bare is not None else [])


def _sides(
    axis: str, one: str, mine: frozenset[str], items: Sequence[_Item]
) -> tuple[list[_Item], list[_Item]]:
    """Part the items into those of a group and those of groups that the claim does not name.

    An item without a group goes on about the one before it.
    """
    own: list[_Item] = []
    rivals: list[_Item] = []
    held: frozenset[str] = frozenset()
    for item in items:
        held = item.values(axis) or (frozenset() if item.fresh else held)
        if one in held:
            own.append(item)
        elif held - mine:
            rivals.append(item)
    return own, rivals


def _items(sentence: Sentence, text: str) -> Iterator[_Item]:
    """Cut a sentence into the items of its lists, leaving listed words and numbers whole."""
    atoms = [atom for clause in sentence.clauses for atom in clause.atoms]
    numbers = [quantity for clause in sentence.clauses for quantity in clause.quantities]
    closed = [(q.start, q.end) for q in numbers] + [(a.start, a.end) for a in atoms if ":" in a.key]
    found = (match.span() for match in _CUT.finditer(text, sentence.start, sentence.end))
    free = [end for start, end in found if not any(low < end and start < high for low, high in closed)]
    cuts = [sentence.start, *free]
    for low, high in zip(cuts, [*cuts[1:], sentence.end], strict=True):
        words = tuple(a for a in atoms if low <= a.start < high)
        counted = tuple(q for q in numbers if low <= q.start < high)
        yield _Item(words, counted, text[low - 1 : low] in {";", "；"})
