"""`/v1/findings`: other systems post, a doctor reviews, the department calls; counts for who oversees."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import JSONResponse, Response

from assistant.exchange import Role
from assistant.findings.room import CALLERS, COUNTERS
from assistant.people import Scope
from guidelines import Language
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema, told
from serving.auth import Caller, allowing
from serving.findings import FindingDesk
from serving.findings_in import ContactIn, ExaminedIn, FindingIn, ReviewIn, SourceIn

router = APIRouter(prefix="/v1/findings", tags=["findings"])
_Source = Annotated[Caller, Depends(allowing(Scope.FINDINGS, Role.CLERK))]
_Looker = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR, Role.SAFETY_OFFICER))]
_Caller = Annotated[Caller, Depends(allowing(Scope.TASKS, *CALLERS))]
_Seer = Annotated[Caller, Depends(allowing(Scope.TASKS, *CALLERS, Role.SAFETY_OFFICER))]
_Doctor = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR))]
_Counter = Annotated[Caller, Depends(allowing(Scope.TASKS, *COUNTERS))]
_Exporter = Annotated[Caller, Depends(allowing(Scope.AUDIT, Role.SAFETY_OFFICER, Role.ADMIN, Role.AUDITOR))]
_Admin = Annotated[Caller, Depends(allowing(Scope.ADMIN, Role.ADMIN))]
_Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=128)]
_CSV: Final = {"Content-Disposition": 'attachment; filename="findings.csv"', "Cache-Control": "no-store"}


@router.post("", status_code=201, openapi_extra=body_schema(FindingIn))
async def post(caller: _Source, line: JsonBody, served: Served, key: _Key = None) -> JSONResponse:
    """Take in one finding, as JSON or FHIR R4B; the same again is answered as the first time, with 200."""
    told, again = await asyncio.to_thread(FindingDesk(served.house).post, line, caller, key)
    return JSONResponse(told, 200 if again else 201)


@router.post("/examined", openapi_extra=body_schema(ExaminedIn))
async def examined(caller: _Source, line: JsonBody, served: Served) -> JSONResponse:
    """Tell how many the calling source examined in a month."""
    return await told(FindingDesk(served.house).examined, line, caller)


@router.get("")
async def findings(
    caller: _Looker, served: Served, standing: Annotated[str | None, Query(max_length=256)] = None
) -> JSONResponse:
    """List the findings that one may see, what is due first."""
    return await told(FindingDesk(served.house).list, caller, standing)


@router.get("/recall")
async def recall(caller: _Caller, served: Served) -> JSONResponse:
    """List whom to call and whose examination is awaited."""
    return await told(FindingDesk(served.house).recall, caller)


@router.get("/funnel")
async def funnel(_: _Counter, served: Served) -> JSONResponse:
    """Count what was flagged, reviewed, reached and confirmed, by source and month."""
    return await told(FindingDesk(served.house).funnel)


@router.get("/export")
async def export(_: _Exporter, served: Served) -> Response:
    """Give all cases as CSV, without names."""
    written = await asyncio.to_thread(FindingDesk(served.house).export)
    return Response(written, media_type="text/csv; charset=utf-8", headers=_CSV)


@router.get("/sources")
async def sources(_: _Counter, served: Served) -> JSONResponse:
    """List what is settled with each source."""
    return await told(FindingDesk(served.house).sources)


@router.put("/sources/{name}", openapi_extra=body_schema(SourceIn))
async def put_source(name: str, caller: _Admin, line: JsonBody, served: Served) -> JSONResponse:
    """Settle a source: its key, its department, its budget."""
    return await told(FindingDesk(served.house).put_source, name, line, caller)


@router.get("/{reference}")
async def one(reference: str, caller: _Seer, served: Served) -> JSONResponse:
    """Show a finding; to who may not know of it there is none."""
    return await told(FindingDesk(served.house).one, reference, caller)


@router.get("/{reference}/script")
async def script(
    reference: str, caller: _Caller, served: Served, language: Annotated[Language, Query()] = "zh"
) -> JSONResponse:
    """Give the words of a call."""
    return await told(FindingDesk(served.house).script, reference, caller, language)


@router.post("/{reference}/review", openapi_extra=body_schema(ReviewIn))
async def review(
    reference: str, caller: _Doctor, line: JsonBody, served: Served, key: _Key = None
) -> JSONResponse:
    """Sign a verdict on every step, and whether the patient is called."""
    desk = FindingDesk(served.house)
    return await told(desk.review, reference, line, caller, key)


@router.post("/{reference}/contact", openapi_extra=body_schema(ContactIn))
async def contact(
    reference: str, caller: _Caller, line: JsonBody, served: Served, key: _Key = None
) -> JSONResponse:
    """Keep how a call ended; a doctor also what came of the examination."""
    desk = FindingDesk(served.house)
    return await told(desk.contact, reference, line, caller, key)
