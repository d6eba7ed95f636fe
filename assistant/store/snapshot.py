"""All guideline editions at one generation of the ledger, arranged for questions about standing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.store.shelving import latest_contents, outdated_content
from guidelines import GUIDELINES, DocumentId, Edition, EditionId, Reader, Standing, View
from guidelines.ledger import families, speaking, standing

_VIEWS_KEPT = 512


class Snapshot:
    """The guideline editions as they stood after one write; `editions` come in order of addition."""

    def __init__(self, generation: int, editions: Sequence[Edition]) -> None:
        self.generation = generation
        self.by_id: dict[EditionId, Edition] = {edition.edition_id: edition for edition in editions}
        self.latest: dict[DocumentId, EditionId] = latest_contents(editions)
        self._speakers = [self.by_id[edition_id] for edition_id in self.latest.values()]
        self._families = families(self._speakers)
        self._namers: dict[DocumentId, list[Edition]] = {}
        for edition in self._speakers:
            for document in edition.supersedes:
                self._namers.setdefault(document, []).append(edition)
        self._views: dict[tuple[Reader, date, date], View] = {}

    def ordered(self) -> tuple[Edition, ...]:
        """Give the editions by family, then by the day they took effect, then by id."""
        return tuple(sorted(self.by_id.values(), key=in_ledger_order))

    def family(self, edition_id: EditionId) -> tuple[Edition, ...]:
        """Give the editions of an edition's family, of each document the latest content."""
        return self._families[self.by_id[edition_id].family_id]

    def standing(self, edition: Edition, *, on: date) -> Standing:
        """Say what an edition is on a day; only the latest content of a document can be current."""
        rivals = (*self._families.get(edition.family_id, ()), *self._namers.get(edition.document_id, ()))
        held = standing(edition, rivals, on=on)
        latest = self.by_id[self.latest[edition.document_id]]
        return held if latest.edition_id == edition.edition_id else outdated_content(latest, held)

    def view(self, reader: Reader, *, as_of: date | None, today: date) -> View:
        """Compute a view once and keep it as long as nothing is written."""
        key = (reader, as_of or today, today)
        view = self._views.get(key)
        if view is None:
            editions = speaking(self._speakers, reader, as_of=as_of, today=today)
            view = View(collection=GUIDELINES, on=as_of or today, editions=editions)
            if len(self._views) >= _VIEWS_KEPT:
                self._views.clear()
            self._views[key] = view
        return view

    def replacements(self) -> dict[DocumentId, tuple[DocumentId, ...]]:
        """Give, for each document's latest content, the documents whose place it takes."""
        return {edition.document_id: edition.supersedes for edition in self._speakers}


def in_ledger_order(edition: Edition) -> tuple[str, date, str]:
    """Give the key by which editions are listed."""
    return (edition.family_id, edition.effective_from, edition.edition_id)
