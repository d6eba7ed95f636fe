"""What stands in a health file: each entry with its day and who said it, nothing inferred."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from assistant.labs import Flag, Report

Topic = Literal["allergy", "drugs_as_reported", "illnesses", "operations", "pregnancy"]
"""What a person may report; the names are those of the hand-over packet."""
TOPICS: Final[tuple[Topic, ...]] = ("allergy", "drugs_as_reported", "illnesses", "operations", "pregnancy")
Standing = Literal["value", "denied", "unknown"]
SaidBy = Literal["self", "guardian", "family"]
LONGEST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody said of one topic, in their own words.

    `unknown`: the person was asked and does not know. A topic without a statement is unknown as well.
    """

    topic: Topic
    standing: Standing
    said: str
    by: SaidBy
    kind: Literal["statement"] = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A direction that an interview gave: how soon, where to, and the complaint as it was written."""

    urgency: str
    departments: tuple[str, ...]
    complaint: str
    kind: Literal["visit"] = "visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResult:
    """One line of a report as it was read; `same` is its value in the unit of the tables."""

    name: str
    value: str
    unit: str
    flag: Flag
    range: str | None = None
    code: str | None = None
    same: Decimal | None = None
    same_unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabReport:
    """A laboratory report that the person had read; `taken_on` is the day that it prints, where it does."""

    results: tuple[LabResult, ...]
    taken_on: date | None = None
    kind: Literal["lab_report"] = "lab_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Who speaks for a minor, as that person said; `born` is the child's day of birth, where it was given."""

    name: str
    relation: str
    born: date | None = None
    kind: Literal["guardian"] = "guardian"


Content: TypeAlias = Statement | Visit | LabReport | Guardian


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of the file and when it came in."""

    entry_id: str
    at: datetime
    content: Content


def new_entry_id() -> str:
    """Draw an id that nobody guesses."""
    return f"h_{secrets.token_hex(12)}"


def report_of(read: Report, *, taken_on: date | None = None) -> LabReport:
    """Take over what the laboratory reader read, line by line."""
    return LabReport(
        taken_on=taken_on,
        results=tuple(
            LabResult(
                name=one.item.name,
                value="" if one.item.value is None else str(one.item.value),
                unit=one.unit or one.item.unit,
                flag=one.flag,
                range=one.range,
                code=one.code,
                same=None if one.normalised is None else one.normalised.value,
                same_unit=None if one.normalised is None else one.normalised.unit,
            )
            for one in read.readings
        ),
    )
