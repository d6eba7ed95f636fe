"""`/v1/safety`: the stop button; anybody signed in sees whether the assistant runs."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from assistant.people import Scope
from assistant.safety.stop import OVERSEERS
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auth import Caller, SignedIn, allowing
from serving.safety import ReasonIn, StopDesk

router = APIRouter(prefix="/v1/safety", tags=["safety"])
Overseer = Annotated[Caller, Depends(allowing(Scope.ADMIN, *OVERSEERS))]


@router.get("/stop")
async def standing(caller: SignedIn, served: Served) -> JSONResponse:
    """Say whether the assistant is stopped, and what whoever asks is told."""
    return JSONResponse(await asyncio.to_thread(StopDesk(served.house).standing, caller))


@router.post("/stop", openapi_extra=body_schema(ReasonIn))
async def stop(caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Stop the whole assistant at once."""
    return JSONResponse(await asyncio.to_thread(StopDesk(served.house).stop, line, caller))


@router.post("/start", openapi_extra=body_schema(ReasonIn))
async def start(caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Start the assistant again; a person who is signed in only."""
    return JSONResponse(await asyncio.to_thread(StopDesk(served.house).start, line, caller))
