"""The ledger of editions: what was in force on a day, and for whom.

Status is never stored beside a passage: `view` decides which editions may speak, the index holds only their
ids. So a supersession is one write, and an index can never disagree with the ledger (see DESIGN.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from guidelines.model import Certainty, DocumentId, Edition, EditionId, FamilyId, Passage, PassageId, Status

GUIDELINES = "guidelines"
"""The collection that answers come from; every other collection is a plain corpus without a lifecycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an edition is on a day, and which edition (if any) took its place."""

    status: Status
    since: date | None = None
    by: EditionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The editions that may be evidence for one reader on one day.

    `editions is None` means every edition of `collection` (a plain corpus has no lifecycle to respect).
    `certainties` are those that a fact may have to be evidence for this reader.
    """

    collection: str
    on: date
    editions: frozenset[EditionId] | None
    certainties: frozenset[Certainty] = frozenset(Certainty)

    def admits(self, passage: Passage) -> bool:
        """Say whether a passage may be evidence for this reader on this day."""
        in_force = self.editions is None or passage.edition_id in self.editions
        return in_force and passage.certainty in self.certainties


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What decides which documents a person may see: groups (always `all`) and department, if known.

    Without a department only documents that no department has for itself are seen; `every_department` is for
    who keeps the ledger.
    """

    groups: frozenset[str] = frozenset({"all"})
    department: str | None = None
    every_department: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionContent:
    """An edition with its canonical text and its passages, as one unit that is stored or not at all."""

    edition: Edition
    text: str
    passages: tuple[Passage, ...]


class Ledger(Protocol):
    """Keeps guidelines for ever; adding the same content twice changes nothing.

    Every method raises `UnknownReferenceError` for an id that it does not hold. A passage is visible only
    once its edition is committed here, so a crash between index and ledger leaves nothing half-visible.
    """

    def add(self, contents: Sequence[EditionContent]) -> tuple[EditionId, ...]:
        """Store editions all or none; returns the ids that were new.

        Raises:
            MetadataError: an id is taken by other content, editions would supersede each other, or nothing
                says which of two editions of a family holds (see `undecided`).
            QuotationError: a passage is no slice of its edition's text.
        """
        ...

    def keep_only(self, collection: str, editions: Set[EditionId]) -> int:
        """Forget every other edition of a plain corpus; returns how many.

        Raises:
            MetadataError: the collection is that of the guidelines, which are kept for ever.
        """
        ...

    def edition(self, edition_id: EditionId) -> Edition:
        """Give one edition's record."""
        ...

    def resolve(self, reference: str) -> Edition:
        """Find an edition by edition id or document id (the document's latest content)."""
        ...

    def editions(self, *, collection: str = GUIDELINES) -> tuple[Edition, ...]:
        """List editions, by family, then by the day they took effect, then by id."""
        ...

    def text(self, edition_id: EditionId) -> str:
        """Give an edition's canonical text."""
        ...

    def passages(self, edition_id: EditionId) -> tuple[Passage, ...]:
        """Give an edition's passages in reading order."""
        ...

    def passage(self, passage_id: PassageId) -> Passage:
        """Give one passage."""
        ...

    def supersede(self, old: EditionId, new: EditionId, *, by: str | None = None) -> None:
        """Record that `new` takes the place of `old`; `by` is the opaque id of the person who says so."""
        ...

    def withdraw(self, edition_id: EditionId, *, on: date, reason: str, by: str | None = None) -> None:
        """Record that an edition is no longer to be used from `on`; `by` is who says so."""
        ...

    def standing(self, edition_id: EditionId, *, on: date | None = None) -> Standing:
        """Say what an edition is on a day (default: today), given everything the ledger knows."""
        ...

    def view(self, reader: Reader, *, as_of: date | None, collection: str = GUIDELINES) -> View:
        """Say which editions may be evidence for `reader`; `as_of=None` means today."""
        ...


