"""The ledger of editions: what was in force on a day, and for whom.

Status is never stored beside a passage: `view` decides which editions may speak, the index holds only their
ids. So a supersession is one write, and an index can never disagree with the ledger (see DESIGN.md).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from guidelines.arrivals import Origin
from guidelines.model import Certainty, DocumentId, Edition, EditionId, FamilyId, Passage, PassageId, Status
from guidelines.text import Span, fold

GUIDELINES = "guidelines"
"""The collection that answers come from; every other collection is a plain corpus without a lifecycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an edition is on a day, and which edition (if any) took its place."""

    status: Status
    since: date | None = None
    by: EditionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A stretch of an edition's canonical text, within one passage, that an amendment replaces."""

    passage_id: PassageId
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The editions that may be evidence for one reader on one day.

    `editions is None` means every edition of `collection` (a plain corpus has no lifecycle to respect).
    `certainties` are those that a fact may have to be evidence for this reader. `amended` are the stretches
    of their canonical texts that a partial update or an erratum has replaced.
    """

    collection: str
    on: date
    editions: frozenset[EditionId] | None
    certainties: frozenset[Certainty] = frozenset(Certainty)
    amended: Mapping[PassageId, tuple[Span, ...]] = field(default_factory=dict)

    def admits(self, passage: Passage) -> bool:
        """Say whether a passage may be evidence for this reader on this day: some of it, if not all."""
        in_force = self.editions is None or passage.edition_id in self.editions
        return in_force and passage.certainty in self.certainties and self._has_words_left(passage)

    def silences(self, passage: Passage, start: int, end: int) -> bool:
        """Say whether an amendment has replaced something of `passage.text[start:end]`."""
        first, last = passage.start + start, passage.start + end
        return any(
            span.start < last and first < span.end for span in self.amended.get(passage.passage_id, ())
        )

    def _has_words_left(self, passage: Passage) -> bool:
        spans = self.amended.get(passage.passage_id)
        return spans is None or any(
            letter.isalnum() and not any(span.start <= at < span.end for span in spans)
            for at, letter in enumerate(passage.text, passage.start)
        )


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

    def add(
        self, contents: Sequence[EditionContent], *, origin: Origin | None = None
    ) -> tuple[EditionId, ...]:
        """Store editions all or none, as one arrival; returns the ids that were new or came back.

        An edition whose arrival was rolled back counts again, under the record that it comes with now.

        Raises:
            MetadataError: an id is taken by other content, editions would supersede or amend each other,
                nothing says which of two editions of a family holds (see `undecided`), or an amendment
                does not say what it replaces (see `guidelines.amendment`).
            QuotationError: a passage is no slice of its edition's text.
        """
        ...

    def rehearse(self, contents: Sequence[EditionContent]) -> tuple[EditionId, ...]:
        """Do what `add` does, raising what it raises, and store nothing."""
        ...

    def holds(self, edition_id: EditionId) -> bool:
        """Say whether an edition counts: it was added, and its arrival was not rolled back."""
        ...

    def keep_only(self, collection: str, editions: Set[EditionId]) -> int:
        """Forget every other edition of a plain corpus; returns how many.

        Raises:
            MetadataError: the collection is that of the guidelines, which are kept for ever.
        """
        ...

    def edition(self, edition_id: EditionId) -> Edition:
        """Give one edition's record, also of one whose arrival was rolled back."""
        ...

    def resolve(self, reference: str) -> Edition:
        """Find an edition by edition id or document id (the document's latest content)."""
        ...

    def editions(self, *, collection: str = GUIDELINES) -> tuple[Edition, ...]:
        """List the editions that count, by family, then by the day they took effect, then by id."""
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
        """Say what an edition is on a day (default: today), given everything the ledger knows.

        One whose arrival was rolled back is withdrawn since that day.
        """
        ...

    def amended(self, edition_id: EditionId) -> Mapping[EditionId, tuple[Amended, ...]]:
        """Give the amendments of an edition that count, each with what it replaces, whatever the day."""
        ...

    def view(self, reader: Reader, *, as_of: date | None, collection: str = GUIDELINES) -> View:
        """Say which editions may be evidence for `reader`; `as_of=None` means today."""
        ...


def standing(edition: Edition, family: Iterable[Edition], *, on: date) -> Standing:
    """Say what `edition` is on a day, given all editions of its family (itself included or not).

    One that amends others takes nobody's place by its day, and stands no longer than one of them does. Every
    other edition is superseded once a sibling that names it in `supersedes`, or that took effect later, is in
    effect; a withdrawn successor does not bring the old one back: a person must do that. Where two took
    effect on one day and neither names the other, the greater id takes the smaller one's place. An edition
    whose metadata declares it superseded, with no successor on file, is superseded since an unknown day.
    """
    recorded = _recorded_standing(edition, tuple(family), on=on)
    if recorded.status is Status.CURRENT and edition.declared is Status.SUPERSEDED:
        return Standing(status=Status.SUPERSEDED)
    return recorded


def may_speak(edition: Edition, family: Iterable[Edition], *, as_of: date | None, today: date) -> bool:
    """Say whether an edition may be evidence: in effect, not replaced, not withdrawn on the day asked about.

    An edition that its metadata declares superseded, with no successor on file, speaks only for an explicit
    `as_of` in the past, because nobody recorded the day on which it ended.
    """
    on = as_of or today
    return not _ended_unseen(edition, on=on, today=today) and _speaks(edition, tuple(family), on=on)


