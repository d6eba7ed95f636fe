"""`/v1/booking`: times at departments, one's own bookings, and the calendar that staff keep."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from assistant.gate.redflags import Level
from assistant.people import Scope
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auth import Caller, allowing
from serving.booking import KEEPERS, BookIn, BookingDesk, BookingOut, CalendarIn, OfferOut
from serving.booking_days import ClosedOut, CloseIn, DayDesk, MoveIn, PersonOut, SessionIn

router = APIRouter(prefix="/v1/booking", tags=["booking"])
_Person = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Keeper = Annotated[Caller, Depends(allowing(Scope.ASK, *KEEPERS))]
_Names = Annotated[list[str], Query(min_length=1, max_length=3)]


@router.get("/times", dependencies=[Depends(allowing(Scope.ASK))], responses={200: {"model": OfferOut}})
async def times(served: Served, department: _Names, urgency: Level = "SELF") -> JSONResponse:
    """Offer times of the departments, best first; an emergency is told where to go instead."""
    return JSONResponse(await asyncio.to_thread(BookingDesk(served.house).offer, department, urgency))


@router.get("")
async def mine(caller: _Person, served: Served) -> JSONResponse:
    """List one's own bookings."""
    return JSONResponse(await asyncio.to_thread(BookingDesk(served.house).mine, caller))


@router.post("", status_code=201, responses={201: {"model": BookingOut}}, openapi_extra=body_schema(BookIn))
async def book(caller: _Person, line: JsonBody, served: Served) -> JSONResponse:
    """Book a time for oneself; the same key again books nothing more."""
    return JSONResponse(await asyncio.to_thread(BookingDesk(served.house).book, line, caller), 201)


@router.get("/calendar")
async def calendar(caller: _Keeper, served: Served, department: str | None = None) -> JSONResponse:
    """List what is offered."""
    del caller
    return JSONResponse(await asyncio.to_thread(BookingDesk(served.house).calendar, department))


@router.post("/calendar", status_code=201, openapi_extra=body_schema(CalendarIn))
async def fill(caller: _Keeper, line: JsonBody, served: Served) -> JSONResponse:
    """Offer times, from a list or a table."""
    return JSONResponse(await asyncio.to_thread(BookingDesk(served.house).fill, line, caller), 201)


@router.delete("/calendar/{slot_id}", status_code=204)
async def withdraw(slot_id: str, caller: _Keeper, served: Served) -> Response:
    """Take a time off the calendar."""
    await asyncio.to_thread(BookingDesk(served.house).withdraw, slot_id, caller)
    return Response(status_code=204)


@router.get("/calendar/days/{day}")
async def day(caller: _Keeper, day: date, served: Served, department: str | None = None) -> JSONResponse:
    """List the times of a day with the people booked into them; who looks is noted."""
    return JSONResponse(await asyncio.to_thread(DayDesk(served.house).day_out, department, day, caller))


@router.post("/calendar/sessions", status_code=201, openapi_extra=body_schema(SessionIn))
async def session(caller: _Keeper, line: JsonBody, served: Served) -> JSONResponse:
    """Offer a half-day, cut into times, for some weeks in a row."""
    return JSONResponse(await asyncio.to_thread(DayDesk(served.house).session, line, caller), 201)


@router.post("/calendar/close", responses={200: {"model": ClosedOut}}, openapi_extra=body_schema(CloseIn))
async def close(caller: _Keeper, line: JsonBody, served: Served) -> JSONResponse:
    """Close times; the people booked into them lose their places and are to be told."""
    return JSONResponse(await asyncio.to_thread(DayDesk(served.house).close, line, caller))


@router.get("/untold")
async def untold(caller: _Keeper, served: Served) -> JSONResponse:
    """List whose bookings the hospital changed and who does not know yet."""
    del caller
    return JSONResponse(await asyncio.to_thread(DayDesk(served.house).untold))


@router.post("/{booking_id}/move", responses={200: {"model": PersonOut}}, openapi_extra=body_schema(MoveIn))
async def move(booking_id: str, caller: _Keeper, line: JsonBody, served: Served) -> JSONResponse:
    """Book a person into another time in place of this booking."""
    return JSONResponse(await asyncio.to_thread(DayDesk(served.house).move, booking_id, line, caller))


@router.post("/{booking_id}/told", responses={200: {"model": PersonOut}})
async def told(booking_id: str, caller: _Keeper, served: Served) -> JSONResponse:
    """Note that somebody of the hospital told the person."""
    return JSONResponse(await asyncio.to_thread(DayDesk(served.house).told, booking_id, caller))


@router.post("/{booking_id}/seen", responses={200: {"model": BookingOut}})
async def seen(booking_id: str, caller: _Person, served: Served) -> JSONResponse:
    """Note that one has seen what became of one's own booking."""
    return JSONResponse(await asyncio.to_thread(BookingDesk(served.house).seen, booking_id, caller))


@router.delete("/{booking_id}", responses={200: {"model": BookingOut}})
async def cancel(booking_id: str, caller: _Person, served: Served) -> JSONResponse:
    """Give back one's own place; who keeps the calendar may give back anybody's."""
    return JSONResponse(await asyncio.to_thread(BookingDesk(served.house).cancel, booking_id, caller))
