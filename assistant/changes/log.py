"""Everything that can be asked about changes, over one ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from assistant.changes.affected import Affected, Dependents, affected
from assistant.changes.beside import SideBySide
from assistant.changes.change import Comparison
from assistant.changes.compare import compare
from assistant.changes.conflicts import Conflict
from assistant.changes.digest import Digest, Period, digest
from assistant.changes.finder import ConflictFinder, Found
from assistant.changes.history import History
from assistant.changes.remark import Remarks
from assistant.changes.showing import Viewer, viewer_for
from assistant.exchange import Asker
from guidelines import Edition, EditionId, Language, Ledger, Reader
from guidelines.citation import Citation
from guidelines.ledger import EditionContent


class ChangeLog:
    """Compares editions, tells what changed since a day, what disagrees and what stands on what changed.

    Synchronous and possibly long where an edition is compared for the first time.
    """

    def __init__(self, ledger: Ledger, *, consumers: Sequence[Dependents] = ()) -> None:
        """Read from `ledger`; `consumers` keep what quotes its passages."""
        self._ledger = ledger
        self._history = History(ledger)
        self._finder = ConflictFinder(ledger)
        self._remarks = Remarks(ledger, self._history)
        self._beside = SideBySide(ledger)
        self._consumers = tuple(consumers)

    def content(self, edition_id: EditionId) -> EditionContent:
        """Give an edition as it is compared."""
        return self._history.content(edition_id)

    def between(self, old: EditionContent, new: EditionContent) -> Comparison:
        """Compare two editions, of which either may be a file that the ledger does not hold."""
        if old.edition.collection and new.edition.collection:
            return self._history.between(old.edition.edition_id, new.edition.edition_id)
        return compare(old, new)

    def digest(self, viewer: Viewer, *, since: date, until: date, department: str | None = None) -> Digest:
        """Tell what changed in the editions that came into force in that time."""
        period = Period(since=since, until=until, department=department)
        return digest(self._ledger, self._history, viewer, period)

    def digest_within(self, viewer: Viewer, period: Period, seconds: float, *, most: int) -> Digest:
        """Tell what changed in the newest renewals of a period, as far as the time suffices.

        Asking again goes on where this stopped, because comparisons are kept.
        """
        return digest(self._ledger, self._history, viewer, period, most=most, within_s=seconds)

    def conflicts(self, viewer: Viewer) -> tuple[Conflict, ...]:
        """Tell where families in force disagree."""
        return self._finder.find(viewer).conflicts

    def conflicts_within(
        self, viewer: Viewer, seconds: float, *, about: Callable[[Edition], bool] = lambda _: True
    ) -> Found:
        """Tell what was found in a time; asking again goes on where this stopped."""
        return self._finder.find(viewer, about=about, within_s=seconds)

    def affected(self, reader: Reader, *, since: date, until: date) -> Sequence[Affected]:
        """Tell what quotes a statement that an edition of that time changed."""
        return affected(self._history, reader, self._consumers, since=since, until=until)

    def disagree(self, citations: Sequence[Citation], language: Language) -> bool:
        """Say whether two of the cited families state one matter otherwise."""
        return bool(self._beside.on(citations, language))

    def remarks(self, citations: Sequence[Citation], asker: Asker, language: Language) -> tuple[str, ...]:
        """Give the lines for what cited families, or an edition and the one before it, state otherwise."""
        beside = self._beside.on(citations, language)
        return beside + self._remarks.on(citations, viewer_for(asker), language)
