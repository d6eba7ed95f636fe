"""What a clerk decides about people as HTML: a closing to be confirmed, a new time, who is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from itertools import groupby

from assistant.booking import Booking, Filled, Slot
from serving.ui.calendar.day import DayView, department_html
from serving.ui.calendar.frame import (
    CALENDAR,
    UNTOLD,
    Done,
    clock,
    day_address,
    day_html,
    page_html,
    span_html,
)
from serving.ui.labels import both, each
from serving.ui.library import frame
from serving.ui.safety.frame import form_html, part_html, table_html


def sure_page(view: DayView, slots: Sequence[Filled]) -> str:
    """Ask once more before people lose their places."""
    people = [booking for one in slots for booking in one.bookings]
    lines = "".join(
        f"<li><b>{escape(view.called(one.person))}</b> {both('cal_number', one.number)} · "
        f"{span_html(one)}</li>"
        for one in people
    )
    hidden = "".join(
        f'<input type="hidden" name="slot" value="{escape(one.slot.slot_id, quote=True)}">' for one in slots
    )
    sure = f'{hidden}<input type="hidden" name="sure" value="yes">'
    back = escape(day_address(view.day, view.department), quote=True)
    body = (
        f'<section class="yz-panel yz-off-now"><h2>{both("cal_close_people", len(people))}</h2>'
        f'<ul class="yz-acts">{lines}</ul>'
        f"{form_html(f'{CALENDAR}/close', sure, 'cal_close_sure', kind='danger')}"
        f'<p><a class="yz-step" href="{back}">{both("cal_back")}</a></p></section>'
    )
    return page_html("day", body)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """A booking that is to be moved, and the times with room at a department."""

    booking: Booking
    name: str
    department: str
    departments: Sequence[str]
    open_slots: Sequence[Slot]


def move_page(view: MoveView, *, fault: str | None = None) -> str:
    """Render the choice of another time."""
    way = f"{CALENDAR}/move/{view.booking.booking_id}"
    chosen = (
        f'<form class="yz-search" action="{escape(way, quote=True)}" method="get">'
        f"{department_html(view.departments, view.department, here='')}"
        f'<button type="submit">{both("cal_show")}</button></form>'
    )
    days = groupby(view.open_slots, key=lambda one: one.starts_at.astimezone().date())
    choices = "".join(_choices(day, list(slots)) for day, slots in days)
    times = (
        form_html(way, choices, "cal_choose_now")
        if choices
        else f'<p class="yz-none">{both("cal_choose_none")}</p>'
    )
    body = (
        f'<div class="yz-title"><div><h2>{both("cal_moving", view.name)} {span_html(view.booking)}</h2>'
        f"</div></div>{chosen}{part_html('cal_choose', times)}"
    )
    return page_html("day", body, fault=fault)


def _choices(day: date, slots: Sequence[Slot]) -> str:
    options = "".join(
        f'<label><input type="radio" name="slot" value="{escape(one.slot_id, quote=True)}" required> '
        f"{clock(one.starts_at)} <small>{both('cal_room', one.left)}</small></label>"
        for one in slots
    )
    return f'<fieldset class="yz-choices"><legend>{day_html(day)}</legend>{options}</fieldset>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """Somebody who is to be told; `now` is the booking that took the place of the one that ended."""

    was: Booking
    name: str
    now: Booking | None


def untold_page(people: Sequence[Untold], *, fault: str | None = None, done: Done | None = None) -> str:
    """Render who is to be told, the soonest first."""
    if not people:
        return page_html(
            "untold", f'<p class="yz-none">{both("cal_untold_none")}</p>', fault=fault, done=done
        )
    lines = "".join(map(_untold, people))
    body = (
        f'<div class="yz-title"><div><h2>{both("cal_untold_some", len(people))}</h2>'
        f'<p class="yz-hint">{both("cal_untold_hint")}</p></div></div><ol class="yz-slots">{lines}</ol>'
    )
    return page_html("untold", body, fault=fault, done=done)


def _untold(one: Untold) -> str:
    way = f"{CALENDAR}/move/{escape(one.was.booking_id, quote=True)}"
    move = (
        f'<a class="yz-step" href="{way}">{both("cal_move")}</a>'
        if one.was.ended == "closed" and one.was.moved_to is None
        else ""
    )
    now = f"<p>→ {span_html(one.now)}</p>" if one.now is not None else ""
    return (
        f"<li><h3>{escape(one.name)} <small>{both('cal_number', one.was.number)}</small> "
        f'<span class="yz-badge yz-grave-minor">{both(f"cal_ended_{one.was.ended}")}</span></h3>'
        f'<p>{span_html(one.was)}</p>{now}<div class="yz-side-by-side">'
        f"{form_html(f'{UNTOLD}/{one.was.booking_id}', '', 'cal_told')}{move}</div></li>"
    )


def print_page(view: DayView, *, by: str, now: datetime) -> str:
    """Render the list of a day for paper: who comes when, with a box to tick."""
    where = view.department or each("cal_all")[0][1]
    heads = ("cal_department", "cal_times", "cal_number_head", "cal_who", "cal_here")
    rows = [
        f"<tr><td>{escape(one.slot.department)}</td><td>{clock(one.slot.starts_at)}</td>"
        f"<td>{escape(booking.number)}</td><td>{escape(view.called(booking.person))}</td>"
        '<td class="yz-tick-box">□</td></tr>'
        for one in view.filled
        for booking in one.bookings
    ]
    shown = table_html("cal", heads, rows) if rows else f'<p class="yz-none">{both("cal_nobody")}</p>'
    printed = f"{now.astimezone():%Y-%m-%d %H:%M}"
    back = escape(day_address(view.day, view.department), quote=True)
    body = (
        f'<div class="yz-title"><div><h2>{both("cal_list", where)} · {day_html(view.day)}</h2></div>'
        f'<nav class="yz-steps"><button type="button" class="yz-go" data-yz="print">'
        f"{both('cal_print_now')}</button>"
        f'<a class="yz-step" href="{back}">{both("cal_day")}</a></nav></div>'
        f'{shown}<p class="yz-hint">{both("cal_printed", printed, by)}</p>'
    )
    return frame.page_html(each("cal_list", where)[0][1], body, room=None, open_to_all=True, ways="")
