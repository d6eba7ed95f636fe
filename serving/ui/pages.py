"""Plain pages around the application: the sign-in, the one-time set-up, the records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from serving.ui.records.router import records_router
from serving.ui.shell import asset

Named: TypeAlias = Callable[[Request], str | Awaitable[str | None] | None]
SIGN_IN: Final = "/sign-in"
SETUP: Final = "/setup"
ACCOUNT: Final = "/account"
_FRESH: Final = {"Cache-Control": "no-store"}


def page_router(named: Named) -> APIRouter:
    """Make the open pages; they hold no data, only forms that post to `/v1/session` and `/v1/setup`."""
    router = APIRouter(include_in_schema=False)
    router.include_router(records_router(named, sign_in=SIGN_IN))

    @router.get(SIGN_IN)
    async def sign_in() -> HTMLResponse:
        return HTMLResponse(asset("sign_in.html"), headers=_FRESH)

    @router.get(SETUP)
    async def setup() -> HTMLResponse:
        return HTMLResponse(asset("setup.html"), headers=_FRESH)

    @router.get(ACCOUNT)
    async def account() -> HTMLResponse:
        return HTMLResponse(asset("account.html"), headers=_FRESH)

    @router.get("/ui/account.js")
    async def account_script() -> Response:
        return Response(asset("account.js"), media_type="text/javascript")

    @router.get("/ui/door.css")
    async def style() -> Response:
        return Response(asset("door.css"), media_type="text/css")

    @router.get("/ui/door.js")
    async def script() -> Response:
        return Response(asset("door.js"), media_type="text/javascript")

    return router
