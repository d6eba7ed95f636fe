"""`/v1/audit/verify` and `/v1/audit/export`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse, JSONResponse
from starlette.background import BackgroundTask

from assistant.errors import AccessDeniedError
from assistant.exchange import Role
from assistant.people import Scope
from serving.api.services import Served
from serving.auth import Caller, allowing

router = APIRouter(prefix="/v1/audit", tags=["audit"])
_First = Annotated[str | None, Query(alias="from", max_length=32)]
_Last = Annotated[str | None, Query(alias="to", max_length=32)]
_Inspector = Annotated[Caller, Depends(allowing(Scope.AUDIT, Role.AUDITOR, Role.ADMIN))]
SUMMARY: Final = "X-Pack"
"""The header of a pack that says what it holds."""


@router.get("/verify", dependencies=[Depends(allowing(Scope.AUDIT, Role.AUDITOR, Role.ADMIN))])
async def verify(served: Served, since: _First = None, until: _Last = None) -> JSONResponse:
    """Walk the chain of records, or the days `from` to `to`, to its first broken link."""
    return JSONResponse(await served.service.verify(since, until))


@router.get("/export", response_class=FileResponse)
async def export(
    caller: _Inspector,
    served: Served,
    since: _First = None,
    until: _Last = None,
    texts: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query parameter
) -> FileResponse:
    """Give the inspector's pack as a ZIP file; only an auditor has what was said opened in it."""
    if texts and caller.asker.role is not Role.AUDITOR and caller.via != "operator":
        message = "only an auditor may read what was said; leave 'texts' out"
        raise AccessDeniedError(message)
    folder = tempfile.TemporaryDirectory()
    place = Path(folder.name) / "audit-pack.zip"
    try:
        packed = await served.service.export(place, since, until, texts=texts)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        place,
        media_type="application/zip",
        filename=place.name,
        headers={SUMMARY: json.dumps(packed)},
        background=BackgroundTask(folder.cleanup),
    )
