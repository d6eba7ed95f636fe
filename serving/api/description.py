"""`/openapi.json`: the description of the interface, for whoever is signed in."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from serving.auth import current_caller

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json", dependencies=[Depends(current_caller)])
def description(request: Request) -> JSONResponse:
    """Describe every address, what it takes and what it gives."""
    return JSONResponse(request.app.openapi())
