"""The addresses of the on-call calendar's page; a step that cannot be taken is told on the page itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.errors import AssistantError
from assistant.exchange import Role
from assistant.people import Scope
from assistant.rota.room import PLANNERS, READERS
from serving.api.services import Served, Serving
from serving.auth import Caller, allowing
from serving.errors import ServingError
from serving.problems import JsonObject, kind_of, message_of
from serving.rota import RotaDesk
from serving.ui.library.routes import PageRoute
from serving.ui.rota.page import rota_page
from serving.ui.rota.view import ROTA, RotaView

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_Reader = Annotated[Caller, Depends(allowing(Scope.TASKS, *READERS))]
_Planner = Annotated[Caller, Depends(allowing(Scope.TASKS, *PLANNERS))]
_Away = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR, *PLANNERS))]
_FRESH: Final = {"Cache-Control": "no-store"}
_DAYS: Final = 14


@router.get(ROTA)
async def rota(caller: _Reader, served: Served) -> HTMLResponse:
    """Show the calendar."""
    return HTMLResponse(await run_in_threadpool(lambda: rota_page(_view(served, caller))), headers=_FRESH)


@router.post(f"{ROTA}/duty")
async def enter(caller: _Planner, served: Served, request: Request) -> Response:
    """Enter a duty."""
    line = await _line(request, "unit", "doctor", "starts", "ends")
    return await _step(caller, served, lambda: RotaDesk(served.house).enter(line, caller))


@router.post(f"{ROTA}/table")
async def take_table(caller: _Planner, served: Served, request: Request) -> Response:
    """Enter a table."""
    line = await _line(request, "table", "replace")
    line["replace"] = bool(line.get("replace"))
    return await _step(caller, served, lambda: RotaDesk(served.house).take_table(line, caller))


@router.post(f"{ROTA}/days")
async def put_days(caller: _Planner, served: Served, request: Request) -> Response:
    """Enter days off, or days that are worked."""
    line = await _line(request, "day", "to", "kind", "name", "replace")
    line["replace"] = bool(line.get("replace"))
    return await _step(caller, served, lambda: RotaDesk(served.house).put_days(line, caller))


@router.post(f"{ROTA}/days/table")
async def take_days(caller: _Planner, served: Served, request: Request) -> Response:
    """Enter a list of days."""
    given = await _line(request, "days", "replace")
    line: JsonObject = {"table": given.get("days", ""), "replace": bool(given.get("replace"))}
    return await _step(caller, served, lambda: RotaDesk(served.house).take_days(line, caller))


@router.post(f"{ROTA}/days/{{day}}/remove")
async def remove_day(day: date, caller: _Planner, served: Served) -> Response:
    """Let a day be what its weekday says."""
    return await _step(caller, served, lambda: RotaDesk(served.house).remove_day(day, caller))


@router.post(f"{ROTA}/away")
async def away(caller: _Away, served: Served, request: Request) -> Response:
    """Say who is away."""
    line = await _line(request, "doctor", "cover", "starts", "ends")
    return await _step(caller, served, lambda: RotaDesk(served.house).away(line, caller))


@router.post(f"{ROTA}/watch")
async def watch(caller: _Planner, served: Served, request: Request) -> Response:
    """Settle who needs somebody on call."""
    line = await _line(request, "unit", "needed")
    line["needed"] = None if line.get("needed") == "never" else line.get("needed")
    return await _step(caller, served, lambda: RotaDesk(served.house).watch(line, caller))


@router.post(f"{ROTA}/remove/{{duty_id}}")
async def remove(duty_id: str, caller: _Planner, served: Served) -> Response:
    """Remove a duty."""
    return await _step(caller, served, lambda: RotaDesk(served.house).remove(duty_id, caller))


@router.post(f"{ROTA}/back/{{absence_id}}")
async def back(absence_id: str, caller: _Away, served: Served) -> Response:
    """Take an absence back."""
    return await _step(caller, served, lambda: RotaDesk(served.house).back(absence_id, caller))


async def _line(request: Request, *names: str) -> JsonObject:
    given = await request.form()
    return {name: value for name in names if isinstance(value := given.get(name), str) and value.strip()}


async def _step(caller: Caller, served: Serving, work: Callable[[], object]) -> Response:
    try:
        await run_in_threadpool(work)
    except (AssistantError, ServingError) as fault:
        told = message_of(fault)
        html = await run_in_threadpool(lambda: rota_page(_view(served, caller), fault=told))
        return HTMLResponse(html, status_code=kind_of(fault).status, headers=_FRESH)
    return RedirectResponse(ROTA, status_code=303, headers=_FRESH)


def _view(served: Serving, caller: Caller) -> RotaView:
    room, asker = served.house.rota, caller.asker
    now = room.now()
    calendar, watched = room.calendar(now, now + timedelta(days=_DAYS)), room.watched()
    units = dict.fromkeys([*(one.unit for one in calendar.duties), *(one.unit for one in watched)])
    on_now = ((unit, calendar.on_call(unit, now)) for unit in units)
    clocks = served.house.worklist.clocks
    desks = {desk: room.called(desk, "zh") for one in clocks.levels.values() for desk in one.desks}
    people = {one.account_id: one.name for one in served.house.accounts.accounts()}
    return RotaView(
        now=now,
        days=_DAYS,
        duties=calendar.duties,
        absences=calendar.absences,
        watched=watched,
        gaps=room.gaps(days=_DAYS),
        now_on={unit: person for unit, person in on_now if person is not None},
        names=people | desks | {unit: room.called(unit, "zh") for unit in units},
        plans=asker.role in PLANNERS,
        person=asker.person,
        is_doctor=asker.role is Role.DOCTOR,
        hours=room.hours,
        days_off=room.days(),
        levels=clocks.levels,
    )
