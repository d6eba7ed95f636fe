"""Laboratory reports at the doors: printed lines or a pasted report, each line with a flag and its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field

from assistant.errors import InvalidQuestionError
from assistant.labs import Flag, Item, Knowledge, Patient, RangeSource, Reading, Report, read_items, read_text
from assistant.labs.ranges import Sex
from assistant.lanes import THINKING
from serving.problems import JsonObject
from serving.schemas import Edge, Id, parse
from serving.validation import MAX_QUESTION, check_text

MAX_ITEMS: Final = 500
MAX_CELL: Final = 500
_MONTHS: Final = 12
_SEXES: Final[dict[str, Sex]] = {
    "f": "F", "female": "F", "woman": "F", "女": "F", "女性": "F",
    "m": "M", "male": "M", "man": "M", "男": "M", "男性": "M",
}  # fmt: skip


def _printed_value(given: object) -> object:
    """Take a number as it was written; a truth value is no result."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return given
    return Decimal(str(given))


def _sex(given: object) -> object:
    """Read the usual words; any other is as good as none."""
    return _SEXES.get(given.strip().lower()) if isinstance(given, str) else given


def _nothing_if_null(given: object) -> object:
    return "" if given is None else given


_Cell = Annotated[str, BeforeValidator(_nothing_if_null), Field(max_length=MAX_CELL)]


class LabItemIn(Edge):
    """One printed line; `value` may be a number or text."""

    name: Annotated[str, Field(max_length=MAX_CELL)]
    value: Annotated[
        Annotated[Decimal, Field(strict=True)] | Annotated[str, Field(max_length=MAX_CELL)] | None,
        BeforeValidator(_printed_value),
    ] = None
    unit: _Cell = ""
    range: _Cell = ""


class PatientIn(Edge):
    """Whose report it is."""

    sex: Annotated[Sex | None, BeforeValidator(_sex)] = None
    age: Annotated[Decimal | None, Field(ge=0, le=150)] = None
    age_months: Annotated[Decimal | None, Field(ge=0, le=1800)] = None
    pregnant: bool | None = None
    department: Annotated[str, Field(max_length=MAX_CELL)] | None = None


class LabsIn(PatientIn):
    """A report as `items` or as pasted `text`, and whose it is."""

    id: Id = None
    items: Annotated[tuple[LabItemIn, ...], Field(max_length=MAX_ITEMS)] | None = None
    text: str | None = None


class NormalisedOut(BaseModel):
    """The value in the unit of the tables."""

    value: float
    unit: str


class LabItemOut(BaseModel):
    """One line, judged; `code` is the id of the test in the tables, null if the name settles on none."""

    name: str
    code: str | None
    loinc: str | None
    value: float | int | str | None
    unit: str | None
    flag: Flag
    why: str
    range: str | None
    range_source: RangeSource
    note: str | None
    normalised: NormalisedOut | None


class LabsOut(BaseModel):
    """Every line of a report in its order, and whether any of them needs a person at once."""

    id: Id
    items: list[LabItemOut]
    critical: bool


def patient_from(asked: PatientIn) -> Patient:
    """Give whose report it is; an age in months counts before one in years."""
    months = asked.age_months
    return Patient(
        sex=asked.sex,
        age=months / _MONTHS if months is not None else asked.age,
        pregnant=asked.pregnant,
        department=asked.department,
    )


def item_out(reading: Reading) -> LabItemOut:
    """Write one judged line."""
    item, same = reading.item, reading.normalised
    return LabItemOut(
        name=item.name,
        code=reading.code,
        loinc=reading.loinc,
        value=_as_given(item.value),
        unit=reading.unit or item.unit or None,
        flag=reading.flag,
        why=reading.why,
        range=reading.range,
        range_source=reading.range_source,
        note=reading.note,
        normalised=None if same is None else NormalisedOut(value=round(float(same.value), 6), unit=same.unit),
    )


async def read_report(
    line: JsonObject, known: Callable[[], Knowledge], *, today: date | None = None
) -> JsonObject:
    """Judge one report with the tables as they stand now.

    Raises:
        InvalidLineError: a field is missing or has the wrong type.
        InvalidQuestionError: neither items nor text, binary text, or too much of it.
        SettingsError: the hospital's table cannot be used.
    """
    asked, report = await THINKING.do(judged, line, known, today=today)
    return _out(asked, report).model_dump(mode="json")


def judged(
    line: JsonObject, known: Callable[[], Knowledge], *, today: date | None = None
) -> tuple[LabsIn, Report]:
    """Judge one report, for who keeps it.

    Raises:
        InvalidLineError, InvalidQuestionError, SettingsError: as `read_report`.
    """
    asked = parse(LabsIn, line)
    _check(asked)
    return asked, _read(asked, known, today or datetime.now(UTC).astimezone().date())


def _check(asked: LabsIn) -> None:
    if asked.items is None and asked.text is None:
        message = (
            "neither field 'items' nor field 'text' is given; send the printed lines or the pasted report"
        )
        raise InvalidQuestionError(message)
    check_text(asked.text or "", "text", may_be_empty=True)
    for number, item in enumerate(asked.items or ()):
        for cell in (item.name, item.unit, item.range, item.value):
            if isinstance(cell, str):
                check_text(cell[:MAX_QUESTION], f"items.{number}", may_be_empty=True)


def _read(asked: LabsIn, known: Callable[[], Knowledge], today: date) -> Report:
    patient = patient_from(asked)
    if asked.items:
        items = [Item(name=one.name, value=one.value, unit=one.unit, range=one.range) for one in asked.items]
        return read_items(items, patient, known(), today=today)
    return read_text(asked.text or "", patient, known(), today=today)


def _out(asked: LabsIn, report: Report) -> LabsOut:
    return LabsOut(id=asked.id, items=[item_out(one) for one in report.readings], critical=report.critical)


def _as_given(value: str | Decimal | None) -> float | int | str | None:
    if not isinstance(value, Decimal):
        return value
    return (
        int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    )
