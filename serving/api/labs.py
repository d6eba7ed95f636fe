"""`/v1/labs`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from assistant.labs import current_knowledge
from serving.api.access import AGREED, ASKING, RUNNING
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.labs import LabsIn, LabsOut, read_report

router = APIRouter(prefix="/v1", tags=["questions"])


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
