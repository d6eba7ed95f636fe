"""A number over days as a small picture: its dots, the first and last day, and the same in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import escape
from typing import Final

from assistant.health_file.deltas import Course

_WIDE: Final = 340
_HIGH: Final = 120
_LEFT: Final = 18
_TOP: Final = 26
_BOTTOM: Final = 84
_LEAD: Final = "#0c5a66"
_OFF: Final = {"low": "↓", "high": "↑", "critical_low": "⇊", "critical_high": "⇈"}
_LOUD: Final = "#a8201a"


def course_html(course: Course) -> str:
    """Draw a test's course; what was flagged carries its sign, a colour alone says nothing."""
    told = [f"{day.isoformat()} {_plain(value)}{_OFF.get(flag, '')}" for day, value, flag in course.points]
    places = [_place(course, day, value) for day, value, _ in course.points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        _dot(x, y, f"{_plain(value)}{_OFF.get(flag, '')}", loud=flag in _OFF)
        for (x, y), (_, value, flag) in zip(places, course.points, strict=True)
    )
    ends = _day(_LEFT, course.points[0][0], "start") + _day(_WIDE - _LEFT, course.points[-1][0], "end")
    name = escape(f"{course.name}, {course.unit}")
    return (
        f'<figure class="yz-trend"><figcaption>{name}</figcaption>'
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" width="100%" '
        f'aria-label="{escape("; ".join((f"{course.name} {course.unit}", *told)), quote=True)}">'
        f'<polyline points="{line}" fill="none" stroke="{_LEAD}" stroke-width="2"/>'
        f"{dots}{ends}</svg></figure>"
    )


def _place(course: Course, day: date, value: Decimal) -> tuple[float, float]:
    """Give where a value stands; all on one height where nothing changed."""
    first, last = course.points[0][0], course.points[-1][0]
    values = [one for _, one, _ in course.points]
    least, most = min(values), max(values)
    across = (day - first).days / max((last - first).days, 1)
    down = float((most - value) / (most - least)) if most > least else 0.5
    return _LEFT + across * (_WIDE - 2 * _LEFT), _TOP + down * (_BOTTOM - _TOP)


def _dot(x: float, y: float, told: str, *, loud: bool) -> str:
    anchor = "start" if x < _WIDE / 4 else "end" if x > _WIDE * 3 / 4 else "middle"
    colour = _LOUD if loud else _LEAD
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/><text x="{x:.1f}" y="{y - 9:.1f}" '
        f'text-anchor="{anchor}" font-size="13" fill="{colour}">{escape(told)}</text>'
    )


def _day(x: float, day: date, anchor: str) -> str:
    return (
        f'<text x="{x}" y="{_HIGH - 8}" text-anchor="{anchor}" font-size="12" fill="#4a5c65">'
        f"{day.isoformat()}</text>"
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
