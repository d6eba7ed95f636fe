"""Which edition an edition replaces, and what changed between the two; each pair is compared once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
        self._known = _Known(editions=())

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

    def replacements(self, reader: Reader) -> Sequence[tuple[Edition, Edition]]:
        """List what replaced what, as far as `reader` may know of both: old and new, the newest last.

        Looked up once for each reader, until the ledger changes.
        """
        editions = self._ledger.editions()
        known = self._known
        if known.editions is not editions:
            known = self._known = _Known(editions=editions)
        if reader not in known.pairs:
            known.pairs[reader] = _pairs([one for one in editions if readable(one, reader)])
        return known.pairs[reader]

    def _compare(self, old: EditionId, new: EditionId) -> Comparison:
        return compare(self.content(old), self.content(new))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of one state of the ledger."""

    editions: tuple[Edition, ...]
    pairs: dict[Reader, Sequence[tuple[Edition, Edition]]] = field(default_factory=dict)


def _pairs(editions: Sequence[Edition]) -> Sequence[tuple[Edition, Edition]]:
    by_document: defaultdict[str, list[Edition]] = defaultdict(list)
    by_family: defaultdict[str, list[Edition]] = defaultdict(list)
    for one in editions:
        by_document[one.document_id].append(one)
        by_family[one.family_id].append(one)
    pairs = []
    for new in editions:
        near = [one for named in (*new.supersedes, *new.amends) for one in by_document.get(named, ())]
        old = replaced_by(new, [*near, *by_family[new.family_id]])
        if old is not None:
            pairs.append((old, new))
    return sorted(pairs, key=lambda pair: (pair[1].effective_from, pair[1].edition_id))


def replaced_by(edition: Edition, editions: Iterable[Edition]) -> Edition | None:
    """Give the edition whose place `edition` took: one that it names, else the one before in its family.

    Of an amendment, it is the one whose statements it replaces.
    """
    others = [one for one in editions if one.document_id != edition.document_id]
    wanted = (*edition.supersedes, *edition.amends)
    named = [one for one in others if one.document_id in wanted]
    family = [
        one
        for one in others
        if one.family_id == edition.family_id
        and one.effective_from < edition.effective_from
        and not one.amends
    ]
    return max(named or family, key=lambda one: (one.effective_from, one.edition_id), default=None)
