"""`/v1/drafts`: a draft alone, or a kept record with its versions, signature and exports."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response

from assistant.charts.rights import WRITERS
from assistant.exchange import Role
from assistant.lanes import LONG
from assistant.people import Scope
from serving.api.access import RUNNING, Asking
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.api.streams import event_stream, told_events
from serving.auth import Caller, allowing
from serving.chart_edges import (
    AmendIn,
    CodesIn,
    EditIn,
    KeepIn,
    LookIn,
    RestoreIn,
    SignIn,
    StepIn,
    TableIn,
    WordIn,
)
from serving.chart_wording import WordingDesk
from serving.charts import ChartDesk
from serving.drafts import DraftDesk, DraftIn, DraftOut
from serving.interop.record import Form
from serving.interop.taking import ReadIn, taken_in
from serving.phrasing import PhrasingDesk, events_of

router = APIRouter(prefix="/v1/drafts", tags=["records"])
_Writer = Annotated[Caller, Depends(allowing(Scope.ASK, *WRITERS))]
_Doctor = Annotated[Caller, Depends(allowing(Scope.ASK, Role.DOCTOR))]
_Admin = Annotated[Caller, Depends(allowing(Scope.ADMIN, Role.ADMIN))]
_Words = Annotated[str | None, Query(max_length=128)]


@router.post(
    "", dependencies=[RUNNING], responses={200: {"model": DraftOut}}, openapi_extra=body_schema(DraftIn)
)
async def draft(asker: Asking, line: JsonBody, served: Served) -> JSONResponse:
    """Draft a record out of a conversation and keep nothing; staff only."""
    desk = DraftDesk(served.house.gate, served.house.settings.home)
    return JSONResponse(await LONG.do(desk.draft, line, asker))


@router.post("/phrased", dependencies=[RUNNING], openapi_extra=body_schema(DraftIn))
async def phrased(asker: Asking, line: JsonBody, served: Served) -> Response:
    """Draft a record and have the model write it in a record's words; events tell how far it is."""
    house = served.house
    desk = PhrasingDesk(DraftDesk(house.gate, house.settings.home), house.rewording)
    begun = await desk.begin(line, asker)
    return event_stream(told_events(events_of(begun)), heartbeat_s=house.settings.server.heartbeat_s)


@router.post("/kept", dependencies=[RUNNING], openapi_extra=body_schema(KeepIn))
async def keep(caller: _Writer, line: JsonBody, served: Served) -> JSONResponse:
    """Draft a record and keep it for editing and signing."""
    return JSONResponse(await LONG.do(ChartDesk(served.house).keep, line, caller), status_code=201)


@router.get("")
async def shelf(caller: _Writer, served: Served) -> JSONResponse:
    """List the kept records that one may see, the newest change first."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).shelf, caller))


@router.get("/learned")
async def learned(caller: _Writer, served: Served) -> JSONResponse:
    """Tell how much people change of the drafts, per template and section."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).learned, caller))


@router.get("/codes")
async def codes(caller: _Writer, served: Served, q: _Words = None, draft: _Words = None) -> JSONResponse:
    """Offer diagnoses of the hospital's tables, by words or for a record."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).codes, caller, q, draft))


@router.put("/codes", openapi_extra=body_schema(TableIn))
async def import_codes(_: _Admin, line: JsonBody, served: Served) -> JSONResponse:
    """Take a hospital's own code table in as CSV; administrators only."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).import_codes, line))


@router.post("/read", openapi_extra=body_schema(ReadIn))
async def read(_: _Writer, line: JsonBody) -> JSONResponse:
    """Read a transcript (text, VTT, SRT, JSON) or facts (FHIR, HL7 v2) into turns, facts and patient."""
    return JSONResponse(await asyncio.to_thread(taken_in, line))


@router.get("/{reference}")
async def one(reference: str, caller: _Writer, served: Served) -> JSONResponse:
    """Show a kept record with its sources, findings and who else looks at it."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).one, reference, caller))


@router.patch("/{reference}", openapi_extra=body_schema(EditIn))
async def edit(reference: str, caller: _Writer, line: JsonBody, served: Served) -> JSONResponse:
    """Take over a person's texts; refused when the record was changed since the stated version."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).edit, reference, line, caller))


@router.delete("/{reference}")
async def discard(reference: str, caller: _Writer, served: Served) -> JSONResponse:
    """Put an unsigned draft away; its trace stays."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).discard, reference, caller))


@router.get("/{reference}/versions")
async def versions(reference: str, caller: _Writer, served: Served) -> JSONResponse:
    """List who made which version when, with what each changed."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).versions, reference, caller))


@router.post("/{reference}/restore", openapi_extra=body_schema(RestoreIn))
async def restore(reference: str, caller: _Writer, line: JsonBody, served: Served) -> JSONResponse:
    """Make an earlier version's text the newest one."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).restore, reference, line, caller))


@router.post("/{reference}/steps", openapi_extra=body_schema(StepIn))
async def decide(reference: str, caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Accept, edit or reject one section of a record that is decided step by step."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).decide, reference, line, caller))


@router.post("/{reference}/worded", dependencies=[RUNNING], openapi_extra=body_schema(WordIn))
async def word(reference: str, caller: _Writer, line: JsonBody, served: Served) -> Response:
    """Have the model write a draft in which nobody wrote yet; events tell how far it is."""
    desk = WordingDesk(served.house)
    begun = await LONG.do(desk.begin, reference, line, caller)
    return event_stream(told_events(desk.events(begun)), heartbeat_s=served.house.settings.server.heartbeat_s)


@router.post("/{reference}/opened", openapi_extra=body_schema(LookIn))
async def opened(reference: str, caller: _Writer, line: JsonBody, served: Served) -> JSONResponse:
    """Note that one has opened sections as they stand."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).look, reference, line, caller))


@router.post("/{reference}/leave", status_code=204)
async def leave(reference: str, caller: _Writer, served: Served) -> Response:
    """Note that one looks at the record no more."""
    await asyncio.to_thread(ChartDesk(served.house).leave, reference, caller)
    return Response(status_code=204)


@router.put("/{reference}/codes", openapi_extra=body_schema(CodesIn))
async def code(reference: str, caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Put the diagnoses that the doctor chose from the table on the record."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).code, reference, line, caller))


@router.post("/{reference}/sign", openapi_extra=body_schema(SignIn))
async def sign(reference: str, caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Sign a record that one has read; a signed-in doctor only."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).sign, reference, line, caller))


@router.post("/{reference}/amendments", openapi_extra=body_schema(AmendIn))
async def amend(reference: str, caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Add to a signed record; a signed-in doctor only."""
    return JSONResponse(await asyncio.to_thread(ChartDesk(served.house).amend, reference, line, caller))


_NO_STORE: Final = {"Cache-Control": "no-store"}


@router.get("/{reference}/export")
async def export(reference: str, caller: _Writer, served: Served, form: Form = "text") -> Response:
    """Give a record as text, DOCX, PDF, FHIR R4B document, HL7 v2 MDM or ORU, with its label."""
    made = await LONG.do(ChartDesk(served.house).export, reference, form, caller)
    named = {"Content-Disposition": f'attachment; filename="{made.file_name}"'}
    return Response(made.data, media_type=made.media_type, headers=_NO_STORE | named)
