"""`/v1/incidents`: anybody signed in reports and sees their own; the safety officer looks after all."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response

from assistant.people import Scope
from serving.api.bodies import JsonBody
from serving.api.safety import Looker, Overseer
from serving.api.services import Served, body_schema
from serving.auth import Caller, allowing
from serving.incidents import HandleIn, IncidentDesk, IncidentIn, ListIn

router = APIRouter(prefix="/v1/incidents", tags=["safety"])
_Asker = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Wanted = Annotated[ListIn, Query()]
_CSV: Final = {
    "Content-Disposition": 'attachment; filename="incidents.csv"',
    "Cache-Control": "no-store",
}


@router.post("", status_code=201, openapi_extra=body_schema(IncidentIn))
async def report(caller: _Asker, line: JsonBody, served: Served) -> JSONResponse:
    """Report an answer, or anything that went wrong; an emergency in the words is answered with its card."""
    return JSONResponse(await asyncio.to_thread(IncidentDesk(served.house).report, line, caller), 201)


@router.get("")
async def incidents(caller: _Asker, served: Served, wanted: _Wanted) -> JSONResponse:
    """List what one may see, the newest first."""
    return JSONResponse(await asyncio.to_thread(IncidentDesk(served.house).list, wanted, caller))


@router.get("/export")
async def export(caller: Looker, served: Served, wanted: _Wanted) -> Response:
    """Give the register as CSV."""
    written = await asyncio.to_thread(IncidentDesk(served.house).export, wanted, caller)
    return Response(written, media_type="text/csv; charset=utf-8", headers=_CSV)


@router.get("/{incident_id}")
async def incident(incident_id: str, caller: _Asker, served: Served) -> JSONResponse:
    """Show one; to who may not know of it there is none."""
    return JSONResponse(await asyncio.to_thread(IncidentDesk(served.house).one, incident_id, caller))


@router.post("/{incident_id}/handle", openapi_extra=body_schema(HandleIn))
async def handle(incident_id: str, caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Rate an incident and say what was done."""
    return JSONResponse(await asyncio.to_thread(IncidentDesk(served.house).handle, incident_id, line, caller))
