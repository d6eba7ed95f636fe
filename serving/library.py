"""The ledger as its pages show it to one asker: families, an edition opened at a place, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from assistant.changes import Comparison
from assistant.changes.conflicts import Conflict
from assistant.changes.digest import Digest, Period
from assistant.changes.looks import Learned, Look
from assistant.changes.showing import Viewer, viewer_for
from assistant.exchange import Asker
from guidelines import Edition, Source, Standing, Status, UnknownReferenceError
from guidelines.ledger import families, readable
from guidelines.text import fold
from serving.changes import compared
from serving.showing import nameable, readable_edition
from serving.validation import day_from, printable

if TYPE_CHECKING:
    from assistant.house import House

FAMILIES_A_PAGE: Final = 25
CHANGES_A_PAGE: Final = 20
_PATIENCE_S: Final = 1.0
_MOST_RENEWALS: Final = 60
_FIRST_LOOK: Final = timedelta(days=365)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """An edition and what it is today; a successor is named only to who may know of it."""

    edition: Edition
    standing: Standing

    @property
    def upcoming(self) -> bool:
        """Say whether it has yet to take effect."""
        return self.standing.status is Status.CURRENT and self.edition.effective_from > _today()

    @property
    def in_force(self) -> bool:
        """Say whether it holds today."""
        return self.standing.status is Status.CURRENT and not self.upcoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The editions of one guideline, oldest first; never empty."""

    family_id: str
    editions: tuple[Shelved, ...]

    @property
    def leading(self) -> Shelved:
        """The edition in force, else the newest; one that amends single statements leads only alone."""
        whole = [one for one in self.editions if not one.edition.amends] or self.editions
        return next((one for one in reversed(whole) if one.in_force), whole[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for on the shelf: words, a status, a source; empty means any."""

    words: str = ""
    status: Status | None = None
    source: Source | None = None
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One page of the families found, the most recently renewed first; of `held` editions, `in_force`."""

    wanted: Wanted
    families: tuple[Family, ...]
    found: int
    pages: int
    held: int
    in_force: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two editions and every statement of theirs that the asker may see, with what became of it."""

    old: Shelved
    new: Shelved
    comparison: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What changed since a day, or since the asker last looked; `now` is what `looked` is to be told."""

    digest: Digest
    look: Look | None
    now: Look
    by_day: bool
    arrived: tuple[Shelved, ...]
    withdrawn: tuple[Shelved, ...]
    departments: tuple[str, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreements:
    """One page of the disagreements between families in force; `left` pairs are yet to be compared."""

    words: str
    conflicts: tuple[Conflict, ...]
    found: int
    left: int
    page: int
    pages: int


class Library:
    """What one asker may see of the ledger; synchronous, and slow where editions are compared first."""

    def __init__(self, house: House, asker: Asker) -> None:
        """Look into `house` for `asker`."""
        self._house, self._asker = house, asker

    def shelf(self, wanted: Wanted) -> Shelf:
        """Find families by the words of any of their editions; a family is shown whole."""
        editions = self._readable()
        in_force = self._house.ledger.view(self._viewer.reader, as_of=None).editions or frozenset()
        terms = _terms(wanted.words)
        found = [
            held
            for held in families(editions).values()
            if any(self._matches(one, wanted, terms) for one in held)
        ]
        found.sort(key=lambda held: (-held[-1].effective_from.toordinal(), held[0].family_id))
        shown, page, pages = paged(found, wanted.page, FAMILIES_A_PAGE)
        return Shelf(
            wanted=replace(wanted, page=page),
            families=tuple(map(self._family, shown)),
            found=len(found),
            pages=pages,
            held=len(editions),
            in_force=sum(one.edition_id in in_force for one in editions),
        )

    def edition(self, reference: str) -> Shelved:
        """Find an edition.

        Raises:
            UnknownReferenceError: there is none, or none that this asker may know of.
        """
        return self._shelved(readable_edition(self._house.ledger, reference, self._asker))

    def known(self, reference: str) -> Shelved | None:
        """Find an edition as `edition` does; None where the asker may know of none."""
        try:
            return self.edition(reference)
        except UnknownReferenceError:
            return None

    def family(self, family_id: str) -> Family:
        """Give the editions of a family that the asker may know of.

        Raises:
            UnknownReferenceError: there is none.
        """
        held = families(one for one in self._readable() if one.family_id == family_id)
        if not held:
            message = f"no family {printable(family_id)!r}; the library shows what there is"
            raise UnknownReferenceError(message)
        return self._family(*held.values())

    def compare(self, old: str, new: str) -> Compared:
        """Compare two editions.

        Raises:
            UnknownReferenceError: one is not there, or not for this asker.
        """
        before, after = self.edition(old), self.edition(new)
        first, second = (self._house.changes.content(one.edition.edition_id) for one in (before, after))
        return Compared(old=before, new=after, comparison=compared(self._house, first, second, self._asker))

    def news(self, since: str, department: str, page: int) -> News:
        """Tell what changed since a day; without one, since the asker last looked.

        Who never looked is told of the last year.

        Raises:
            InvalidQuestionError: `since` is no day.
        """
        house, viewer = self._house, self._viewer
        asked = day_from(since or None, "since")
        look, now = self._last_look(), house.looks.now()
        learned = Learned() if asked or look is None else house.looks.since(look)
        period = Period(
            since=asked or _day_after(look),
            until=_today(),
            department=department or None,
            learned=learned,
        )
        found = house.changes.digest_within(viewer, period, _PATIENCE_S, most=_MOST_RENEWALS)
        shown, page, pages = paged(found.changes, page, CHANGES_A_PAGE)
        return News(
            digest=replace(found, changes=shown),
            look=look,
            now=now,
            by_day=asked is not None,
            arrived=self._among(learned.added),
            withdrawn=self._among(learned.withdrawn),
            departments=self._departments(),
            page=page,
            pages=pages,
        )

    def fresh(self) -> int:
        """Count the editions that came in, into force or out of use since the asker last looked."""
        look = self._last_look()
        learned = Learned() if look is None else self._house.looks.since(look)
        known = learned.renewing | learned.withdrawn
        since, today = _day_after(look), _today()
        return sum(
            one.effective_from <= today and (one.edition_id in known or since <= one.effective_from)
            for one in self._readable()
        )

    def looked(self, look: Look) -> None:
        """Note that the asker has seen what there was at a moment; a later one than now counts as now."""
        now = self._house.looks.now()
        if self._asker.person is not None:
            seen = Look(at=min(look.at, now.at), added=max(0, min(look.added, now.added)))
            self._house.looks.note(self._asker.person, seen)

    def conflicts(self, words: str, page: int) -> Disagreements:
        """Tell where families in force disagree, one of each two being found by `words`."""
        terms = _terms(words)
        found = self._house.changes.conflicts_within(
            self._viewer, _PATIENCE_S, about=lambda edition: _holds(edition, terms)
        )
        shown, page, pages = paged(found.conflicts, page, CHANGES_A_PAGE)
        return Disagreements(
            words=words,
            conflicts=shown,
            found=len(found.conflicts),
            left=found.left,
            page=page,
            pages=pages,
        )

    @property
    def _viewer(self) -> Viewer:
        return viewer_for(self._asker)

    def _readable(self) -> list[Edition]:
        reader = self._viewer.reader
        return [one for one in self._house.ledger.editions() if readable(one, reader)]

    def _family(self, editions: Sequence[Edition]) -> Family:
        return Family(family_id=editions[0].family_id, editions=tuple(map(self._shelved, editions)))

    def _matches(self, edition: Edition, wanted: Wanted, terms: Sequence[str]) -> bool:
        if wanted.source is not None and edition.source is not wanted.source:
            return False
        if not _holds(edition, terms):
            return False
        if wanted.status is None:
            return True
        return self._house.ledger.standing(edition.edition_id).status is wanted.status

    def _shelved(self, edition: Edition) -> Shelved:
        ledger = self._house.ledger
        standing = ledger.standing(edition.edition_id)
        if standing.by is not None and not nameable(ledger, self._viewer.reader)(standing.by):
            standing = replace(standing, by=None)
        return Shelved(edition=edition, standing=standing)

    def _among(self, wanted: frozenset[str]) -> tuple[Shelved, ...]:
        return tuple(self._shelved(one) for one in self._readable() if one.edition_id in wanted)

    def _departments(self) -> tuple[str, ...]:
        """Name the departments of the documents that the asker may know of, and the asker's own."""
        own = {self._asker.department} if self._asker.department else set()
        return tuple(sorted(own.union(*(one.departments for one in self._readable()))))

    def _last_look(self) -> Look | None:
        person = self._asker.person
        return None if person is None else self._house.looks.last(person)


def _terms(words: str) -> list[str]:
    return [fold(word).casefold() for word in words.split()]


def _holds(edition: Edition, terms: Sequence[str]) -> bool:
    return all(term in _described(edition) for term in terms)


@lru_cache(maxsize=4096)
def _described(edition: Edition) -> str:
    """Give what an edition is found by."""
    parts = (
        edition.title,
        edition.issuer,
        edition.label,
        edition.document_id,
        edition.published.text,
        *edition.departments,
    )
    return " ".join(fold(part).casefold() for part in parts)


def paged(found: Sequence[_T], page: int, most: int) -> tuple[tuple[_T, ...], int, int]:
    """Cut out a page; one that is not there is the nearest that is."""
    pages = max(1, -(-len(found) // most))
    page = min(max(page, 1), pages)
    return tuple(found[(page - 1) * most : page * most]), page, pages


def _day_after(look: Look | None) -> date:
    if look is None:
        return _today() - _FIRST_LOOK
    return look.at.astimezone().date() + timedelta(days=1)


def _today() -> date:
    return datetime.now().astimezone().date()
