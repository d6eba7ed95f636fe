"""Patients' own accounts: registering with consent, and what was agreed to, given and withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from assistant.consent import Consent, ConsentBook, GivenAs, Purpose
from assistant.errors import LockedOutError, UnsignedError
from assistant.exchange import Role
from assistant.people import Scope
from serving.account_json import account_out
from serving.api.services import Served
from serving.api.session import Door, SessionOut, keep_session
from serving.auth import Caller, allowing, refuse_cross_site

router = APIRouter(prefix="/v1", tags=["people"])

_Person = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Words = Annotated[str, Field(max_length=1024)]


class RegisterIn(BaseModel):
    """A patient's own account, and what the person, or a guardian for a child, agrees to."""

    name: _Words
    password: _Words
    consents: frozenset[Purpose] = frozenset()
    given_as: GivenAs = "self"


class ConsentIn(BaseModel):
    """Consent to one purpose, given or withdrawn."""

    purpose: Purpose
    given: bool
    given_as: GivenAs = "self"


class ConsentOut(BaseModel):
    """One entry of the ledger; `version` is the wording that was shown."""

    purpose: Purpose
    given: bool
    given_as: GivenAs
    version: str
    at: datetime


class ConsentsOut(BaseModel):
    """What a person's consent stands to now, and everything given and withdrawn, oldest first."""

    standing: list[Purpose]
    history: list[ConsentOut]


@router.post("/patients", status_code=201)
def register(
    body: RegisterIn, request: Request, response: Response, door: Door, served: Served
) -> SessionOut:
    """Make a patient's account, note the consents, and sign in."""
    refuse_cross_site(request, programs_too=True)
    address = request.client.host if request.client else ""
    if wait := served.registrations.wait_s(address):
        message = f"too many new accounts from here; try again in {wait} s"
        raise LockedOutError(message, retry_after_s=wait)
    account = door.book.create_account(body.name, body.password, role=Role.PATIENT)
    served.house.consents.give(account.account_id, body.consents, given_as=body.given_as)
    signed_in = door.book.sign_in(body.name, body.password, address=address)
    keep_session(response, request, signed_in.token)
    return SessionOut(account=account_out(signed_in.account), ends_at=signed_in.ends_at)


@router.get("/consents")
def consents(caller: _Person, served: Served) -> ConsentsOut:
    """Say what one's own consent stands to."""
    return _out(served.house.consents, _signed_in(caller))


@router.post("/consents")
def consent(body: ConsentIn, caller: _Person, served: Served) -> ConsentsOut:
    """Give or withdraw one's own consent to one purpose; it holds at once."""
    book, person = served.house.consents, _signed_in(caller)
    if body.given:
        book.give(person, {body.purpose}, given_as=body.given_as)
    else:
        book.withdraw(person, {body.purpose})
    return _out(book, person)


def _signed_in(caller: Caller) -> str:
    if caller.via != "session" or caller.asker.person is None:
        message = "only a person who is signed in agrees to anything; a program's key does not"
        raise UnsignedError(message)
    return caller.asker.person


def _out(book: ConsentBook, person: str) -> ConsentsOut:
    return ConsentsOut(
        standing=sorted(book.standing(person)), history=[_entry(one) for one in book.history(person)]
    )


def _entry(one: Consent) -> ConsentOut:
    return ConsentOut(
        purpose=one.purpose, given=one.given, given_as=one.given_as, version=one.version, at=one.at
    )
