"""`/v1/rota`: who is on call, who is away and who stands in, and where nobody does."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from assistant.exchange import Role
from assistant.people import Scope
from assistant.rota.room import PLANNERS, READERS
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema, told
from serving.auth import Caller, allowing
from serving.rota import AwayIn, DaysIn, DutyIn, RotaDesk, TableIn, WatchIn

router = APIRouter(prefix="/v1/rota", tags=["tasks"])
_Reader = Annotated[Caller, Depends(allowing(Scope.TASKS, *READERS))]
_Planner = Annotated[Caller, Depends(allowing(Scope.TASKS, *PLANNERS))]
_Away = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR, *PLANNERS))]


@router.get("")
async def calendar(_: _Reader, served: Served, days: Annotated[int, Query(ge=1, le=92)] = 14) -> JSONResponse:
    """Give the calendar of the days to come, with its gaps in words."""
    return await told(RotaDesk(served.house).calendar, days)


@router.post("/duties", status_code=201, openapi_extra=body_schema(DutyIn))
async def enter(caller: _Planner, line: JsonBody, served: Served) -> JSONResponse:
    """Enter one duty."""
    return JSONResponse(await asyncio.to_thread(RotaDesk(served.house).enter, line, caller), 201)


@router.post("/table", openapi_extra=body_schema(TableIn))
async def take_table(caller: _Planner, line: JsonBody, served: Served) -> JSONResponse:
    """Enter a table, wholly or not at all; lines that cannot be used are named."""
    return await told(RotaDesk(served.house).take_table, line, caller)


@router.delete("/duties/{duty_id}")
async def remove(duty_id: str, caller: _Planner, served: Served) -> JSONResponse:
    """Remove a duty."""
    return await told(RotaDesk(served.house).remove, duty_id, caller)


@router.post("/away", status_code=201, openapi_extra=body_schema(AwayIn))
async def away(caller: _Away, line: JsonBody, served: Served) -> JSONResponse:
    """Say that one is away and who stands in; who plans says it of others, too."""
    return JSONResponse(await asyncio.to_thread(RotaDesk(served.house).away, line, caller), 201)


@router.delete("/away/{absence_id}")
async def back(absence_id: str, caller: _Away, served: Served) -> JSONResponse:
    """Take an absence back."""
    return await told(RotaDesk(served.house).back, absence_id, caller)


@router.post("/days", openapi_extra=body_schema(DaysIn))
async def put_days(caller: _Planner, line: JsonBody, served: Served) -> JSONResponse:
    """Enter a day off or a make-up working day, or the days from one to another."""
    return await told(RotaDesk(served.house).put_days, line, caller)


@router.post("/days/table", openapi_extra=body_schema(TableIn))
async def take_days(caller: _Planner, line: JsonBody, served: Served) -> JSONResponse:
    """Enter a list of days, wholly or not at all; lines that cannot be used are named."""
    return await told(RotaDesk(served.house).take_days, line, caller)


@router.delete("/days/{day}")
async def remove_day(day: date, caller: _Planner, served: Served) -> JSONResponse:
    """Let a day be what its weekday says."""
    return await told(RotaDesk(served.house).remove_day, day, caller)


@router.put("/watched", openapi_extra=body_schema(WatchIn))
async def watch(caller: _Planner, line: JsonBody, served: Served) -> JSONResponse:
    """Settle whether a department or desk needs somebody on call."""
    return await told(RotaDesk(served.house).watch, line, caller)
