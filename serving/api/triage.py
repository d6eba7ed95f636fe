"""`/v1/triage`."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from assistant.people import Scope
from assistant.triage import departments
from serving.agreed import refuse_without_consent
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auth import Caller, allowing
from serving.stopped import refuse_while_stopped
from serving.triage import URGENT, TriageIn, TriageOut, interview

router = APIRouter(prefix="/v1", tags=["questions"])
_Asker = Annotated[Caller, Depends(allowing(Scope.ASK))]


@router.post(
    "/triage",
    responses={200: {"model": TriageOut}},
    openapi_extra=body_schema(TriageIn),
)
async def triage(caller: _Asker, line: JsonBody, served: Served) -> JSONResponse:
    """Give the direction after an interview's turns and the next question; an emergency asks no consent."""
    home = served.house.settings.home
    told = await interview(line, lambda: departments(home), served.house.interviewer)
    if told["urgency"] not in URGENT:
        await asyncio.to_thread(refuse_without_consent, served.house, caller)
        await asyncio.to_thread(refuse_while_stopped, served.house)
    return JSONResponse(told)
