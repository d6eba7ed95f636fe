"""`/v1/gate`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from serving.api.access import Asking
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.gate import GateIn, GateOut, judge

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/gate", responses={200: {"model": GateOut}}, openapi_extra=body_schema(GateIn))
async def gate(asker: Asking, line: JsonBody, served: Served) -> JSONResponse:
    """Judge a text; the role is the signed-in person's, and a body can only lower it."""
    return JSONResponse(await judge(line, asker, served.house.gate))
