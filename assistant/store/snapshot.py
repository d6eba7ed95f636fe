"""All guideline editions at one generation of the ledger, arranged for questions about standing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from assistant.store.shelving import latest_contents, outdated_content
from guidelines import GUIDELINES, DocumentId, Edition, EditionId, FamilyId, Reader, Standing, View
from guidelines.ledger import Amended, Term, families, readable, replaced_words, standing, term
from guidelines.model import Status

_VIEWS_KEPT = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What the ledger's rows say: editions in order of addition, and for each amendment what it replaces.

    `taken_back` are the editions whose arrival was rolled back, with the day.
    """

    editions: Sequence[Edition]
    amended: Mapping[EditionId, Mapping[EditionId, tuple[Amended, ...]]] = field(default_factory=dict)
    taken_back: Mapping[EditionId, date] = field(default_factory=dict)


class Snapshot:
    """The guideline editions as they stood after one write."""

    def __init__(self, generation: int, holdings: Holdings) -> None:
        self.generation = generation
        self.taken_back = holdings.taken_back
        self.by_id: dict[EditionId, Edition] = {one.edition_id: one for one in holdings.editions}
        self._counting = [one for one in holdings.editions if one.edition_id not in holdings.taken_back]
        self.latest: dict[DocumentId, EditionId] = latest_contents(self._counting)
        self.speakers = [self.by_id[edition_id] for edition_id in self.latest.values()]
        self._families = families(self.speakers)
        self._namers: dict[DocumentId, list[Edition]] = {}
        for edition in self.speakers:
            for document in edition.supersedes:
                self._namers.setdefault(document, []).append(edition)
        self._amended = {
            one.edition_id: holdings.amended[one.edition_id]
            for one in self.speakers
            if one.edition_id in holdings.amended
        }
        self._views: dict[tuple[Reader, date, date], View] = {}

    @cached_property
    def ordered(self) -> tuple[Edition, ...]:
        """The editions that count, by family, then by the day they took effect, then by id."""
        return tuple(sorted(self._counting, key=in_ledger_order))

    @cached_property
    def _terms(self) -> list[Term]:
        return [term(one, self._rivals(one)) for one in self.speakers]

    def family(self, family_id: FamilyId) -> tuple[Edition, ...]:
        """Give the editions of a family that count, of each document the latest content."""
        return self._families.get(family_id, ())

    def standing(self, edition: Edition, *, on: date) -> Standing:
        """Say what an edition is on a day; only the latest content of a document can be current."""
        if edition.edition_id in self.taken_back:
            return Standing(status=Status.WITHDRAWN, since=self.taken_back[edition.edition_id])
        held = standing(edition, self._rivals(edition), on=on)
        latest = self.by_id[self.latest[edition.document_id]]
        return held if latest.edition_id == edition.edition_id else outdated_content(latest, held)

    def view(self, reader: Reader, *, as_of: date | None, today: date) -> View:
        """Compute a view once and keep it as long as nothing is written."""
        key = (reader, as_of or today, today)
        view = self._views.get(key)
        if view is None:
            on = as_of or today
            editions = frozenset(
                one.edition.edition_id
                for one in self._terms
                if one.covers(on, today=today) and readable(one.edition, reader)
            )
            replaced = {one: _all(bases) for one, bases in self._amended.items()}
            amended = replaced_words(self.speakers, replaced, on=on)
            view = View(collection=GUIDELINES, on=on, editions=editions, amended=amended)
            if len(self._views) >= _VIEWS_KEPT:
                self._views.clear()
            self._views[key] = view
        return view

    def amendments(self, edition_id: EditionId) -> dict[EditionId, tuple[Amended, ...]]:
        """Give the amendments of an edition that count, each with what it replaces."""
        return {one: bases[edition_id] for one, bases in self._amended.items() if edition_id in bases}

    def replacements(self) -> dict[DocumentId, tuple[DocumentId, ...]]:
        """Give, for each document's latest content, the documents whose place or words it takes."""
        return {one.document_id: (*one.supersedes, *one.amends) for one in self.speakers}

    def _rivals(self, edition: Edition) -> list[Edition]:
        """Give every edition that decides what this one is, directly or through what it amends."""
        found: dict[EditionId, Edition] = {}
        waiting = [edition]
        while waiting:
            one = waiting.pop()
            bases = [self.by_id[self.latest[document]] for document in one.amends if document in self.latest]
            waiting += [base for base in bases if base.edition_id not in found]
            around = (*self.family(one.family_id), *self._namers.get(one.document_id, ()), *bases)
            found |= {other.edition_id: other for other in around}
        return list(found.values())


def in_ledger_order(edition: Edition) -> tuple[str, date, str]:
    """Give the key by which editions are listed."""
    return (edition.family_id, edition.effective_from, edition.edition_id)


def _all(bases: Mapping[EditionId, tuple[Amended, ...]]) -> list[Amended]:
    return [one for replaced in bases.values() for one in replaced]
