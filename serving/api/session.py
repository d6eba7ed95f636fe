"""Signing in and out, the first administrator, keys for programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from assistant.errors import AccessDeniedError
from assistant.exchange import Role
from assistant.people import Act, Doing, Scope, ServiceKey
from serving.account_json import AccountOut, account_out
from serving.auth import (
    COOKIE,
    Caller,
    Doorkeeper,
    SignedIn,
    allowing,
    doorkeeper_of,
    is_loopback,
    refuse_cross_site,
)

router = APIRouter(prefix="/v1", tags=["people"])


async def _door(request: Request) -> Doorkeeper:
    return doorkeeper_of(request)


Door = Annotated[Doorkeeper, Depends(_door)]
Administrator = Annotated[Caller, Depends(allowing(Scope.ADMIN, Role.ADMIN))]
_Words = Annotated[str, Field(max_length=1024)]


class _NamedIn(BaseModel):
    name: _Words
    password: _Words


class SignInIn(_NamedIn):
    """A name and a password, and the code of the second factor where there is one."""

    code: _Words = ""


class SetupIn(_NamedIn):
    """The one-time token of the first administrator, and the account to make."""

    token: _Words


class PasswordIn(BaseModel):
    """The present and the new password."""

    old: _Words
    new: _Words
    code: _Words = ""


class KeyIn(BaseModel):
    """A service key to make; `days` is how long it lives."""

    label: _Words
    role: Role
    scopes: frozenset[Scope]
    days: int = Field(90, ge=1, le=366)


class CallerOut(BaseModel):
    """Who one is to the house; `password_due`: somebody else knows one's password, so it is changed first."""

    via: str
    person: str | None
    role: Role
    department: str | None
    scopes: list[Scope]
    password_due: bool = False


class SessionOut(BaseModel):
    """A new session; its secret is in the cookie alone."""

    account: AccountOut
    ends_at: datetime


class KeyOut(BaseModel):
    """A service key; `secret` is told once, when it is made."""

    key_id: str
    label: str
    role: Role
    scopes: list[Scope]
    expires_at: datetime
    revoked: bool
    secret: str | None = None


@router.post("/session")
def sign_in(body: SignInIn, request: Request, response: Response, door: Door) -> SessionOut:
    """Sign in; the session's secret comes back as a cookie that scripts cannot read."""
    refuse_cross_site(request, programs_too=True)
    address = request.client.host if request.client else ""
    signed_in = door.book.sign_in(body.name, body.password, code=body.code, address=address)
    keep_session(response, request, signed_in.token)
    return SessionOut(account=account_out(signed_in.account), ends_at=signed_in.ends_at)


def keep_session(response: Response, request: Request, token: str) -> None:
    """Hand a browser the secret of its session, as a cookie that scripts cannot read."""
    secure = not is_loopback(request.url.hostname)
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)


@router.get("/session")
def who_am_i(caller: SignedIn, door: Door) -> CallerOut:
    """Say who the caller is."""
    asker = caller.asker
    signed_in = caller.via == "session" and asker.person is not None
    return CallerOut(
        via=caller.via,
        person=asker.person,
        role=asker.role,
        department=asker.department,
        scopes=sorted(caller.scopes),
        password_due=signed_in and door.book.account(asker.person or "").must_change,
    )


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response, door: Door) -> None:
    """End the session, if there is one."""
    refuse_cross_site(request)
    door.book.sign_out(request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.post("/session/password", status_code=204)
def change_password(body: PasswordIn, request: Request, caller: SignedIn, door: Door) -> None:
    """Change one's own password; every session ends."""
    if caller.via != "session" or caller.asker.person is None:
        message = "only a signed-in person has a password to change; sign in"
        raise AccessDeniedError(message)
    address = request.client.host if request.client else ""
    book, person = door.book, caller.asker.person
    book.change_password(person, old=body.old, new=body.new, code=body.code, address=address)


@router.post("/setup", status_code=201)
def redeem_setup_link(body: SetupIn, request: Request, door: Door) -> AccountOut:
    """Make the first administrator with the one-time link of the first start."""
    refuse_cross_site(request, programs_too=True)
    return account_out(door.book.redeem_admin_link(body.token, body.name, body.password))


@router.post("/keys", status_code=201)
def create_key(body: KeyIn, caller: Administrator, door: Door) -> KeyOut:
    """Make a service key; its secret is told here and never again."""
    issued = door.book.create_service_key(
        body.label,
        role=body.role,
        scopes=body.scopes,
        lasts=timedelta(days=body.days),
        act=_act(caller, "key_made"),
    )
    return _key_out(issued.key, secret=issued.secret)


@router.get("/keys")
def list_keys(_: Administrator, door: Door) -> list[KeyOut]:
    """List the service keys, oldest first, without their secrets."""
    return [_key_out(key) for key in door.book.service_keys()]


@router.delete("/keys/{key_id}", status_code=204)
def revoke_key(key_id: str, caller: Administrator, door: Door) -> None:
    """Make a service key useless for ever."""
    door.book.revoke_service_key(key_id, _act(caller, "key_revoked"))


def _act(caller: Caller, doing: Doing) -> Act:
    asker = caller.asker
    return Act(doing=doing, by=asker.person or "operator", role=asker.role.value, at=datetime.now(tz=UTC))


def _key_out(key: ServiceKey, *, secret: str | None = None) -> KeyOut:
    return KeyOut(
        key_id=key.key_id,
        label=key.label,
        role=key.role,
        scopes=sorted(key.scopes),
        expires_at=key.expires_at,
        revoked=key.revoked,
        secret=secret,
    )
