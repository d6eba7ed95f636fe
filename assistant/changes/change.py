"""One difference between two editions, as a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from guidelines import PassageId


class ChangeKind(StrEnum):
    """What became of a statement; of several that apply, the first in this order is told."""

    ADDED = "added"
    REMOVED = "removed"
    THRESHOLD = "threshold"
    DRUG = "drug"
    STRENGTH = "strength"
    POPULATION = "population"
    MOVED = "moved"
    WORDING = "wording"
    UNCHANGED = "unchanged"

    @property
    def clinical(self) -> bool:
        """Say whether what is to be done may differ: all but moved, reworded and unchanged."""
        return self not in {ChangeKind.MOVED, ChangeKind.WORDING, ChangeKind.UNCHANGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChange:
    """A number before and after, as printed without its unit; None where one edition has none.

    Where only the comparator differs, both are printed with it. `old_said` and `new_said` hold comparator,
    number and unit as printed.
    """

    old: str | None
    new: str | None
    unit: str
    what: str
    old_said: str = ""
    new_said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Words of a passage: `start:end` of its edition's canonical text."""

    passage_id: PassageId
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A statement as one edition prints it, and which words of it can be quoted, in reading order.

    A statement that is printed as a heading stands in no passage and cannot be quoted.
    """

    text: str
    section: tuple[str, ...]
    page: int | None
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A statement of two editions and what became of it; `score` is the likeness of the words, 0 to 1."""

    kind: ChangeKind
    old: Side | None
    new: Side | None
    numbers: tuple[NumberChange, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Every statement of two editions exactly once: in the new edition's order, then what was removed.

    `unpaired` are facts of two digests of which only one holds them, where the new edition says of itself
    that its recommendations are those of the old one: such a fact was left out of a digest, not changed.
    """

    changes: tuple[Change, ...]
    unpaired: tuple[Change, ...] = ()

    def affected(self) -> frozenset[PassageId]:
        """Give the old passages that hold a statement which no longer stands as it did."""
        return frozenset(
            quoted.passage_id
            for change in self.changes
            if change.kind.clinical and change.old is not None
            for quoted in change.old.quoted
        )

    @property
    def summary(self) -> Mapping[ChangeKind, int]:
        """Count the statements by kind; every kind is named."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in ChangeKind}
