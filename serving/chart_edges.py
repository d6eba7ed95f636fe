"""What the doors of kept records take, field by field."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from assistant.charts.chart import Verdict
from serving.drafts import DraftIn
from serving.schemas import Edge

_Short = Annotated[str, Field(max_length=128)]
_Words = Annotated[str, Field(max_length=20_000)]
_MOST_CODES: Final = 50


class PatientIn(Edge):
    """Whose record it is; `id` as the hospital's systems name the person."""

    id: Annotated[str, Field(min_length=1, max_length=128)]
    name: _Short | None = None
    sex: _Short | None = None
    age: _Short | None = None


class KeepIn(DraftIn):
    """A conversation whose draft is kept: whose it is, and since when its deadline counts.

    `condition` is one of the form's own, where the deadline depends on it.
    """

    patient: PatientIn
    started_at: datetime | None = None
    condition: _Short | None = None
    department: _Short | None = None


class EditIn(Edge):
    """New texts by section, seconds spent on each, and the version that was looked at."""

    version: int
    sections: Annotated[dict[str, _Words], Field(min_length=1, max_length=100)]
    seconds: dict[str, float] = Field(default_factory=dict, max_length=100)


class LookIn(Edge):
    """Sections that a person has just opened."""

    sections: Annotated[tuple[_Short, ...], Field(max_length=100)]


class StepIn(Edge):
    """What a doctor decides about one section; `text` is only read where it is edited."""

    version: int
    section: _Short
    verdict: Verdict
    text: _Words = ""
    seconds: float = 0.0


class WordIn(Edge):
    """Which version a model is to write in a record's words."""

    version: int


class RestoreIn(Edge):
    """Which version to go back to."""

    version: int
    restore: int


class CodeIn(Edge):
    """A diagnosis of the hospital's table."""

    system: _Short
    code: _Short


class CodesIn(Edge):
    """All diagnoses that the doctor chose, in order."""

    version: int
    codes: Annotated[tuple[CodeIn, ...], Field(max_length=_MOST_CODES)]


class SignIn(Edge):
    """A signature: `sign` must be said, with the patient's id once more."""

    version: int
    patient: _Short
    sign: Literal[True]
    read_whole: bool = False


class AmendIn(Edge):
    """What is added to a signed record, and why."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    reason: Annotated[str, Field(min_length=1, max_length=2_000)]
    section: _Short | None = None
    sign: Literal[True]


class TableIn(Edge):
    """A code table as CSV text."""

    name: _Short
    csv: Annotated[str, Field(min_length=1)]
