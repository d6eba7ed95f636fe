"""A calendar as a table: one duty a line, read wholly or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, TypeVar

from assistant.credentials import fold_name
from assistant.errors import AccountError, RotaError
from assistant.staff import column_of, decoded

_COLUMNS: Final = {
    "unit": {"unit", "department", "desk", "科室", "岗位", "队列"},
    "starts": {"from", "start", "starts", "开始", "开始时间"},
    "ends": {"to", "end", "ends", "until", "结束", "结束时间"},
    "doctor": {"doctor", "name", "person", "医生", "医师", "值班医生", "工号"},
}
_MOST_FAULTS: Final = 5
_Read = TypeVar("_Read")
LONGEST: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line, its unit and doctor as accounts and desks name them."""

    unit: str
    person: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """How a calendar's names are looked up; each gives None for a name that nobody has."""

    unit: Callable[[str], str | None]
    doctor: Callable[[str], str | None]


def read_rota(data: bytes, known: Known) -> list[Row]:
    """Read a table with a head line (CSV with comma, semicolon or tab; UTF-8 or GB 18030).

    Raises:
        RotaError: it is no such table, or names the lines that cannot be used.
    """
    return read_table(
        data,
        _COLUMNS,
        tuple(_COLUMNS),
        lambda cells: row_from(cells["unit"], cells["doctor"], cells["starts"], cells["ends"], known),
    )


def read_table(
    data: bytes,
    columns: Mapping[str, Collection[str]],
    needed: Sequence[str],
    read: Callable[[dict[str, str]], _Read],
) -> list[_Read]:
    """Read a table with a head line, each line by `read`; the columns `needed` must be there.

    Raises:
        RotaError: it is no such table, or names the lines that cannot be used.
    """
    try:
        text = decoded(data)
    except AccountError as fault:
        raise RotaError(str(fault)) from None
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    found: list[_Read] = []
    faults: list[str] = []
    try:
        titles = [fold_name(title) for title in next(rows, [])]
        named = {field: column_of(titles, words) for field, words in columns.items()}
        missing = [field for field in needed if named[field] is None]
        if missing:
            message = f"the first line names the columns {', '.join(needed)}; {missing[0]!r} is missing"
            raise RotaError(message)
        for row in rows:
            if any(cell.strip() for cell in row):
                try:
                    found.append(read({field: _cell(row, column) for field, column in named.items()}))
                except RotaError as fault:
                    faults.append(f"line {rows.line_num}: {fault}")
    except csv.Error as fault:
        message = f"line {rows.line_num} is no line of a table ({fault}); save it anew as CSV"
        raise RotaError(message) from None
    if faults:
        more = f"; {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        raise RotaError("; ".join(faults[:_MOST_FAULTS]) + more)
    return found


def row_from(unit: str, doctor: str, starts: str, ends: str, known: Known) -> Row:
    """Read one duty as people write it.

    Raises:
        RotaError: an unknown name, a time that is none, or an end that is not after the start.
    """
    for wrong in _faults(unit, doctor, known):
        raise RotaError(wrong)
    begins, until = moment_from(starts, end=False), moment_from(ends, end=True)
    if not timedelta(0) < until - begins <= LONGEST:
        message = f"a duty ends after it starts, at most {LONGEST.days} days later"
        raise RotaError(message)
    return Row(unit=known.unit(unit) or "", person=known.doctor(doctor) or "", starts=begins, ends=until)


def moment_from(written: str, *, end: bool) -> datetime:
    """Read a moment by the hospital's own time; a day alone is its beginning, or its `end`.

    Raises:
        RotaError: it is none.
    """
    text = written.strip().replace("/", "-")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"{written.strip()[:24]!r} is no time; write 2026-01-31 18:00"
        raise RotaError(message) from None
    if end and len(text) <= len("2026-01-31") and moment.time() == time(0):
        moment += timedelta(days=1)
    return moment.astimezone()


def _faults(unit: str, doctor: str, known: Known) -> Iterator[str]:
    if known.unit(unit) is None:
        yield f"{unit.strip()[:32]!r} is neither a department with doctors nor a desk"
    if known.doctor(doctor) is None:
        yield f"{doctor.strip()[:32]!r} is no doctor who may sign in"


def _cell(row: list[str], column: int | None) -> str:
    return "" if column is None or column >= len(row) else row[column].strip()
