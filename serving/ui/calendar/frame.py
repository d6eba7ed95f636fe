"""What the clerk's pages of the calendar share: the way around, their addresses, how a day is written."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from typing import Final, Literal

from assistant.booking import Booking
from serving.ui.labels import both, each, plain
from serving.ui.library import frame
from serving.ui.links import address

CALENDAR: Final = "/calendar"
UNTOLD: Final = f"{CALENDAR}/untold"
PRINT: Final = f"{CALENDAR}/print"
Room = Literal["day", "untold"]
Done = Literal["offered", "closed", "changed", "moved", "cancelled", "told"]
_ROOMS: Final[tuple[tuple[Room, str], ...]] = (("day", CALENDAR), ("untold", UNTOLD))
_DAYS: Final = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)


def page_html(room: Room | None, body: str, *, fault: str | None = None, done: Done | None = None) -> str:
    """Render a page; `fault` is what kept the last step from being done, `done` the one that was."""
    ways = "".join(
        f'<a href="{href}"{" aria-current=page" if name == room else ""}>{both(f"cal_{name}")}</a>'
        for name, href in _ROOMS
    )
    nav = (
        f'<nav class="yz-ways" aria-label="{plain("cal_ways")}"><a href="/app/">{both("tab_ask")}</a>'
        f"{ways}</nav>"
    )
    told = f'<p class="yz-fresh yz-done" role="status">{both(f"cal_done_{done}")}</p>' if done else ""
    undone = (
        f'<section class="yz-panel yz-fault" role="alert"><p><b>{both("cal_undone")}</b></p>'
        f'<p lang="en">{escape(fault)}</p></section>'
        if fault
        else ""
    )
    return frame.page_html(each("cal")[0][1], f"{undone}{told}{body}", room=None, open_to_all=True, ways=nav)


def day_address(day: date, department: str | None, **more: object) -> str:
    """Give the address of a day."""
    return address(CALENDAR, day=day.isoformat(), department=department, **more)


def day_html(day: date) -> str:
    """Write a day with its weekday."""
    chinese, english = _DAYS[day.weekday()]
    return (
        f'<span class="yz-one-piece">{day.isoformat()} <span class="yz-l" lang="zh-Hans">{chinese}</span>'
        f'<span class="yz-l" lang="en">{english}</span></span>'
    )


def clock(at: datetime) -> str:
    """Write a clock time in the hospital's own time."""
    return f"{at.astimezone():%H:%M}"


def span_html(booking: Booking) -> str:
    """Write where and when somebody is booked."""
    slot = booking.slot
    local = slot.starts_at.astimezone()
    return f"{escape(slot.department)} {day_html(local.date())} {clock(slot.starts_at)}"
