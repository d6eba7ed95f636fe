"""The addresses of the clerk's pages of the calendar; a step that cannot be taken is told on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.booking import Booking, Filled
from assistant.errors import AssistantError, UnknownBookingError
from assistant.people import Scope
from serving.api.services import Served, Serving
from serving.auth import Caller, allowing
from serving.booking import KEEPERS, BookingDesk, known_departments
from serving.booking_days import MOST_UNTOLD, DayDesk
from serving.errors import InvalidLineError, ServingError
from serving.problems import JsonObject, kind_of, message_of
from serving.ui.calendar.changes import (
    MoveView,
    Untold,
    move_page,
    print_page,
    sure_page,
    untold_page,
)
from serving.ui.calendar.day import DayView, day_page
from serving.ui.calendar.frame import CALENDAR, PRINT, UNTOLD, Done, day_address
from serving.ui.library.routes import PageRoute
from serving.ui.links import address

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_Keeper = Annotated[Caller, Depends(allowing(Scope.ASK, *KEEPERS))]
_Name = Annotated[str, Query(max_length=64)]
_FRESH: Final = {"Cache-Control": "no-store"}
_NOON: Final = time(12)
_PARTS: Final = {"morning": {"end": _NOON.isoformat()}, "afternoon": {"start": _NOON.isoformat()}}
_AHEAD: Final = timedelta(days=30)
_OFFERED: Final = 60


@router.get(CALENDAR)
async def day_shown(
    caller: _Keeper,
    served: Served,
    day: date | None = None,
    department: _Name = "",
    done: Done | None = None,
) -> HTMLResponse:
    """Show a day, today by default."""
    page = _Page(served, caller)
    return _html(await run_in_threadpool(lambda: day_page(page.view(day, department), done=done)))


@router.get(PRINT)
async def printed(
    caller: _Keeper, served: Served, day: date | None = None, department: _Name = ""
) -> HTMLResponse:
    """Show the list of a day for paper."""
    page = _Page(served, caller)
    return _html(await run_in_threadpool(lambda: page.printed(day, department)))


@router.get(UNTOLD)
async def untold(caller: _Keeper, served: Served, done: Done | None = None) -> HTMLResponse:
    """Show who is to be told."""
    page = _Page(served, caller)
    return _html(await run_in_threadpool(lambda: untold_page(page.untold(), done=done)))


@router.post(f"{UNTOLD}/{{booking_id}}")
async def told(booking_id: str, caller: _Keeper, served: Served) -> Response:
    """Note that somebody was told."""
    page = _Page(served, caller)
    way = address(UNTOLD, done="told")
    return await page.step(lambda: page.desk.told(booking_id, caller), way, back=page.told_page)


@router.post(f"{CALENDAR}/session")
async def offer(caller: _Keeper, served: Served, request: Request) -> Response:
    """Offer a session."""
    page, line = _Page(served, caller), await _line(request)
    way = page.way(line, "offered")
    return await page.step(lambda: page.desk.session(line, caller), way, back=page.back(line))


@router.post(f"{CALENDAR}/table")
async def take_table(caller: _Keeper, served: Served, request: Request) -> Response:
    """Offer the times of a table."""
    page, line = _Page(served, caller), await _line(request)
    desk = BookingDesk(served.house)
    way = address(CALENDAR, done="offered")
    return await page.step(lambda: desk.fill(line, caller), way, back=page.back({}))


@router.post(f"{CALENDAR}/capacity")
async def capacity(caller: _Keeper, served: Served, request: Request) -> Response:
    """Change how many people a time holds."""
    page, line = _Page(served, caller), await _line(request)
    where = await run_in_threadpool(page.where, line)
    way = page.way(where, "changed")
    return await page.step(lambda: page.desk.resize(line, caller), way, back=page.back(where))


@router.post(f"{CALENDAR}/close")
async def close(caller: _Keeper, served: Served, request: Request) -> Response:
    """Close times; where people are booked, ask once more first."""
    page, line = _Page(served, caller), await _closing(request)
    where = await run_in_threadpool(page.where, line)
    try:
        booked = await run_in_threadpool(page.booked, line)
    except (AssistantError, ServingError) as fault:
        return await page.undone(fault, page.back(where))
    if any(one.bookings for one in booked) and not line.get("sure"):
        view = await run_in_threadpool(page.view, where.get("day"), str(where.get("department") or ""))
        return _html(sure_page(view, booked))
    left = any(one.bookings for one in booked)
    way = address(UNTOLD, done="closed") if left else page.way(where, "closed")
    return await page.step(lambda: page.desk.close(line, caller), way, back=page.back(where))


@router.post(f"{CALENDAR}/cancel/{{booking_id}}")
async def cancel(booking_id: str, caller: _Keeper, served: Served) -> Response:
    """Give a person's place back."""
    page = _Page(served, caller)
    was = await run_in_threadpool(page.booking, booking_id)
    where = _place(was)
    desk = BookingDesk(served.house)
    way = page.way(where, "cancelled")
    return await page.step(lambda: desk.cancel(booking_id, caller), way, back=page.back(where))


