"""The hospital's own list of days off and make-up working days, as a table and as single entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assistant.credentials import fold_name
from assistant.errors import RotaError
from assistant.rota.table import read_table

_COLUMNS: Final = {
    "day": {"day", "date", "from", "starts", "日期", "开始", "开始日期"},
    "kind": {"kind", "type", "类型", "安排"},
    "until": {"to", "until", "ends", "至", "结束", "结束日期"},
    "name": {"name", "holiday", "名称", "节日", "说明"},
}
_NEEDED: Final = ("day", "kind")
_OFF: Final = {"off", "holiday", "rest", "休", "休息", "放假", "假", "节假日"}
_WORKING: Final = {"working", "work", "make-up", "班", "上班", "调休", "调休上班", "补班", "工作日"}
_LONGEST: Final = 31
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day that is not what its weekday says: off, or a working day all the same."""

    day: date
    working: bool
    name: str = ""


def read_days(data: bytes) -> list[Day]:
    """Read a table with a head line: a day or the first and last of several, off or working, and a name.

    Raises:
        RotaError: it is no such table, names the lines that cannot be used, or calls a day both.
    """
    told = [one for row in read_table(data, _COLUMNS, _NEEDED, _row) for one in row]
    kinds: dict[date, Day] = {}
    for one in told:
        if kinds.setdefault(one.day, one).working != one.working:
            message = f"{one.day} is called a day off and a working day; settle which"
            raise RotaError(message)
    return sorted(kinds.values(), key=lambda one: one.day)


def days_from(first: str, kind: str, last: str = "", name: str = "") -> list[Day]:
    """Read one entry as people write it.

    Raises:
        RotaError: no day, no kind, an end before its start or too far from it, or a name that is too long.
    """
    begins = _day(first)
    ends = _day(last) if last.strip() else begins
    if not 0 <= (ends - begins).days < _LONGEST:
        message = f"a stretch of days ends on its first day or later, at most {_LONGEST} days in all"
        raise RotaError(message)
    if len(name.strip()) > _LONGEST_NAME or not name.isprintable():
        message = f"a day's name has at most {_LONGEST_NAME} plain characters"
        raise RotaError(message)
    working = _working(kind)
    stretch = range((ends - begins).days + 1)
    return [Day(day=begins + timedelta(days=one), working=working, name=name.strip()) for one in stretch]


def refuse_conflicts(wanted: Iterable[Day], held: Sequence[Day]) -> None:
    """Refuse a list that says of a day the opposite of what stands.

    Raises:
        RotaError: names the first such day.
    """
    known = {one.day: one.working for one in held}
    for one in wanted:
        if known.get(one.day, one.working) != one.working:
            stands = "a working day" if known[one.day] else "a day off"
            message = f"{one.day} stands as {stands}; say 'replace' to change it"
            raise RotaError(message)


def _row(cells: dict[str, str]) -> list[Day]:
    return days_from(cells["day"], cells["kind"], cells["until"], cells["name"])


def _day(written: str) -> date:
    text = written.strip().replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        message = f"{written.strip()[:24]!r} is no day; write 2026-01-31"
        raise RotaError(message) from None


def _working(kind: str) -> bool:
    wanted = fold_name(kind)
    if wanted not in _OFF | _WORKING:
        message = f"{kind.strip()[:24]!r} is neither 'off' (放假) nor 'working' (上班)"
        raise RotaError(message)
    return wanted in _WORKING
