"""`/v1/health-file`: one's own file, kept only with consent; staff see that of a ticket they may see."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from assistant.exchange import Role
from assistant.people import Scope
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auth import Caller, allowing
from serving.health_file import FileDesk, GuardianIn, StatementIn
from serving.labs import LabsIn

router = APIRouter(prefix="/v1/health-file", tags=["people"])
_Person = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Doctor = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR))]


@router.get("")
async def own(caller: _Person, served: Served) -> JSONResponse:
    """Give one's own file; without consent only what the consent stands to."""
    return JSONResponse(await asyncio.to_thread(FileDesk(served.house).own, caller))


@router.delete("")
async def clear(caller: _Person, served: Served) -> JSONResponse:
    """Delete one's own file, whatever the consent stands to."""
    return JSONResponse(await asyncio.to_thread(FileDesk(served.house).clear, caller))


@router.post("/statements", status_code=201, openapi_extra=body_schema(StatementIn))
async def say(caller: _Person, line: JsonBody, served: Served) -> JSONResponse:
    """Keep an allergy, a medicine, an illness, an operation or a pregnancy as it is reported."""
    return JSONResponse(await asyncio.to_thread(FileDesk(served.house).say, line, caller), 201)


@router.post("/reports", status_code=201, openapi_extra=body_schema(LabsIn))
async def report(caller: _Person, line: JsonBody, served: Served) -> JSONResponse:
    """Read a laboratory report, keep it, and say what differs from earlier ones."""
    return JSONResponse(await asyncio.to_thread(FileDesk(served.house).report, line, caller), 201)


@router.put("/guardian", openapi_extra=body_schema(GuardianIn))
async def guardian(caller: _Person, line: JsonBody, served: Served) -> JSONResponse:
    """Keep who speaks for a minor."""
    return JSONResponse(await asyncio.to_thread(FileDesk(served.house).guardian, line, caller))


@router.delete("/entries/{entry_id}")
async def remove(entry_id: str, caller: _Person, served: Served) -> JSONResponse:
    """Take one of one's own entries out for good."""
    return JSONResponse(await asyncio.to_thread(FileDesk(served.house).remove, entry_id, caller))


@router.get("/of/{reference}")
async def of_ticket(reference: str, caller: _Doctor, served: Served) -> JSONResponse:
    """Give the file of a ticket's person, where they agreed that staff see it; the look is recorded."""
    return JSONResponse(await asyncio.to_thread(FileDesk(served.house).of_ticket, reference, caller))
