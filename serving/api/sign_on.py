"""The doors of the hospital's single sign-on: to the issuer, and back with an answer."""

from __future__ import annotations

import hmac
import logging
from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from assistant.errors import AccessDeniedError, CodeNeededError, DirectoryError
from serving.api.session import Door, keep_session
from serving.auth import is_loopback
from serving.sign_on import Errand, SignOn

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/session", tags=["people"])

_KEPT: Final = "yizheng_errand"
_PLACE: Final = "/v1/session/oidc"
_MINUTES: Final = 600
# The session's cookie is strict, so no redirect from elsewhere carries it; a page of ours leads on.
_ONWARD: Final = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    '<title>医证 Yizheng</title><p><a href="/">继续 / Go on</a></p></html>'
)


class WaysOut(BaseModel):
    """How one may sign in beside name and password."""

    oidc: bool


async def _sign_on(request: Request) -> SignOn:
    return cast("SignOn", request.app.state.sign_on)


_SignOn = Annotated[SignOn, Depends(_sign_on)]


@router.get("/ways")
def ways(sign_on: _SignOn) -> WaysOut:
    """Say whether the hospital's single sign-on is offered."""
    return WaysOut(oidc=sign_on.offered)


@router.get("/oidc", response_class=RedirectResponse, status_code=303)
def leave(request: Request, sign_on: _SignOn) -> Response:
    """Send a browser to the hospital's sign-on."""
    _refuse_unnamed(sign_on)
    errand = Errand.new()
    answer = RedirectResponse(sign_on.address(errand, back=_back(request, sign_on)), status_code=303)
    secure = not is_loopback(request.url.hostname)
    # Lax: the issuer sends the browser back by a link from another site.
    answer.set_cookie(
        _KEPT, errand.packed(), max_age=_MINUTES, path=_PLACE, httponly=True, samesite="lax", secure=secure
    )
    return answer


@router.get("/oidc/callback", response_class=HTMLResponse)
def come_back(request: Request, door: Door, sign_on: _SignOn) -> Response:
    """Open a session for whom the hospital's sign-on vouches; others are told why on the sign-in page."""
    _refuse_unnamed(sign_on)
    errand = Errand.read(request.cookies.get(_KEPT, ""))
    state = request.query_params.get("state", "")
    if errand is None or not hmac.compare_digest(state.encode(), errand.state.encode()):
        return _refused("refused")
    back = _back(request, sign_on)
    try:
        who = sign_on.identity(errand, f"{back}?{request.url.query}", back=back)
        signed_in = door.book.sign_in_outside(who)
    except DirectoryError as fault:
        logger.warning("single sign-on refused: %s", type(fault.__cause__ or fault).__name__)
        return _refused("refused")
    except CodeNeededError:
        return _refused("code")
    except AccessDeniedError:
        return _refused("unknown")
    answer = HTMLResponse(_ONWARD, headers={"Cache-Control": "no-store"})
    keep_session(answer, request, signed_in.token)
    answer.delete_cookie(_KEPT, path=_PLACE)
    return answer


def _refused(why: str) -> Response:
    answer = RedirectResponse(f"/sign-in#{why}", status_code=303)
    answer.delete_cookie(_KEPT, path=_PLACE)
    return answer


def _back(request: Request, sign_on: SignOn) -> str:
    return f"{sign_on.public_url(str(request.base_url))}{_PLACE}/callback"


def _refuse_unnamed(sign_on: SignOn) -> None:
    if not sign_on.offered:
        raise HTTPException(status_code=404)
