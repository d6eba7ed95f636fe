"""`/v1/ground`."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from serving.api.access import ASKING, RUNNING
from serving.api.bodies import JsonBody
from serving.api.services import body_schema
from serving.ground import GroundIn, GroundOut, ground

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post(
    "/ground",
    dependencies=[ASKING, RUNNING],
    responses={200: {"model": GroundOut}},
    openapi_extra=body_schema(GroundIn),
)
async def judge(line: JsonBody) -> JSONResponse:
    """Judge a claim against the evidence that came with it."""
    return JSONResponse(await ground(line))
