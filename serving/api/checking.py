"""`/v1/check`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from serving.api.access import AGREED, Asking
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.checking import CheckIn, CheckOut

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post(
    "/check",
    dependencies=[AGREED],
    responses={200: {"model": CheckOut}},
    openapi_extra=body_schema(CheckIn),
)
async def check(asker: Asking, line: JsonBody, served: Served) -> JSONResponse:
    """Check what somebody else claims, statement by statement."""
    return JSONResponse(await served.service.check(line, asker))
