"""Setting up, confirming and taking off one's own second factor."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.errors import AccountError, UnsignedError
from assistant.second_factor import SecondFactors
from serving.api.session import Door
from serving.auth import Caller, Doorkeeper, SignedIn

router = APIRouter(prefix="/v1", tags=["people"])


class CodeIn(BaseModel):
    """Six digits of an authenticator."""

    code: Annotated[str, Field(max_length=32)]


class FactorOut(BaseModel):
    """Whether one has a second factor, and whether one needs one before anything else."""

    confirmed: bool
    needed: bool


class EnrolmentOut(BaseModel):
    """What an authenticator is told, once: by hand, as an address, and as a picture for its camera (SVG)."""

    secret: str
    uri: str
    picture: str


@router.get("/session/factor")
def standing(caller: SignedIn, door: Door) -> FactorOut:
    """Say how one's own second factor stands."""
    person = _person(caller)
    confirmed = _factors(door).has(person)
    return FactorOut(confirmed=confirmed, needed=not caller.scopes)


@router.post("/session/factor", status_code=201)
def begin(caller: SignedIn, door: Door) -> EnrolmentOut:
    """Make the secret of one's own second factor; it counts once a code was confirmed."""
    made = _factors(door).begin(door.book.account(_person(caller)))
    picture = segno.make(made.uri, error="m").svg_inline(scale=4, border=4)
    return EnrolmentOut(secret=made.secret, uri=made.uri, picture=picture)


@router.put("/session/factor", status_code=204)
def confirm(body: CodeIn, caller: SignedIn, door: Door) -> None:
    """Confirm one's own second factor with a first code; from now on it is asked for."""
    _factors(door).confirm(_person(caller), body.code)


@router.post("/session/factor/off", status_code=204)
def take_off(body: CodeIn, caller: SignedIn, door: Door) -> None:
    """Take one's own second factor off, with a code of it."""
    person, factors = _person(caller), _factors(door)
    factors.check(person, body.code)
    factors.take_off(person)


def _person(caller: Caller) -> str:
    if caller.via != "session" or caller.asker.person is None:
        message = "only a person who is signed in has a second factor; a program's key has none"
        raise UnsignedError(message)
    return caller.asker.person


def _factors(door: Doorkeeper) -> SecondFactors:
    if door.book.factors is None:
        message = "this house keeps no second factors"
        raise AccountError(message)
    return door.book.factors
