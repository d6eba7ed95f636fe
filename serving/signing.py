"""Who signs: a person who is signed in, never a program or the operator."""

from __future__ import annotations

from assistant.accounts import AccountBook
from assistant.errors import UnsignedError
from assistant.worklist.reply import Signer
from serving.auth import Caller


def signer_of(caller: Caller, accounts: AccountBook) -> Signer:
    """Give the person behind a session with the name that stands under what they sign.

    Raises:
        UnsignedError: nobody is signed in; a program's key signs nothing.
    """
    person = caller.asker.person
    name = None if person is None else accounts.name_of(person)
    if caller.via != "session" or person is None or name is None:
        message = "a person must be signed in for this; a program's key signs nothing"
        raise UnsignedError(message)
    return Signer(person=person, name=name, department=caller.asker.department)
