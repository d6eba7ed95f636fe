"""Who keeps and reads a health file: nothing without consent, nothing read once it was withdrawn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final, Literal, Protocol

from assistant.consent import ConsentBook, Purpose
from assistant.errors import ConsentNeededError, GuardianNeededError, HealthFileError, UnknownEntryError
from assistant.health_file.entry import LONGEST, Content, Entry, Guardian, Statement, Topic, new_entry_id
from assistant.health_file.file import HealthFile, Reported

logger = logging.getLogger(__name__)
Agreed = Literal["stands", "withdrawn", "never"]
_GUARDED_BEFORE: Final = 14
"""Under this age a guardian agrees (PIPL, domain report §1.7, from memory there)."""


class HealthFileStore(Protocol):
    """Keeps entries sealed under the person's own key; every change and every look of another is a link.

    Links hold ids and kinds, never words. Raises `StoreError`.
    """

    def add(self, person: str, entries: Sequence[Entry], *, by: str) -> None:
        """Keep entries, all or none."""
        ...

    def entries(self, person: str) -> tuple[Entry, ...]:
        """List a person's entries, oldest first; none once the person was erased."""
        ...

    def remove(self, person: str, entry_ids: Sequence[str], *, by: str, at: datetime) -> int:
        """Delete entries of this person for good; returns how many there were."""
        ...

    def note_look(self, person: str, *, by: str, ticket: str, at: datetime) -> None:
        """Put on the chain that a member of staff looked into the file."""
        ...


class HealthFileRoom:
    """Keeps health files; the consent is looked up each time, so that a withdrawal holds at once."""

    def __init__(self, store: HealthFileStore, consents: ConsentBook, *, now: Callable[[], datetime]) -> None:
        """Keep files in `store`; `now` is the server's clock."""
        self._store, self._consents, self._now = store, consents, now

    def agreed(self, person: str) -> Agreed:
        """Say whether the person's consent to a file stands, was withdrawn, or was never given."""
        if Purpose.HEALTH_FILE in self._consents.standing(person):
            return "stands"
        given = any(one.purpose is Purpose.HEALTH_FILE for one in self._consents.history(person))
        return "withdrawn" if given else "never"

    def file(self, person: str) -> HealthFile:
        """Give the person's own file.

        Raises:
            ConsentNeededError: the consent does not stand; nothing is read.
        """
        self._refuse_unagreed(person)
        return HealthFile(person=person, entries=self._store.entries(person))

    def for_staff(self, person: str, *, by: str, ticket: str) -> HealthFile:
        """Give a file to who looks after the person's ticket; the look goes on the chain first.

        Raises:
            ConsentNeededError: the person did not agree to a file, or not to handing it over.
        """
        self._refuse_unagreed(person)
        if Purpose.HAND_OVER not in self._consents.standing(person):
            message = "the person has not agreed that staff see this; ask them on the page"
            raise ConsentNeededError(message)
        self._store.note_look(person, by=by, ticket=ticket, at=self._now())
        return HealthFile(person=person, entries=self._store.entries(person))

    def keep(self, person: str, content: Content) -> Entry:
        """Keep one thing in the person's file.

        Raises:
            ConsentNeededError: the consent does not stand; nothing is kept.
            GuardianNeededError: the file is a child's, and no guardian has agreed.
            HealthFileError: words that are missing or too long, or a day of birth in the future.
        """
        self._refuse_unagreed(person)
        checked = _checked(content, today=self._now().astimezone().date())
        self._refuse_child_alone(person, checked)
        entry = Entry(entry_id=new_entry_id(), at=self._now(), content=checked)
        self._store.add(person, [entry], by=person)
        return entry

    def note(self, person: str, contents: Iterable[Content]) -> int:
        """Keep what came up beside something else, where the person agreed; returns how much was kept."""
        if self.agreed(person) != "stands":
            return 0
        known = {one.content for one in self._store.entries(person) if isinstance(one.content, Statement)}
        kept = [
            Entry(entry_id=new_entry_id(), at=self._now(), content=one)
            for one in contents
            if one not in known
        ]
        if kept:
            self._store.add(person, kept, by=person)
        return len(kept)

    def reported(self, person: str) -> tuple[Reported, ...]:
        """Give what a hand-over shows of the file; empty without consent or where nothing stands in it."""
        standing = self._consents.standing(person)
        if not {Purpose.HEALTH_FILE, Purpose.HAND_OVER} <= standing:
            return ()
        entries = self._store.entries(person)
        return HealthFile(person=person, entries=entries).reported() if entries else ()

    def asked_again(self, person: str) -> frozenset[Topic]:
        """Give the special groups that an interview of this person asks for anew."""
        if self.agreed(person) != "stands":
            return frozenset()
        return self.file(person).asked_again()

    def remove(self, person: str, entry_id: str) -> None:
        """Take one of the person's own entries out for good.

        Raises:
            UnknownEntryError: there is none of this person.
        """
        if not self._store.remove(person, [entry_id], by=person, at=self._now()):
            message = "no such entry in your file; look at it again"
            raise UnknownEntryError(message)

    def clear(self, person: str) -> int:
        """Delete everything in the person's own file, whatever the consent stands to."""
        ids = [one.entry_id for one in self._store.entries(person)]
        return self._store.remove(person, ids, by=person, at=self._now()) if ids else 0

    def _refuse_unagreed(self, person: str) -> None:
        match self.agreed(person):
            case "stands":
                return
            case "withdrawn":
                message = "consent to the health file was withdrawn: it is neither read nor added to"
            case _:
                message = "there is no consent to a health file, so nothing is kept; agree to it first"
        raise ConsentNeededError(message)

    def _refuse_child_alone(self, person: str, content: Content) -> None:
        guardian = content if isinstance(content, Guardian) else self.file(person).guardian()
        if guardian is None or guardian.born is None:
            return
        if _years(guardian.born, self._now().astimezone().date()) >= _GUARDED_BEFORE:
            return
        if _given_as(self._consents, person) != "guardian":
            message = f"under {_GUARDED_BEFORE} years a guardian agrees; give the consent as the guardian"
            raise GuardianNeededError(message)


def _given_as(consents: ConsentBook, person: str) -> str:
    given = [one for one in consents.history(person) if one.purpose is Purpose.HEALTH_FILE and one.given]
    return given[-1].given_as if given else "self"


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _checked(content: Content, *, today: date) -> Content:
    words = _words(content)
    if any(len(one) > LONGEST for one in words):
        message = f"at most {LONGEST} characters each; say it shorter"
        raise HealthFileError(message)
    match content:
        case Statement(standing="value", said=said) if not said.strip():
            message = "say it in words: an entry without words says nothing"
            raise HealthFileError(message)
        case Guardian(name=name, relation=relation) if not (name.strip() and relation.strip()):
            message = "a guardian needs a name and how they belong to the child"
            raise HealthFileError(message)
        case Guardian(born=date() as born) if born > today:
            message = "a day of birth is not in the future"
            raise HealthFileError(message)
        case _:
            return content


def _words(content: Content) -> tuple[str, ...]:
    match content:
        case Statement(said=said):
            return (said,)
        case Guardian(name=name, relation=relation):
            return (name, relation)
        case _:
            return ()
