"""Reminders as JSON: a person's own address, the code that proves it, what became of letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from assistant.errors import UnsignedError
from assistant.reminders import Address, AddressKind, Posted
from serving.auth import Caller
from serving.problems import JsonObject
from serving.schemas import Edge, parse
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House


class AddressIn(Edge):
    """Where one wants to be reminded: an e-mail address, or a telephone number."""

    kind: AddressKind
    address: Annotated[str, Field(max_length=254)]


class CodeIn(Edge):
    """The code that came to the address."""

    code: Annotated[str, Field(max_length=16)]


class ReminderDesk:
    """The reminders of a house for the person whose they are, and for who looks after what fails."""

    def __init__(self, house: House) -> None:
        """Serve the reminders of `house`."""
        self._house, self._room = house, house.reminders

    def mine(self, caller: Caller) -> JsonObject:
        """Say where a person is reminded and what became of the letters."""
        person = _person(caller)
        return {
            "kinds": list(self._room.kinds()),
            "address": _address_json(self._room.address(person)),
            "letters": [_letter_json(one) for one in self._room.posted(person)],
        }

    def set_address(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Keep an address; a code goes there."""
        person, wanted = _person(caller), parse(AddressIn, line)
        check_text(wanted.address, "address")
        self._room.set_address(person, wanted.kind, wanted.address)
        return self.mine(caller)

    def confirm(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Prove that the address is one's own."""
        self._room.confirm(_person(caller), parse(CodeIn, line).code)
        return self.mine(caller)

    def forget(self, caller: Caller) -> JsonObject:
        """Forget the address."""
        self._room.forget(_person(caller))
        return self.mine(caller)

    def undelivered(self) -> JsonObject:
        """List the letters that did not arrive; whose they are stands as an opaque id."""
        return {
            "letters": [_letter_json(one) | {"person": one.person} for one in self._room.undelivered()],
            "silent": self._room.silent,
        }


def _person(caller: Caller) -> str:
    if caller.via != "session" or caller.asker.person is None:
        message = "only a person who is signed in is reminded of anything; a program's key is not"
        raise UnsignedError(message)
    return caller.asker.person


def _address_json(address: Address | None) -> JsonObject | None:
    if address is None:
        return None
    return {
        "kind": address.kind,
        "address": address.masked,
        "confirmed": address.confirmed_at is not None,
        "set_at": address.set_at.isoformat(),
    }


def _letter_json(one: Posted) -> JsonObject:
    return {
        "kind": one.kind,
        "state": one.state,
        "attempts": one.attempts,
        "at": one.changed_at.isoformat(),
        "cause": one.cause,
    }
