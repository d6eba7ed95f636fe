"""A family as a picture: each edition a bar from the day it took effect to the day it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Final

from guidelines import EditionId, Status
from serving.library import Family, Shelved
from serving.ui.labels import each, plain
from serving.ui.library.badges import name_of, status_of
from serving.ui.links import edition_address

_WIDTH, _NAMES, _EDGE = 960, 230, 24
_HEAD, _ROW, _BAR, _FOOT = 20, 44, 16, 26
_STRIP_WIDTH, _STRIP_HEIGHT = 220, 18
_LEAST = 7
_LONGEST_NAME: Final = 26
_MOST_TICKS: Final = 9


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days along a line from `left` to `right`."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        span = max((self.last - self.first).days, 1)
        at = min(max((day - self.first).days / span, 0.0), 1.0)
        return round(self.left + at * (self.right - self.left), 1)


def timeline_svg(family: Family, *, today: date, here: str | None = None) -> str:
    """Draw a family: bars, what replaced what, and today; every bar leads to its edition."""
    axis = _axis(family, today, left=_NAMES, right=_WIDTH - _EDGE)
    height = _HEAD + _ROW * len(family.editions) + _FOOT
    rows = "".join(_row(one, at, axis, today, here) for at, one in enumerate(family.editions))
    return (
        f'<div class="yz-timeline" tabindex="0" role="region" aria-label="{plain("timeline")}">'
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="group" aria-label="{plain("timeline")}">'
        f"{_years(axis, height)}{rows}{_arrows(family, axis, today)}{_today(axis, today, height)}</svg></div>"
    )


def strip_svg(family: Family, *, first: date, today: date) -> str:
    """Draw a family on one small line; families drawn from the same `first` day can be compared."""
    axis = _Axis(first, _last(family, today), 1, _STRIP_WIDTH - 1)
    bars = "".join(
        f'<rect class="yz-bar yz-bar-{status_of(one)}" x="{left}" y="5" width="{width}" height="8" rx="3"/>'
        for one in family.editions
        for left, width in [_extent(one, axis, today)]
    )
    return (
        f'<svg class="yz-strip" viewBox="0 0 {_STRIP_WIDTH} {_STRIP_HEIGHT}" aria-hidden="true">'
        f'<line class="yz-axis" x1="0" x2="{_STRIP_WIDTH}" y1="16" y2="16"/>{bars}</svg>'
    )


def _axis(family: Family, today: date, *, left: float, right: float) -> _Axis:
    first = date(family.editions[0].edition.effective_from.year, 1, 1)
    return _Axis(min(first, date(today.year - 2, 1, 1)), _last(family, today), left, right)


def _last(family: Family, today: date) -> date:
    latest = max(one.edition.effective_from for one in family.editions)
    return max(latest, today) + timedelta(days=120)


def _extent(one: Shelved, axis: _Axis, today: date) -> tuple[float, float]:
    left = axis.x(one.edition.effective_from)
    return left, max(round(axis.x(_end(one, today)) - left, 1), _LEAST)


def _end(one: Shelved, today: date) -> date:
    """Give the day on which a bar ends; an edition that nobody knows the end of is drawn to today."""
    if one.upcoming:
        return one.edition.effective_from + timedelta(days=60)
    if one.standing.status is Status.CURRENT:
        return one.edition.effective_to or today
    return max(one.standing.since or today, one.edition.effective_from)


def _row(one: Shelved, at: int, axis: _Axis, today: date, here: str | None) -> str:
    edition = one.edition
    left, width = _extent(one, axis, today)
    top = _HEAD + at * _ROW + 12
    name = name_of(edition)
    shown = name if _broad(name) <= _LONGEST_NAME else _cut(name)
    current = ' aria-current="true"' if edition.edition_id == here else ""
    href = escape(edition_address(edition.edition_id), quote=True)
    status = status_of(one)
    return (
        f'<a href="{href}"{current} class="yz-row"><title>{escape(f"{edition.title} ({name})")}</title>'
        f'<rect class="yz-row-ground" x="0" y="{top - 11}" width="{_WIDTH}" height="{_ROW - 2}" rx="6"/>'
        f'<text class="yz-row-name" x="10" y="{top + 5}">{escape(shown)}</text>'
        f'<text class="yz-row-day" x="10" y="{top + 22}">{escape(edition.effective_from.isoformat())}'
        f"{_spoken(f'status_{status}', ' · ')}</text>"
        f'<rect class="yz-bar yz-bar-{status}" x="{left}" y="{top + 2}" '
        f'width="{width}" height="{_BAR}" rx="4"/>'
        "</a>"
    )


def _arrows(family: Family, axis: _Axis, today: date) -> str:
    """Lead from each replaced edition's end to the edition that took its place."""
    rows = {one.edition.edition_id: at for at, one in enumerate(family.editions)}
    return "".join(_arrow(one, rows, axis, today) for one in family.editions)


def _arrow(one: Shelved, rows: Mapping[EditionId, int], axis: _Axis, today: date) -> str:
    to = rows.get(one.standing.by) if one.standing.by else None
    if to is None:
        return ""
    at = rows[one.edition.edition_id]
    x = axis.x(_end(one, today))
    y0, y1 = (_HEAD + row * _ROW + 14 for row in (at, to))
    y0 += _BAR
    return f'<path class="yz-arrow" d="M {x} {y0} L {x} {y1}"/>' if to > at else ""


def _years(axis: _Axis, height: int) -> str:
    return "".join(
        f'<line class="yz-tick" x1="{x}" x2="{x}" y1="{_HEAD - 4}" y2="{height - _FOOT + 2}"/>'
        f'<text class="yz-year" x="{x}" y="{height - 8}">{year}</text>'
        for year in _ticks(axis)
        for x in [axis.x(date(year, 1, 1))]
    )


def _ticks(axis: _Axis) -> Iterator[int]:
    span = axis.last.year - axis.first.year
    step = next((step for step in (1, 2, 5, 10) if span / step <= _MOST_TICKS), 20)
    for year in range(axis.first.year, axis.last.year + 1):
        if year % step == 0:
            yield year


def _today(axis: _Axis, today: date, height: int) -> str:
    x = axis.x(today)
    words = "".join(
        f'<text class="yz-l yz-today-word" lang="{tag}" x="{x}" y="12">{escape(text)}</text>'
        for tag, text in each("today")
    )
    return f'<line class="yz-today" x1="{x}" x2="{x}" y1="{_HEAD - 4}" y2="{height - _FOOT + 2}"/>{words}'


def _spoken(key: str, lead: str) -> str:
    return "".join(
        f'<tspan class="yz-l" lang="{tag}">{escape(lead + text)}</tspan>' for tag, text in each(key)
    )


def _broad(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


def _cut(text: str) -> str:
    kept = ""
    for char in text:
        if _broad(kept + char) >= _LONGEST_NAME:
            break
        kept += char
    return f"{kept}…"
