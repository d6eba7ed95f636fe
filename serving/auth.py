"""Who is calling: a signed-in person, a program with a key, or this machine's operator; else nobody."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, cast
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from starlette.requests import HTTPConnection

from assistant.accounts import AccountBook, require_role
from assistant.credentials import KEY_PREFIX
from assistant.errors import AccessDeniedError, CrossSiteError, NotSignedInError, StoreError, TooManyError
from assistant.exchange import Asker, Role
from assistant.people import Scope, asker_as
from serving.desk import OPERATOR
from serving.quota import Quota
from serving.running import token_file

if TYPE_CHECKING:
    from assistant.house import House

COOKIE: Final = "yizheng_session"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ALL_SCOPES: Final = frozenset(Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent a request and how that is known; `asker.role` is the role of the sign-in, not a stated one.

    The operator has no person: each of the operator's questions states its role, a patient's by default.
    """

    via: Literal["session", "key", "operator"]
    asker: Asker
    scopes: frozenset[Scope] = _ALL_SCOPES


class Doorkeeper:
    """Tells who is calling; nobody comes in by default."""

    def __init__(self, book: AccountBook, *, operator_token: str, writes_per_minute: int = 240) -> None:
        """Ask `book` about people and programs; the holder of the token is this machine's operator."""
        self.book = book
        self._operator_token = operator_token
        self._writes = Quota(most=writes_per_minute, within_s=60)

    def admit(self, request: HTTPConnection) -> Caller:
        """Say who sent a request, and count it where a person asks or changes something.

        Programs are bounded by their key's scopes and end, people by how fast anyone can write.

        Raises:
            NotSignedInError: nobody whom we know.
            CrossSiteError: another site made a signed-in browser send this.
            TooManyError: no person sends so much; it says how long to wait.
        """
        caller = self.caller(request)
        if caller.via != "session" or request.scope.get("method", "GET") in _SAFE_METHODS:
            return caller
        if wait := self._writes.wait_s(caller.asker.person or ""):
            message = f"too many requests within a minute; try again in {wait} s"
            raise TooManyError(message, retry_after_s=wait)
        return caller

    def caller(self, request: HTTPConnection) -> Caller:
        """Say who sent a request; a header that holds no key is refused, whatever cookie came along.

        Raises:
            NotSignedInError: nobody whom we know.
            CrossSiteError: another site made a signed-in browser send this.
        """
        authorization = request.headers.get("authorization")
        if authorization is not None:
            return self._by_bearer(authorization)
        token = request.cookies.get(COOKIE)
        if token is None:
            message = "no sign-in; sign in on the page, or send 'Authorization: Bearer KEY'"
            raise NotSignedInError(message)
        refuse_cross_site(request)
        account = self.book.session(token)
        factors = self.book.factors
        held_back = account.must_change or (factors is not None and factors.missing(account))
        scopes = frozenset[Scope]() if held_back else _ALL_SCOPES
        return Caller(via="session", asker=self.book.asker_for(account), scopes=scopes)

    def _by_bearer(self, authorization: str) -> Caller:
        scheme, _, secret = authorization.partition(" ")
        secret = secret.strip()
        if scheme.lower() == "bearer" and secret.startswith(KEY_PREFIX):
            key = self.book.by_key(secret)
            asker = asker_as(key.role, person=key.key_id, department=None)
            return Caller(via="key", asker=asker, scopes=key.scopes)
        if scheme.lower() == "bearer" and hmac.compare_digest(
            secret.encode("utf-8", "replace"), self._operator_token.encode()
        ):
            return Caller(via="operator", asker=OPERATOR)
        message = "the Authorization header holds no key of ours; send 'Bearer yzk_…'"
        raise NotSignedInError(message)


def install(app: FastAPI, house: House, *, beside: bool = False) -> None:
    """Post a doorkeeper at the application's door and write this start's operator token.

    An application `beside` another one writes none, and lets no operator in: commands go to the other.
    """
    token = secrets.token_urlsafe(32) if beside else issue_operator_token(house.settings.home)
    writes = house.settings.server.writes_per_minute
    app.state.doorkeeper = Doorkeeper(house.accounts, operator_token=token, writes_per_minute=writes)


def issue_operator_token(home: Path) -> str:
    """Write a new operator token where only its owner may read it; earlier ones are void.

    Raises:
        StoreError: the folder cannot be written.
    """
    token, path = secrets.token_urlsafe(32), token_file(home)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(token, encoding="ascii")
        draft.replace(path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        message = f"{path} cannot be written ({fault.strerror}); check the home folder's owner and room"
        raise StoreError(message) from fault
    return token


def doorkeeper_of(request: HTTPConnection) -> Doorkeeper:
    """Give the doorkeeper of the application that this request came to."""
    return cast("Doorkeeper", request.app.state.doorkeeper)


# FastAPI hands a plain function to its thread pool, so that no look-up holds up the event loop. What looks
# nothing up is a coroutine: a hop to a thread and back costs a third of a millisecond, and more under load.
def current_caller(request: Request) -> Caller:
    """Say who sent this request, or refuse it; see `Doorkeeper.admit`."""
    return doorkeeper_of(request).admit(request)


SignedIn = Annotated[Caller, Depends(current_caller)]


def allowing(scope: Scope, *roles: Role) -> Callable[[Caller], Awaitable[Caller]]:
    """Make a dependency that lets pass who holds `scope` and, if any are named, one of `roles`.

    Raises, when called:
        AccessDeniedError: the scope or the role is missing.
    """

    async def allowed(caller: SignedIn) -> Caller:
        if scope not in caller.scopes:
            message = f"this key has no scope {scope.value!r}; ask an administrator for one that has"
            if caller.via == "session":
                message = "at /account first: a password of your own, or the second factor your role needs"
            raise AccessDeniedError(message)
        if roles:
            require_role(caller.asker.role, *roles)
        return caller

    return allowed


def refuse_cross_site(request: HTTPConnection, *, programs_too: bool = False) -> None:
    """Refuse an unsafe request that another site made a browser send.

    A browser says where a request comes from (`Sec-Fetch-Site`, else `Origin`). One that says nothing is
    no browser of today; it passes only with `programs_too`, where no cookie is at stake.

    Raises:
        CrossSiteError: it comes from elsewhere, or does not say.
    """
    if request.scope.get("method", "GET") in _SAFE_METHODS:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        same = site == "same-origin"
    elif origin is not None:
        same = urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
    else:
        same = programs_too
    if not same:
        message = "this was not sent by our own page; open the page itself and try again"
        raise CrossSiteError(message)


def is_loopback(host: str | None) -> bool:
    """Say whether a host name or address can only be this machine."""
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
