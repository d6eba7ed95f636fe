"""What became of a statement: the first kind that applies, in the order of `ChangeKind`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from assistant.changes.change import ChangeKind, NumberChange
from assistant.changes.numbers import number_changes
from assistant.changes.parted import reworded
from assistant.changes.words import said
from guidelines.changes import Pairing, Unit
from guidelines.changes.unit import unit_key
from guidelines.grades import grade_in, strength_of, without_grades

_Texts: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A kind and the numbers behind it; `parted` says that the two are statements of their own."""

    kind: ChangeKind
    numbers: tuple[NumberChange, ...] = ()
    parted: bool = False


def judge(pairing: Pairing, *, moved: bool) -> Judged:
    """Say what became of a statement; `moved` says whether it stands under another heading."""
    if not pairing.old:
        return Judged(kind=ChangeKind.ADDED)
    if not pairing.new:
        return Judged(kind=ChangeKind.REMOVED)
    stays = ChangeKind.MOVED if moved else None
    old, new = bodies(pairing)
    if "".join(map(unit_key, old)) == "".join(map(unit_key, new)):
        return Judged(kind=stays or ChangeKind.UNCHANGED)
    return _differing(pairing, old, new, stays)


def _differing(pairing: Pairing, old: _Texts, new: _Texts, stays: ChangeKind | None) -> Judged:
    """Judge two statements in different words."""
    numbers = number_changes(*map(_plain, (old, new)), pairing.new[0].header if _rows(pairing) else ())
    if numbers:
        return Judged(kind=ChangeKind.THRESHOLD, numbers=numbers)
    before, after = said("\n".join(_plain(old))), said("\n".join(_plain(new)))
    if before.drugs != after.drugs:
        return Judged(kind=ChangeKind.DRUG)
    if _grade(pairing.old) != _grade(pairing.new) or before.urges_otherwise(after):
        return Judged(kind=ChangeKind.STRENGTH)
    if before.people != after.people:
        return Judged(kind=ChangeKind.POPULATION)
    if not reworded(pairing, old, new):
        return Judged(kind=ChangeKind.ADDED, parted=True)
    return Judged(kind=stays or ChangeKind.WORDING)


def bodies(pairing: Pairing) -> tuple[_Texts, _Texts]:
    """Give the words of both sides: a row's cells, else the statements.

    A name before a colon is left out where only one edition prints it: the other has it as a heading.
    """
    if _rows(pairing):
        return pairing.old[0].cells, pairing.new[0].cells
    leads = [bool(side[0].lead) for side in (pairing.old, pairing.new)]
    if leads[0] == leads[1]:
        return tuple(u.body for u in pairing.old), tuple(u.body for u in pairing.new)
    return _without_lead(pairing.old), _without_lead(pairing.new)


def _without_lead(side: tuple[Unit, ...]) -> _Texts:
    return tuple(unit.body.removeprefix(unit.lead) for unit in side)


def _rows(pairing: Pairing) -> bool:
    return all(len(side) == 1 and side[0].cells for side in (pairing.old, pairing.new))


def _plain(texts: _Texts) -> _Texts:
    return tuple(map(without_grades, texts))


def _grade(side: tuple[Unit, ...]) -> tuple[str, str]:
    """Give the strength and the mark that a statement carries."""
    text = "\n".join(unit.text for unit in side)
    mark = grade_in(text)
    return strength_of(mark), "".join((mark or "").split()).casefold()