@dataclass(frozen=True, slots=True)
class Term:
    """The days on which an edition may be evidence, given what the ledger knows: found once, asked often.

    `turns` are the days on which it begins and stops to speak, in turn.
    """

    edition: Edition
    turns: tuple[date, ...]

    def covers(self, on: date, *, today: date) -> bool:
        """Say what `may_speak` says of a day."""
        return bisect_right(self.turns, on) % 2 == 1 and not _ended_unseen(self.edition, on=on, today=today)


def term(edition: Edition, family: Iterable[Edition]) -> Term:
    """Find the days on which an edition speaks; `family` holds every edition that decides on it."""
    everyone = tuple(family)
    dated = (edition, *everyone)
    days = {one for other in dated for one in (other.effective_from, other.effective_to, other.withdrawn_on)}
    turns: list[date] = []
    for day in sorted(one for one in days if one is not None):
        if _speaks(edition, everyone, on=day) == (len(turns) % 2 == 0):
            turns.append(day)
    return Term(edition=edition, turns=tuple(turns))


def _speaks(edition: Edition, family: Sequence[Edition], *, on: date) -> bool:
    current = begins(edition, family) <= on
    return current and _recorded_standing(edition, family, on=on).status is Status.CURRENT


def _ended_unseen(edition: Edition, *, on: date, today: date) -> bool:
    return edition.declared is Status.SUPERSEDED and on >= today


def begins(edition: Edition, family: Iterable[Edition]) -> date:
    """Say from which day an edition counts.

    An erratum counts from the first day of what it corrects, no amendment before what it amends does.
    """
    everyone = tuple(family)
    amended = [begins(one, everyone) for one in everyone if one.document_id in edition.amends]
    if not amended:
        return edition.effective_from
    return min(amended) if edition.erratum else max(edition.effective_from, min(amended))


def readable(edition: Edition, reader: Reader) -> bool:
    """Say whether `reader` may know that this edition exists."""
    open_to_reader = (
        not edition.departments or reader.every_department or reader.department in edition.departments
    )
    return edition.access in reader.groups and open_to_reader


def undecided(edition: Edition, family: Iterable[Edition]) -> Edition | None:
    """Give another document that claims the place of an edition, where neither names the other.

    Two claim one place that took effect on the same day, or that bear one label in one year.
    """
    return next(
        (
            other
            for other in family
            if other.document_id != edition.document_id
            and (_tied(other, edition) or _same_label(other, edition))
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
    by_family = families(everything)
    namers: dict[DocumentId, list[Edition]] = {}
    for edition in everything:
        for document in edition.supersedes:
            namers.setdefault(document, []).append(edition)

    def around(edition: Edition) -> Sequence[Edition]:
        if edition.amends:
            return everything
        return (*by_family[edition.family_id], *namers.get(edition.document_id, ()))

    return frozenset(
        edition.edition_id
        for edition in everything
        if readable(edition, reader) and may_speak(edition, around(edition), as_of=as_of, today=today)
    )


def replaced_words(
    editions: Sequence[Edition], amended: Mapping[EditionId, Iterable[Amended]], *, on: date
) -> dict[PassageId, tuple[Span, ...]]:
    """Collect what the amendments that have begun by a day replace; `amended` goes by the amendment.

    One that was withdrawn later does not bring the old words back: rolling its arrival back does.
    """
    found: dict[PassageId, tuple[Span, ...]] = {}
    for edition in editions:
        if edition.edition_id in amended and begins(edition, editions) <= on:
            for one in amended[edition.edition_id]:
                found[one.passage_id] = (*found.get(one.passage_id, ()), one.span)
    return found


def _recorded_standing(edition: Edition, family: Sequence[Edition], *, on: date) -> Standing:
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
    return _shared_fate(edition, family, on=on)


def _shared_fate(edition: Edition, family: Sequence[Edition], *, on: date) -> Standing:
    """Give what an amendment is whose documents may all have ended, the last of them first."""
    bases = [one for one in family if one.document_id in edition.amends]
    fates = [_recorded_standing(one, family, on=on) for one in bases]
    if not fates or any(fate.status is Status.CURRENT for fate in fates):
        return Standing(status=Status.CURRENT)
    return max(fates, key=lambda fate: fate.since or date.min)


def _replaces(other: Edition, edition: Edition) -> bool:
    named: tuple[DocumentId, ...] = other.supersedes
    if edition.document_id in named or other.family_id != edition.family_id:
        return edition.document_id in named
    if other.amends:
        return False
    if _tied(other, edition):
        return not _edge(other, edition) and other.edition_id > edition.edition_id
    return other.effective_from > edition.effective_from


def _tied(one: Edition, other: Edition) -> bool:
    return one.family_id == other.family_id and one.effective_from == other.effective_from


def _same_label(one: Edition, other: Edition) -> bool:
    label, another = (fold(edition.label).casefold().strip() for edition in (one, other))
    same_year = one.published.year == other.published.year
    return one.family_id == other.family_id and same_year and label == another


def _edge(one: Edition, other: Edition) -> bool:
    return bool(one.amends or other.amends) or (
        one.document_id in other.supersedes or other.document_id in one.supersedes
    )