@router.get(f"{CALENDAR}/move/{{booking_id}}")
async def choose(booking_id: str, caller: _Keeper, served: Served, department: _Name = "") -> HTMLResponse:
    """Show the times that a booking may be moved to."""
    page = _Page(served, caller)
    return _html(await run_in_threadpool(lambda: move_page(page.moving(booking_id, department))))


@router.post(f"{CALENDAR}/move/{{booking_id}}")
async def move(booking_id: str, caller: _Keeper, served: Served, request: Request) -> Response:
    """Move a booking to another time."""
    page, line = _Page(served, caller), await _line(request)
    was = await run_in_threadpool(page.booking, booking_id)
    way = page.way(_place(was), "moved")

    def again(fault: str) -> str:
        return move_page(page.moving(booking_id, ""), fault=fault)

    return await page.step(lambda: page.desk.move(booking_id, line, caller), way, back=again)


class _Page:
    """What the pages of one request look up."""

    def __init__(self, served: Serving, caller: Caller) -> None:
        self._house, self._caller = served.house, caller
        self._room = served.house.booking
        self.desk = DayDesk(served.house)

    def view(self, day: object, department: str) -> DayView:
        """Look a day up."""
        today = self._room.now().astimezone().date()
        shown = day if isinstance(day, date) else _day(day) or today
        filled = self.desk.day(department or None, shown, self._caller)
        people = {booking.person for one in filled for booking in one.bookings}
        return DayView(
            day=shown,
            today=today,
            department=department or None,
            departments=known_departments(self._house),
            filled=filled,
            names={one: self._called(one) for one in people},
            untold=len(self._room.calendar.untold(limit=MOST_UNTOLD)),
        )

    def printed(self, day: object, department: str) -> str:
        """Render the list of a day."""
        by = self._called(self._caller.asker.person or "")
        return print_page(self.view(day, department), by=by, now=self._room.now())

    def untold(self) -> list[Untold]:
        """Look up who is to be told."""
        return [
            Untold(was=one, name=self._called(one.person), now=self._now(one))
            for one in self._room.calendar.untold(limit=MOST_UNTOLD)
        ]

    def told_page(self, fault: str) -> str:
        """Render who is to be told, with what went wrong."""
        return untold_page(self.untold(), fault=fault)

    def booking(self, booking_id: str) -> Booking:
        """Give a booking."""
        found = self._room.calendar.booking(booking_id)
        if found is None:
            message = "no such booking; look at the day again"
            raise UnknownBookingError(message)
        return found

    def moving(self, booking_id: str, department: str) -> MoveView:
        """Look up where a booking may be moved to."""
        was, now = self.booking(booking_id), self._room.now()
        where, known = department or was.slot.department, known_departments(self._house)
        slots = self._room.calendar.open_slots(where, after=now, until=now + _AHEAD, limit=_OFFERED)
        return MoveView(
            booking=was,
            name=self._called(was.person),
            department=where,
            departments=known if where in known else (where, *known),
            open_slots=[one for one in slots if one.slot_id != was.slot.slot_id],
        )

    def booked(self, line: JsonObject) -> Sequence[Filled]:
        """Look up the times that are to be closed with the people booked into them."""
        return self._room.calendar.filled(self.desk.wanted(line))

    def where(self, line: JsonObject) -> JsonObject:
        """Say of which day and department a step is; of a time alone, the time's."""
        given = line.get("slots") or line.get("slot")
        first = given[0] if isinstance(given, list) and given else given
        found = self._room.calendar.filled([first]) if isinstance(first, str) else ()
        if not found:
            return {"day": line.get("day"), "department": line.get("department")}
        slot = found[0].slot
        return {"day": slot.starts_at.astimezone().date().isoformat(), "department": slot.department}

    def way(self, line: JsonObject, done: Done) -> str:
        """Give the address of the day that a step was of."""
        day = _day(line.get("day"))
        name = line.get("department")
        return (
            address(CALENDAR, done=done)
            if day is None
            else day_address(day, name if isinstance(name, str) else None, done=done)
        )

    def back(self, line: JsonObject) -> Callable[[str], str]:
        """Give the page that a step was taken on, to be shown with what went wrong."""
        name = line.get("department")
        known = name if isinstance(name, str) and name in known_departments(self._house) else ""
        return lambda fault: day_page(self.view(line.get("day"), known), fault=fault)

    async def step(self, work: Callable[[], object], way: str, *, back: Callable[[str], str]) -> Response:
        """Take a step and lead on, or say on the page why not."""
        try:
            await run_in_threadpool(work)
        except (AssistantError, ServingError) as fault:
            return await self.undone(fault, back)
        return RedirectResponse(way, status_code=303, headers=_FRESH)

    async def undone(self, fault: Exception, back: Callable[[str], str]) -> Response:
        """Say on the page why a step was not taken."""
        html = await run_in_threadpool(back, message_of(fault))
        return HTMLResponse(html, status_code=kind_of(fault).status, headers=_FRESH)

    def _called(self, person: str) -> str:
        return self._house.accounts.name_of(person) or "–"

    def _now(self, was: Booking) -> Booking | None:
        changes = self._room.changes(was.person)
        return next((one.now for one in changes if one.was.booking_id == was.booking_id), None)


