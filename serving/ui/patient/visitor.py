"""Who sits in front of the page, and what that person has agreed to; nobody signed in is a visitor, too."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from assistant.consent import ConsentBook, Purpose
from assistant.errors import NotSignedInError
from assistant.exchange import Asker, Role
from assistant.people import asker_as
from serving.auth import Doorkeeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A patient by role, whatever else the person is here; `asker is None`: nobody is signed in."""

    asker: Asker | None = None
    name: str = ""
    consents: frozenset[Purpose] = frozenset()

    @property
    def person(self) -> str | None:
        """The opaque id of the person."""
        return None if self.asker is None else self.asker.person

    @property
    def may_talk(self) -> bool:
        """Whether what this person writes may be worked on."""
        return self.asker is not None and Purpose.CHAT in self.consents

    @property
    def may_hand_over(self) -> bool:
        """Whether it may be passed to the hospital's staff."""
        return self.may_talk and Purpose.HAND_OVER in self.consents


NOBODY = Visitor()


def visitor_of(request: Request, door: Doorkeeper, consents: ConsentBook) -> Visitor:
    """Say who sent a request; a program with a key is nobody here.

    Raises:
        CrossSiteError: another site made a signed-in browser send this.
    """
    try:
        caller = door.caller(request)
    except NotSignedInError:
        return NOBODY
    person = caller.asker.person
    if caller.via != "session" or person is None:
        return NOBODY
    return Visitor(
        asker=asker_as(Role.PATIENT, person=person, department=None),
        name=door.book.name_of(person) or "",
        consents=consents.standing(person),
    )
