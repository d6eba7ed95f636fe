"""`/v1/guidelines/{reference}/pages/{number}`: a page of a kept original as a picture."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from serving.api.access import StaffReading
from serving.api.services import Served

router = APIRouter(prefix="/v1", tags=["guidelines"])


@router.get("/guidelines/{reference:path}/pages/{number}", response_class=Response)
async def page_image(reference: str, number: int, asker: StaffReading, served: Served) -> Response:
    """Draw a page (1-based) of an edition's original, where one is kept as PDF; staff only."""
    return Response(await served.service.page_image(reference, number, asker), media_type="image/png")
