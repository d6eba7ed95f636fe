"""A clerk's table of times: `department,date,start,end,capacity`, or the same in Chinese, a line a time."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Final

from assistant.booking.calendar import Offered
from assistant.errors import ScheduleError

MOST_LINES: Final = 5_000
MOST_PEOPLE: Final = 500
_LONGEST: Final = timedelta(hours=12)
_FARTHEST: Final = timedelta(days=366)
_COLUMNS: Final = ("department", "date", "start", "end", "capacity")
_CHINESE: Final = dict(zip(("科室", "日期", "开始", "结束", "号源"), _COLUMNS, strict=True))


def read_sheet(text: str, *, known: Collection[str], now: datetime, zone: tzinfo | None) -> list[Offered]:
    """Read a table; times are those of the hospital's `zone`, departments must be among `known`.

    Raises:
        ScheduleError: a line that cannot be used; says which and why. None of the table counts then.
    """
    rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    heads = [_CHINESE.get(one.strip(), one.strip().lower()) for one in next(rows, [])]
    if missing := [one for one in _COLUMNS if one not in heads]:
        message = f"the table's first line lacks {', '.join(missing)}; write {','.join(_COLUMNS)}"
        raise ScheduleError(message)
    found = [
        checked(_offered(dict(zip(heads, row, strict=False)), number, zone), number, known=known, now=now)
        for number, row in _lines(rows)
    ]
    if not found:
        message = "the table holds no time; write a line for each under the first"
        raise ScheduleError(message)
    return found


def checked(one: Offered, number: int, *, known: Collection[str], now: datetime) -> Offered:
    """Give a time back if a calendar may offer it; `number` is its line.

    Raises:
        ScheduleError: it may not; says why.
    """
    if one.department not in known:
        fault = f"department {one.department!r} is not among the hospital's"
    elif not now < one.starts_at < now + _FARTHEST:
        fault = "begins in the past or more than a year ahead"
    elif not timedelta(0) < one.ends_at - one.starts_at <= _LONGEST:
        fault = "does not end after it begins, or lasts longer than 12 hours"
    elif not 1 <= one.capacity <= MOST_PEOPLE:
        fault = f"capacity is not 1 to {MOST_PEOPLE}"
    else:
        return one
    message = f"line {number}: {fault}; correct it and send the whole table again"
    raise ScheduleError(message)


def _lines(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=2):
        if number > MOST_LINES + 1:
            message = f"the table has more than {MOST_LINES} times; send it in parts"
            raise ScheduleError(message)
        if any(cell.strip() for cell in row):
            yield number, row


def _offered(row: dict[str, str], number: int, zone: tzinfo | None) -> Offered:
    cells = {name: row.get(name, "").strip() for name in _COLUMNS}
    try:
        start, end = (_moment(cells["date"], cells[name], zone) for name in ("start", "end"))
        capacity = int(cells["capacity"])
    except ValueError:
        message = f"line {number}: write the date as 2026-01-31, times as 08:30, the capacity as a number"
        raise ScheduleError(message) from None
    return Offered(department=cells["department"], starts_at=start, ends_at=end, capacity=capacity)


def _moment(day: str, time: str, zone: tzinfo | None) -> datetime:
    """Read a local moment; without a `zone` it is this machine's."""
    local = datetime.strptime(f"{day} {time}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the zone is put on next
    return local.astimezone() if zone is None else local.replace(tzinfo=zone)
