"""`/v1/labs`."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from assistant.labs import current_knowledge
from assistant.people import Scope
from serving.agreed import refuse_without_consent
from serving.api.access import AGREED, ASKING, RUNNING
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.api.uploads import form_schema, sent_file
from serving.attachments import FileDesk, ReadOut, ReportIn
from serving.auth import Caller, allowing
from serving.labs import LabsIn, LabsOut, read_report

router = APIRouter(prefix="/v1", tags=["questions"])
_Asking = Annotated[Caller, Depends(allowing(Scope.ASK))]


@router.post(
    "/labs",
    dependencies=[ASKING, RUNNING, AGREED],
    responses={200: {"model": LabsOut}},
    openapi_extra=body_schema(LabsIn),
)
async def labs(line: JsonBody, served: Served) -> JSONResponse:
    """Judge a laboratory report line by line."""
    home = served.house.settings.home
    return JSONResponse(await read_report(line, lambda: current_knowledge(home)))


@router.post(
    "/labs/file",
    dependencies=[RUNNING],
    responses={200: {"model": ReadOut}},
    openapi_extra=form_schema(ReportIn),
)
async def labs_file(request: Request, caller: _Asking, served: Served) -> JSONResponse:
    """Judge a photographed, scanned or printed report line by line; the file is read and not kept."""
    await asyncio.to_thread(refuse_without_consent, served.house, caller)
    sent = await sent_file(request)
    return JSONResponse(await FileDesk(served.house, served.files).read(sent.data, sent.media, sent.fields))
