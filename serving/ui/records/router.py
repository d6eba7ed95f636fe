"""The page's own addresses: a still page and its files; everything of anybody's comes from `/v1/drafts`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Final, TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

PATH: Final = "/records"
_SCRIPTS: Final = (
    "app",
    "desk",
    "sheet",
    "walk",
    "steps",
    "forms",
    "wording",
    "dialogs",
    "panel",
    "words",
    "shelf",
    "codes",
)
_FILES: Final = {"records.css": "text/css"} | {f"{name}.js": "text/javascript" for name in _SCRIPTS}
_FRESH: Final = {"Cache-Control": "no-store"}
Named: TypeAlias = Callable[[Request], str | Awaitable[str | None] | None]


def records_router(named: Named, *, sign_in: str) -> APIRouter:
    """Make the page; a browser without a session is sent to the sign-in."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def page(request: Request) -> Response:
        name = named(request)
        found = await name if isinstance(name, Awaitable) else name
        if not found:
            return RedirectResponse(sign_in, status_code=303, headers=_FRESH)
        return HTMLResponse(_asset("index.html"), headers=_FRESH)

    @router.get("/ui/records/{file}")
    async def part(file: str) -> Response:
        if file not in _FILES:
            return Response(status_code=404)
        return Response(_asset(file), media_type=_FILES[file], headers={"Cache-Control": "no-cache"})

    return router


def _asset(name: str) -> str:
    return resources.files("serving.ui.records").joinpath(name).read_text("utf-8")
