"""`/v1/reminders`: where a patient wants to be told that something waits, and what did not arrive."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from assistant.exchange import Role
from assistant.people import Scope
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema, told
from serving.auth import Caller, allowing
from serving.reminders import AddressIn, CodeIn, ReminderDesk

router = APIRouter(prefix="/v1/reminders", tags=["people"])
_Patient = Annotated[Caller, Depends(allowing(Scope.ASK, Role.PATIENT))]
_Overseer = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.SAFETY_OFFICER, Role.ADMIN))]


@router.get("")
async def mine(caller: _Patient, served: Served) -> JSONResponse:
    """Say where one is reminded, whether the address was proved, and what became of the letters."""
    return await told(ReminderDesk(served.house).mine, caller)


@router.put("/address", openapi_extra=body_schema(AddressIn))
async def set_address(caller: _Patient, line: JsonBody, served: Served) -> JSONResponse:
    """Enter one's own address; a code goes there, and nothing else before it came back."""
    return await told(ReminderDesk(served.house).set_address, line, caller)


@router.post("/confirm", openapi_extra=body_schema(CodeIn))
async def confirm(caller: _Patient, line: JsonBody, served: Served) -> JSONResponse:
    """Give back the code."""
    return await told(ReminderDesk(served.house).confirm, line, caller)


@router.delete("/address")
async def forget(caller: _Patient, served: Served) -> JSONResponse:
    """Forget one's address; nothing is sent any more."""
    return await told(ReminderDesk(served.house).forget, caller)


@router.get("/undelivered")
async def undelivered(_: _Overseer, served: Served) -> JSONResponse:
    """List what did not arrive, without addresses."""
    return await told(ReminderDesk(served.house).undelivered)