def standing(edition: Edition, family: Iterable[Edition], *, on: date) -> Standing:
    """Say what `edition` is on a day, given all editions of its family (itself included or not).

    An edition is superseded once a sibling that names it in `supersedes`, or that took effect later, is in
    effect; a withdrawn successor does not bring the old one back: a person must do that. Where two took
    effect on one day and neither names the other, the greater id takes the smaller one's place. An edition
    whose metadata declares it superseded, with no successor on file, is superseded since an unknown day.
    """
    recorded = _recorded_standing(edition, family, on=on)
    if recorded.status is Status.CURRENT and edition.declared is Status.SUPERSEDED:
        return Standing(status=Status.SUPERSEDED)
    return recorded


def may_speak(edition: Edition, family: Iterable[Edition], *, as_of: date | None, today: date) -> bool:
    """Say whether an edition may be evidence: in effect, not replaced, not withdrawn on the day asked about.

    An edition that its metadata declares superseded, with no successor on file, speaks only for an explicit
    `as_of` in the past, because nobody recorded the day on which it ended.
    """
    on = as_of or today
    if edition.effective_from > on:
        return False
    if edition.declared is Status.SUPERSEDED and on >= today:
        return False
    return _recorded_standing(edition, family, on=on).status is Status.CURRENT


def readable(edition: Edition, reader: Reader) -> bool:
    """Say whether `reader` may know that this edition exists."""
    open_to_reader = (
        not edition.departments or reader.every_department or reader.department in edition.departments
    )
    return edition.access in reader.groups and open_to_reader


def undecided(edition: Edition, family: Iterable[Edition]) -> Edition | None:
    """Give an edition of another document that took effect on the same day, where neither names the other."""
    return next(
        (
            other
            for other in family
            if other.document_id != edition.document_id
            and _tied(other, edition)
            and not _edge(other, edition)
        ),
        None,
    )


def families(editions: Iterable[Edition]) -> dict[FamilyId, tuple[Edition, ...]]:
    """Group editions by family, each family oldest first."""
    grouped: dict[FamilyId, list[Edition]] = {}
    for edition in editions:
        grouped.setdefault(edition.family_id, []).append(edition)
    return {
        family: tuple(sorted(members, key=lambda one: (one.effective_from, one.edition_id)))
        for family, members in grouped.items()
    }


def speaking(
    editions: Iterable[Edition], reader: Reader, *, as_of: date | None, today: date
) -> frozenset[EditionId]:
    """Compute a view: the editions that may be evidence for `reader` on the day asked about."""
    everything = tuple(editions)
    named = {document for edition in everything for document in edition.supersedes}
    by_family = families(everything)
    return frozenset(
        edition.edition_id
        for family in by_family.values()
        for edition in family
        if readable(edition, reader)
        and may_speak(
            edition, everything if edition.document_id in named else family, as_of=as_of, today=today
        )
    )


def _recorded_standing(edition: Edition, family: Iterable[Edition], *, on: date) -> Standing:
    if edition.withdrawn_on is not None and edition.withdrawn_on <= on:
        return Standing(status=Status.WITHDRAWN, since=edition.withdrawn_on)
    if edition.declared is Status.WITHDRAWN and edition.withdrawn_on is None:
        return Standing(status=Status.WITHDRAWN)
    successors = [
        other
        for other in family
        if other.edition_id != edition.edition_id and other.effective_from <= on and _replaces(other, edition)
    ]
    if successors:
        first = min(successors, key=lambda other: (other.effective_from, other.edition_id))
        return Standing(status=Status.SUPERSEDED, since=first.effective_from, by=first.edition_id)
    if edition.effective_to is not None and edition.effective_to <= on:
        return Standing(status=Status.SUPERSEDED, since=edition.effective_to)
    return Standing(status=Status.CURRENT)


def _replaces(other: Edition, edition: Edition) -> bool:
    named: tuple[DocumentId, ...] = other.supersedes
    if edition.document_id in named or other.family_id != edition.family_id:
        return edition.document_id in named
    if _tied(other, edition):
        return not _edge(other, edition) and other.edition_id > edition.edition_id
    return other.effective_from > edition.effective_from


def _tied(one: Edition, other: Edition) -> bool:
    return one.family_id == other.family_id and one.effective_from == other.effective_from


def _edge(one: Edition, other: Edition) -> bool:
    return one.document_id in other.supersedes or other.document_id in one.supersedes
