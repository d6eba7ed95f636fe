"""`/v1/audit/…`: verify the chain, sign its head, search and open records, export the inspector's pack."""

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
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auditing import HeadsIn, LookIn
from serving.auth import Caller, allowing
from serving.schemas import parse

router = APIRouter(prefix="/v1/audit", tags=["audit"])
_First = Annotated[str | None, Query(alias="from", max_length=32)]
_Last = Annotated[str | None, Query(alias="to", max_length=32)]
_may_look = allowing(Scope.AUDIT, Role.AUDITOR, Role.ADMIN)
_Inspector = Annotated[Caller, Depends(_may_look)]
SUMMARY: Final = "X-Pack"
"""The header of a pack that says what it holds."""


@router.get("/verify", dependencies=[Depends(_may_look)])
async def verify(served: Served, since: _First = None, until: _Last = None) -> JSONResponse:
    """Walk the chain of records, or the days `from` to `to`, to its first broken link."""
    return JSONResponse(await served.service.audit.verify(since, until))


@router.post("/verify", dependencies=[Depends(_may_look)], openapi_extra=body_schema(HeadsIn))
async def verify_with_heads(body: JsonBody, served: Served) -> JSONResponse:
    """Walk the whole chain and see whether it has passed the heads that were kept elsewhere."""
    given = parse(HeadsIn, body)
    return JSONResponse(await served.service.audit.verify(None, None, given.heads, given.keys))


@router.get("/head", dependencies=[Depends(_may_look)])
async def head(served: Served) -> JSONResponse:
    """Sign what the newest link is now, for another place to keep."""
    return JSONResponse(await served.service.audit.head())


@router.get("/records", dependencies=[Depends(_may_look)])
async def records(wanted: Annotated[LookIn, Query()], served: Served) -> JSONResponse:
    """Find links by time, actor, role, action or id, newest first; they hold no words of anybody."""
    return JSONResponse(await served.service.audit.records(wanted.model_dump()))


@router.get("/records/{reference}")
async def replay(reference: str, caller: _Inspector, served: Served) -> JSONResponse:
    """Open a record for an auditor and look its quotations up again; that it was opened is recorded."""
    refuse_texts(caller)
    return JSONResponse(await served.service.audit.replay(reference, caller.asker))


@router.get("/export", response_class=FileResponse)
async def export(
    caller: _Inspector,
    served: Served,
    since: _First = None,
    until: _Last = None,
    texts: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query parameter
) -> FileResponse:
    """Give the inspector's pack as a ZIP file; only an auditor has what was said opened in it."""
    if texts:
        refuse_texts(caller)
    folder = tempfile.TemporaryDirectory()
    place = Path(folder.name) / "audit-pack.zip"
    try:
        packed = await served.service.audit.export(
            place, since, until, texts_for=caller.asker if texts else None
        )
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


def refuse_texts(caller: Caller) -> None:
    """Let only an auditor, or this machine's operator, read what was said.

    Raises:
        AccessDeniedError: anybody else.
    """
    if caller.asker.role is not Role.AUDITOR and caller.via != "operator":
        message = "only an auditor may read what was said"
        raise AccessDeniedError(message)
