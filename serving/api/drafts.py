"""`/v1/drafts`."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from serving.api.access import Asking
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.drafts import DraftDesk, DraftIn, DraftOut

router = APIRouter(prefix="/v1", tags=["records"])


@router.post("/drafts", responses={200: {"model": DraftOut}}, openapi_extra=body_schema(DraftIn))
async def draft(asker: Asking, line: JsonBody, served: Served) -> JSONResponse:
    """Draft a record out of a conversation; staff only."""
    desk = DraftDesk(served.house.gate, served.house.settings.home)
    return JSONResponse(await asyncio.to_thread(desk.draft, line, asker))
