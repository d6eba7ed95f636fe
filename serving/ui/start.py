"""The front door: patients go to their page, staff to theirs, whoever is nobody yet may choose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.exchange import Role
from serving.ui.shell import asset

RoleOf: TypeAlias = Callable[[Request], Awaitable[Role | None]]
"""Gives the role of the person behind a request, None where nobody is signed in."""
_FRESH: Final = {"Cache-Control": "no-store"}


def start_router(
    role_of: RoleOf, *, patient: str, staff: str, homes: Mapping[Role, str] | None = None
) -> APIRouter:
    """Make the address `/`: `patient` and `staff` are where each goes, `homes` where some of the staff do."""
    places = {Role.PATIENT: patient, **(homes or {})}
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def door(request: Request) -> Response:
        role = await role_of(request)
        if role is None:
            return HTMLResponse(asset("start.html"), headers=_FRESH)
        return RedirectResponse(places.get(role, staff), status_code=303, headers=_FRESH)

    return router
