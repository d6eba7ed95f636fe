"""Changes as one reader may see them: each side with citations out of the stored editions."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.changes.change import Change, ChangeKind, Side
from assistant.exchange import Asker, Role
from assistant.searching import reader_for
from guidelines import Certainty, Edition, Ledger, Reader
from guidelines.citation import Citation, cite
from guidelines.grades import grade_in, strength_of

KIND_ORDER = (
    ChangeKind.THRESHOLD,
    ChangeKind.DRUG,
    ChangeKind.STRENGTH,
    ChangeKind.POPULATION,
    ChangeKind.REMOVED,
    ChangeKind.ADDED,
    ChangeKind.MOVED,
    ChangeKind.WORDING,
    ChangeKind.UNCHANGED,
)
_EVERY = frozenset(Certainty)
_STRENGTH_ORDER = {"strong": 0, "against": 0, "weak": 1, "good-practice": 1, "insufficient": 1, "unstated": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks: which documents they may know of, and how certain a fact must be for them."""

    reader: Reader
    certainties: frozenset[Certainty] = frozenset(Certainty)


def viewer_for(asker: Asker) -> Viewer:
    """Say what a person may see: to a patient, a secondary or unchecked fact is nothing."""
    if asker.role is Role.PATIENT:
        return Viewer(reader=reader_for(asker), certainties=frozenset({Certainty.CHECKED}))
    return Viewer(reader=reader_for(asker))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A change of `edition` against `replaced`, with the quotations of both sides."""

    change: Change
    replaced: Edition
    edition: Edition
    old: tuple[Citation, ...]
    new: tuple[Citation, ...]


class Showing:
    """Cites the sides of changes out of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        """Cite out of this ledger."""
        self._ledger = ledger

    def shown(
        self, change: Change, replaced: Edition, edition: Edition, viewer: Viewer
    ) -> ShownChange | None:
        """Cite both sides; None where the viewer may not see one of the quoted facts."""
        old, new = self.quotations(change.old, replaced), self.quotations(change.new, edition)
        if any(one.certainty not in viewer.certainties for one in (*old, *new)):
            return None
        return ShownChange(change=change, replaced=replaced, edition=edition, old=old, new=new)

    def visible(self, change: Change, replaced: Edition, edition: Edition, viewer: Viewer) -> bool:
        """Say whether the viewer may see every quoted fact of a change."""
        return viewer.certainties == _EVERY or self.shown(change, replaced, edition, viewer) is not None

    def quotations(self, side: Side | None, edition: Edition) -> tuple[Citation, ...]:
        """Cite the words of a side, in reading order; none for a side that is not there."""
        if side is None:
            return ()
        text = self._ledger.text(edition.edition_id)
        standing = self._ledger.standing(edition.edition_id)
        found = []
        for quoted in side.quoted:
            passage = self._ledger.passage(quoted.passage_id)
            start, end = quoted.start - passage.start, quoted.end - passage.start
            found.append(cite(edition, text, passage, start=start, end=end, standing=standing))
        return tuple(found)


def strongest_first(shown: ShownChange) -> tuple[bool, int, int, int, str]:
    """Order what changed before what is new, then by the strength that either side states, then by kind."""
    change = shown.change
    texts = [side.text for side in (change.new, change.old) if side is not None]
    strength = min(_STRENGTH_ORDER[strength_of(grade_in(text), text)] for text in texts)
    later = -shown.edition.effective_from.toordinal()
    new = change.kind is ChangeKind.ADDED
    return new, strength, KIND_ORDER.index(change.kind), later, shown.edition.edition_id