def _place(was: Booking) -> JsonObject:
    slot = was.slot
    return {"day": slot.starts_at.astimezone().date().isoformat(), "department": slot.department}


def _day(given: object) -> date | None:
    try:
        return date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None


async def _line(request: Request) -> JsonObject:
    """Read a form's fields; numbers are numbers."""
    given = await request.form(max_files=0, max_fields=20)
    line: JsonObject = {}
    for name, value in given.items():
        if isinstance(value, str) and value.strip():
            number = name in {"minutes", "capacity", "weeks"} and value.strip().isdecimal()
            line[name] = int(value) if number else value.strip()
    return line


async def _closing(request: Request) -> JsonObject:
    """Read what is to be closed: times by their ids, or a part of a day."""
    given = await request.form(max_files=0, max_fields=600)
    slots = [one for one in given.getlist("slot") if isinstance(one, str)]
    sure = {"sure": True} if given.get("sure") == "yes" else {}
    if slots:
        return cast("JsonObject", {"slots": slots} | sure)
    part = given.get("part")
    if part not in {"whole", *_PARTS}:
        message = "the page sent what it never sends; reload it"
        raise InvalidLineError(message)
    day, department = given.get("day"), given.get("department")
    return cast("JsonObject", {"day": day, "department": department} | _PARTS.get(str(part), {}) | sure)


def _html(html: str) -> HTMLResponse:
    return HTMLResponse(html, headers=_FRESH)
