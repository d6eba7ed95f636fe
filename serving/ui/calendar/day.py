"""A day as HTML: what every department offers, or one department's times with their people and the forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import groupby
from typing import Final

from assistant.booking import Booking, Filled
from serving.ui.calendar.frame import CALENDAR, PRINT, UNTOLD, Done, clock, day_address, day_html, page_html
from serving.ui.labels import both, plain
from serving.ui.links import address
from serving.ui.safety.frame import area_html, choice_html, form_html, part_html, table_html

PARTS: Final = ("whole", "morning", "afternoon")
_HEADS: Final = ("cal_department", "cal_times", "cal_places", "cal_booked", "cal_left")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """A day of one department, or of all; `names` calls the people, `untold` counts who is to be told."""

    day: date
    today: date
    department: str | None
    departments: Sequence[str]
    filled: Sequence[Filled]
    names: Mapping[str, str]
    untold: int

    def called(self, person: str) -> str:
        """Call a person by name; one whose account is gone is a dash."""
        return self.names.get(person, "–")


def day_page(view: DayView, *, fault: str | None = None, done: Done | None = None) -> str:
    """Render the page."""
    untold = (
        f'<p class="yz-fresh"><a href="{UNTOLD}">{both("cal_untold_some", view.untold)}</a></p>'
        if view.untold
        else ""
    )
    shown = _overview(view) if view.department is None else _times(view)
    body = f"{untold}{_head(view)}{shown}{_closing(view)}{_offering(view)}"
    return page_html("day", body, fault=fault, done=done)


def department_html(names: Sequence[str], chosen: str | None, *, here: str, every: bool = False) -> str:
    """Render a choice of departments."""
    options = "".join(
        f"<option{' selected' if name == chosen else ''}>{escape(name)}</option>" for name in names
    )
    whole = f'<option value="">{escape(plain("cal_all"))}</option>' if every else ""
    return (
        f'<div class="yz-field"><label for="yz-department{here}">{both("cal_department")}</label>'
        f'<select id="yz-department{here}" name="department">{whole}{options}</select></div>'
    )


def number_html(name: str, label: str, value: int | None, *, here: str, most: int, least: int = 1) -> str:
    """Render a number to fill in."""
    return (
        f'<div class="yz-field yz-number"><label for="yz-{name}{here}">{both(label)}</label>'
        f'<input id="yz-{name}{here}" name="{name}" type="number" min="{least}" max="{most}" '
        f'inputmode="numeric" value="{"" if value is None else value}" required></div>'
    )


def _head(view: DayView) -> str:
    before, after = (view.day + timedelta(days=step) for step in (-1, 1))
    steps = "".join(
        f'<a class="yz-step" href="{escape(day_address(day, view.department), quote=True)}">{both(key)}</a>'
        for day, key in ((before, "cal_before"), (view.today, "cal_today"), (after, "cal_after"))
    )
    printed = address(PRINT, day=view.day.isoformat(), department=view.department)
    chosen = (
        f'<form class="yz-search" action="{CALENDAR}" method="get"><div class="yz-field">'
        f'<label for="yz-day">{both("cal_date")}</label>'
        f'<input id="yz-day" name="day" type="date" value="{view.day.isoformat()}" required></div>'
        f"{department_html(view.departments, view.department, here='', every=True)}"
        f'<button type="submit">{both("cal_show")}</button></form>'
    )
    where = both("cal_all") if view.department is None else escape(view.department)
    return (
        f'<div class="yz-title"><div><h2>{where} · {day_html(view.day)}</h2></div>'
        f'<nav class="yz-steps" aria-label="{plain("cal_date")}">{steps}'
        f'<a class="yz-step" href="{escape(printed, quote=True)}">{both("cal_print")}</a></nav></div>{chosen}'
    )


def _overview(view: DayView) -> str:
    if not view.filled:
        return f'<p class="yz-none">{both("cal_empty")}</p>'
    rows = []
    for name, group in groupby(view.filled, key=lambda one: one.slot.department):
        times = list(group)
        places, booked = sum(one.slot.capacity for one in times), sum(len(one.bookings) for one in times)
        link = escape(day_address(view.day, name), quote=True)
        counts = (len(times), places, booked, sum(one.slot.left for one in times))
        cells = "".join(
            f'<td><span class="yz-cell-name" aria-hidden="true">{both(key)}</span> {count}</td>'
            for key, count in zip(_HEADS[1:], counts, strict=True)
        )
        rows.append(f'<tr><th scope="row"><a href="{link}">{escape(name)}</a></th>{cells}</tr>')
    return table_html("cal", _HEADS, rows)


def _times(view: DayView) -> str:
    if not view.filled:
        return f'<p class="yz-none">{both("cal_empty")}</p>'
    return f'<ol class="yz-slots">{"".join(_time(view, one) for one in view.filled)}</ol>'


def _time(view: DayView, one: Filled) -> str:
    slot = one.slot
    told = both("cal_count", len(one.bookings), slot.capacity)
    count = (
        f'<span class="yz-badge yz-grave-minor">{both("cal_closed")}</span>'
        if slot.closed
        else f'<span class="yz-badge yz-gate-clear">{told}</span>'
    )
    people = "".join(_person(view, booking) for booking in one.bookings)
    booked = f'<ul class="yz-booked">{people}</ul>' if people else ""
    return (
        f'<li id="{escape(slot.slot_id, quote=True)}"><h3><time datetime="{slot.starts_at.isoformat()}">'
        f"{clock(slot.starts_at)}–{clock(slot.ends_at)}</time> {count}</h3>{booked}{_adjusting(one)}</li>"
    )


def _person(view: DayView, one: Booking) -> str:
    way = f"{CALENDAR}/move/{escape(one.booking_id, quote=True)}"
    cancel = form_html(f"{CALENDAR}/cancel/{one.booking_id}", "", "cal_cancel", kind="danger")
    return (
        f"<li><span><b>{escape(view.called(one.person))}</b> <small>{both('cal_number', one.number)}</small>"
        f'</span><details><summary>{both("cal_change")}</summary><a class="yz-step" href="{way}">'
        f"{both('cal_move')}</a>{cancel}</details></li>"
    )


def _adjusting(one: Filled) -> str:
    slot = one.slot
    here = f"-{escape(slot.slot_id, quote=True)}"
    hidden = f'<input type="hidden" name="slot" value="{escape(slot.slot_id, quote=True)}">'
    size = hidden + number_html("capacity", "cal_capacity", slot.capacity or None, here=here, most=500)
    stop = "" if slot.closed else form_html(f"{CALENDAR}/close", hidden, "cal_close_one", kind="danger")
    return (
        f'<details class="yz-adjust"><summary>{both("cal_adjust")}</summary>'
        f"{form_html(f'{CALENDAR}/capacity', size, 'cal_capacity_now')}{stop}</details>"
    )


def _closing(view: DayView) -> str:
    if view.department is None or not any(not one.slot.closed for one in view.filled):
        return ""
    parts = choice_html("part", "cal_part", [(one, f"cal_{one}") for one in PARTS], "whole")
    body = _hidden(view) + parts
    return part_html(
        "cal_close",
        form_html(f"{CALENDAR}/close", body, "cal_close_now", kind="danger"),
        hint="cal_close_hint",
    )


def _hidden(view: DayView) -> str:
    return (
        f'<input type="hidden" name="day" value="{view.day.isoformat()}">'
        f'<input type="hidden" name="department" value="{escape(view.department or "", quote=True)}">'
    )


def _offering(view: DayView) -> str:
    clocks = "".join(
        f'<div class="yz-field yz-number"><label for="yz-{name}">{both(f"cal_{name}")}</label>'
        f'<input id="yz-{name}" name="{name}" type="time" value="{value}" required></div>'
        for name, value in (("start", "08:00"), ("end", "12:00"))
    )
    day = (
        f'<div class="yz-field"><label for="yz-day-new">{both("cal_date")}</label>'
        f'<input id="yz-day-new" name="day" type="date" value="{view.day.isoformat()}" required></div>'
    )
    body = (
        department_html(view.departments, view.department, here="-new")
        + day
        + clocks
        + number_html("minutes", "cal_minutes", 30, here="-new", most=720, least=5)
        + number_html("capacity", "cal_capacity", 4, here="-new", most=500)
        + number_html("weeks", "cal_weeks", 1, here="-new", most=26)
    )
    table = area_html("csv", "cal_table_text", rows=5, required=True)
    return part_html("cal_new", form_html(f"{CALENDAR}/session", body, "cal_new_now")) + part_html(
        "cal_table", form_html(f"{CALENDAR}/table", table, "cal_table_now"), hint="cal_table_hint"
    )
