"""Who has what within one sentence: what the evidence says of one item of a list is not said of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.grounding.facts import Atom, Clause, Sentence
from assistant.grounding.fault import Fault, kind_of
from assistant.grounding.lexicon import lexicon
from assistant.grounding.quantity import Quantity

_CUT = re.compile(r"[,，;；、:：]|\b(?:and|or|but|whereas|while|versus|than)\b|[和或及而]")
# Groups of which two may stand side by side, each with what is said of it.
_KINDS = frozenset({"population", "drug"})
_LOOSE = ("concept:patient", "concept:use", "share:", "habit:", "duty:", "tempo:", "order:")
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


def exchanged_items(claim: Sequence[Clause], sentence: Sentence, text: str) -> Iterator[Fault]:
    """Find what is said of one group's item stated of another group of the same axis; `text` is folded."""
    atoms = [atom for clause in claim for atom in clause.atoms]
    numbers = [quantity for clause in claim for quantity in clause.quantities]
    groups = {a.key.partition(":")[0] for a in atoms if _grouping(a)}
    if not groups:
        return
    items = list(_items(sentence, text))
    for axis in sorted(groups):
        mine = frozenset(a.key for a in atoms if a.key.startswith(f"{axis}:"))
        own, rivals = _sides(axis, mine, _joined(items))
        if len(mine) != 1 or not own or not rivals:
            continue
        here, there = _words(own), _words(rivals)
        rest = [
            a
            for a in atoms
            if a.key not in mine and a.key not in lexicon().plain and not a.key.startswith(_LOOSE)
        ]
        people = axis != "disease" and lexicon().axes[axis].kind == "population"
        moved = [
            a for a in rest if a.key in there - here and ":" in a.key and (people or _contrasted(a, here))
        ]
        heads = {q.dimension[0] for item in own for q in item.numbers}
        counted = [q for q in numbers if q.dimension[0] in heads and _in(q, rivals) and not _in(q, own)]
        weight = sum(a.weight for a in moved) + _SAID * len(counted)
        kept = sum(a.weight for a in rest if a.key in here - there)
        kept += sum(_in(q, own) and not _in(q, rivals) for q in numbers)
        if weight >= _SAID and kept < _KEPT:
            spot = (counted[0].start, counted[0].end) if counted else (moved[0].start, moved[-1].end)
            yield Fault(kind_of(lexicon().axes[axis]), "the evidence says this of another one", spot)
            return


def _grouping(atom: Atom) -> bool:
    axis = lexicon().axes.get(atom.key.partition(":")[0])
    return axis is not None and axis.kind in _KINDS


def _contrasted(atom: Atom, here: frozenset[str]) -> bool:
    """Say whether the group's own item has another value of the same axis."""
    axis = atom.key.partition(":")[0]
    return axis in lexicon().axes and any(key.startswith(f"{axis}:") for key in here)


def _in(quantity: Quantity, items: Sequence[_Item]) -> bool:
    return any(quantity.compare(other) == "same" for item in items for other in item.numbers)


def _words(items: Sequence[_Item]) -> frozenset[str]:
    return frozenset[str]().union(*(item.keys for item in items))


def _joined(items: Sequence[_Item]) -> list[_Item]:
    """Join a bare name with the item behind it: `甲、乙、丙疗效不确切` says it of all three."""
    joined: list[_Item] = []
    bare: _Item | None = None
    for item in items:
        whole = (
            item
            if bare is None
            else _Item((*bare.atoms, *item.atoms), (*bare.numbers, *item.numbers), bare.fresh)
        )
        said = sum(a.weight for a in whole.atoms if not _grouping(a) and a.key not in lexicon().plain)
        if said < _SAID and not whole.numbers:
            bare = whole
        else:
            joined.append(whole)
            bare = None
    return joined + ([bare] if bare is not None else [])


def _sides(axis: str, mine: frozenset[str], items: Sequence[_Item]) -> tuple[list[_Item], list[_Item]]:
    """Part the items into those of the claim's group and those of others; an item without one goes on."""
    own: list[_Item] = []
    rivals: list[_Item] = []
    held: frozenset[str] = frozenset()
    for item in items:
        held = item.values(axis) or (frozenset() if item.fresh else held)
        if held & mine:
            own.append(item)
        elif held:
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
