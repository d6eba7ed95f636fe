"""Writing editions down: journal, original, index, and last of all the ledger's commit; all of it or none.

The commit is what makes a document visible. Whatever stops an arrival before it, index and files are brought
back to what the ledger holds: at once, or by `settle` at the next start.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from assistant.errors import StoreError
from guidelines import GUIDELINES, Edition, EditionId, Ledger
from guidelines.arrivals import Arrival, ArrivalId, Arrivals, Origin
from guidelines.errors import GuidelineError, UnknownReferenceError
from guidelines.ledger import EditionContent
from retrieval.errors import RetrievalError, UnknownCollectionError
from retrieval.library import Entry

logger = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[int], None]


class Originals(Protocol):
    """Keeps files by the hash of their content; putting the same bytes twice changes nothing."""

    def put(self, data: bytes) -> str:
        """Keep the bytes durably; returns their address."""
        ...

    def holds(self, address: str) -> bool:
        """Say whether a file is kept under this address."""
        ...

    def discard(self, address: str) -> None:
        """Let go of a file; one that is not kept is fine."""
        ...


class KeptEditions(Ledger, Arrivals, Protocol):
    """A ledger that also knows how its editions came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """An edition on its way in or out; `address` is that of an original that nobody had kept before."""

    edition_id: EditionId
    address: str | None = None


class Journal(Protocol):
    """Remembers through a power cut what is under way; empty almost always."""

    def begin(self, entries: Sequence[Unfinished]) -> None:
        """Write down durably what is about to be touched, in place of what stood there."""
        ...

    def end(self) -> None:
        """Forget it: everything is in, or everything is out."""
        ...

    def left(self) -> Sequence[Unfinished]:
        """Give what an earlier process did not bring to its end."""
        ...


class Unjournalled:
    """Remembers nothing: for a house that is thrown away."""

    def begin(self, entries: Sequence[Unfinished]) -> None:
        """Write nothing down."""

    def end(self) -> None:
        """Forget nothing."""

    def left(self) -> Sequence[Unfinished]:
        """Give nothing."""
        return ()


class PassageIndex(Protocol):
    """The searchable passages; a change becomes valid as a whole or leaves the index as it was."""

    def add(self, collection: str, entries: Sequence[Entry], progress: Progress | None = None) -> object:
        """Add entries; known passages are replaced."""
        ...

    def remove(self, collection: str, editions: frozenset[EditionId]) -> object:
        """Forget every passage of these editions, also of an addition that was cut off."""
        ...


class Writing:
    """Writes one arrival after the other, from whichever thread it comes."""

    def __init__(
        self, ledger: KeptEditions, index: PassageIndex, originals: Originals, journal: Journal
    ) -> None:
        """Write to these four."""
        self._ledger, self._index, self._originals = ledger, index, originals
        self._journal = journal
        self._unfinished: tuple[Unfinished, ...] = ()
        self._alone = threading.Lock()

    def settle(self) -> None:
        """Take out what a killed process left half-taken; call it before anything is written."""
        with self._alone:
            self._unfinished = tuple(self._journal.left())
            if self._unfinished:
                self._take_out(())

    def write(
        self,
        contents: Sequence[EditionContent],
        files: Sequence[bytes],
        origin: Origin,
        progress: Progress | None = None,
    ) -> tuple[EditionId, ...]:
        """Store editions and their files as one arrival, all or none; returns the ids that were new.

        What the ledger would refuse is refused before anything is embedded. Raises what it raises, and:

        Raises:
            StoreError: the files or the ledger cannot be written.
            RetrievalError: the index cannot be written.
        """
        with self._alone:
            self._ledger.rehearse(contents)
            fresh = [one for one in contents if not self._ledger.holds(one.edition.edition_id)]
            entering = tuple(self._entering(one.edition) for one in fresh)
            self._journal.begin((*self._unfinished, *entering))
            try:
                for data in files:
                    self._originals.put(data)
                if fresh:
                    self._index.add(GUIDELINES, list(entries_of(fresh)), progress)
                new = self._ledger.add(contents, origin=origin)
            except BaseException:
                self._take_out(entering)
                raise
            if self._unfinished:
                self._journal.begin(self._unfinished)
            else:
                self._journal.end()
            return new

    def roll_back(self, arrival_id: str, *, reason: str, by: str | None = None) -> Arrival:
        """Take an arrival back: ledger first, then the index; the originals stay for who quoted them.

        Raises:
            UnknownReferenceError: there is no such arrival.
            MetadataError: it was rolled back before, or what is left would not say which edition holds.
        """
        with self._alone:
            arrival = next((one for one in self._ledger.arrivals() if one.arrival_id == arrival_id), None)
            leaving = tuple(Unfinished(edition_id=one) for one in (arrival.editions if arrival else ()))
            self._journal.begin((*self._unfinished, *leaving))
            try:
                return self._ledger.roll_back(ArrivalId(arrival_id), reason=reason, by=by)
            finally:
                self._take_out(leaving)

    def _entering(self, edition: Edition) -> Unfinished:
        known = self._originals.holds(edition.sha256)
        return Unfinished(edition_id=edition.edition_id, address=None if known else edition.sha256)

    def _take_out(self, more: tuple[Unfinished, ...]) -> None:
        """Bring index and files to what the ledger holds; what cannot be now waits for the next start."""
        waiting = (*self._unfinished, *more)
        try:
            gone = [one for one in waiting if not self._ledger.holds(one.edition_id)]
            if gone:
                with suppress(UnknownCollectionError):
                    self._index.remove(GUIDELINES, frozenset(one.edition_id for one in gone))
            for one in gone:
                if one.address is not None and not self._known(one.edition_id):
                    self._originals.discard(one.address)
            self._journal.end()
        except (GuidelineError, StoreError, RetrievalError, OSError) as fault:
            logger.error("not taken out editions=%d cause=%s", len(waiting), type(fault).__name__)  # noqa: TRY400 - its words may quote
            self._unfinished = waiting
        else:
            self._unfinished = ()

    def _known(self, edition_id: EditionId) -> bool:
        """Say whether the ledger has a record of an edition, counting or not."""
        try:
            self._ledger.edition(edition_id)
        except UnknownReferenceError:
            return False
        return True


def entries_of(contents: Iterable[EditionContent]) -> Iterator[Entry]:
    """Give the passages of editions as they are indexed."""
    for one in contents:
        for passage in one.passages:
            yield Entry(passage=passage, title=one.edition.title)
