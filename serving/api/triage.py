"""`/v1/triage`."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from assistant.triage import departments
from serving.api.access import ASKING
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.stopped import refuse_while_stopped
from serving.triage import URGENT, TriageIn, TriageOut, interview

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post(
    "/triage",
    dependencies=[ASKING],
    responses={200: {"model": TriageOut}},
    openapi_extra=body_schema(TriageIn),
)
async def triage(line: JsonBody, served: Served) -> JSONResponse:
    """Give the direction after the turns of an interview and the next question."""
    home = served.house.settings.home
    told = await interview(line, lambda: departments(home), served.house.interviewer)
    if told["urgency"] not in URGENT:
        await asyncio.to_thread(refuse_while_stopped, served.house)
    return JSONResponse(told)
