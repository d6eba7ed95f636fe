"""Which edition an edition replaces, and what changed between the two; each pair is compared once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from assistant.changes.change import Comparison
from assistant.changes.compare import compare
from guidelines import Edition, EditionId, Ledger, Reader
from guidelines.ledger import EditionContent, readable

_REMEMBERED = 256


class History:
    """Compares editions of the ledger; comparisons are kept, because an edition never changes."""

    def __init__(self, ledger: Ledger) -> None:
        """Read editions from this ledger."""
        self._ledger = ledger
        self._between = lru_cache(maxsize=_REMEMBERED)(self._compare)

    def between(self, old: EditionId, new: EditionId) -> Comparison:
        """Compare two editions.

        Raises:
            UnknownReferenceError: the ledger does not hold one of them.
        """
        return self._between(old, new)

    def content(self, edition_id: EditionId) -> EditionContent:
        """Give an edition with its text and passages.

        Raises:
            UnknownReferenceError: the ledger does not hold it.
        """
        return EditionContent(
            edition=self._ledger.edition(edition_id),
            text=self._ledger.text(edition_id),
            passages=self._ledger.passages(edition_id),
        )

    def replacements(self, reader: Reader) -> list[tuple[Edition, Edition]]:
        """List what replaced what, as far as `reader` may know of both: old and new, the newest last."""
        editions = [one for one in self._ledger.editions() if readable(one, reader)]
        pairs = [(old, new) for new in editions if (old := replaced_by(new, editions)) is not None]
        return sorted(pairs, key=lambda pair: (pair[1].effective_from, pair[1].edition_id))

    def _compare(self, old: EditionId, new: EditionId) -> Comparison:
        return compare(self.content(old), self.content(new))


def replaced_by(edition: Edition, editions: Iterable[Edition]) -> Edition | None:
    """Give the edition whose place `edition` took: one that it names, else the one before in its family."""
    others = [one for one in editions if one.document_id != edition.document_id]
    named = [one for one in others if one.document_id in edition.supersedes]
    family = [
        one
        for one in others
        if one.family_id == edition.family_id and one.effective_from < edition.effective_from
    ]
    return max(named or family, key=lambda one: (one.effective_from, one.edition_id), default=None)
