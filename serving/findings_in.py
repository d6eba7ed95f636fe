"""What comes in about outside findings: the bodies, and the finding that a posting describes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from assistant.errors import FindingError, ImageOnlyError, UnknownSubjectError
from assistant.findings import Finding, Source
from assistant.findings.finding import MOST_STEPS, Stage, Subject, Verdict
from assistant.findings.states import Call, Result
from assistant.worklist.task import Priority
from guidelines import Language
from serving.schemas import Edge
from serving.validation import check_text, day_from

Status = Literal[
    "preliminary",
    "final",
    "partial",
    "amended",
    "corrected",
    "appended",
    "cancelled",
    "entered-in-error",
]
"""What a posting is, in the words of FHIR; without one it is a finding that did not come before."""
RETRACTED: Final = frozenset({"entered-in-error", "cancelled"})
CORRECTED: Final = frozenset({"amended", "corrected", "appended"})
_Short = Annotated[str, Field(max_length=128)]
_Words = Annotated[str, Field(max_length=4_000)]


class SubjectIn(Edge):
    """Whose finding it is: the hospital's own number and a name; the rest may be unknown."""

    id: _Short | None = None
    name: _Short | None = None
    phone: _Short | None = None
    birth_date: _Short | None = None
    language: Language = "zh"


class StageIn(Edge):
    """One step of the other system; the last one is its conclusion."""

    name: _Short
    text: _Words = ""
    score: float | None = None


class SystemIn(Edge):
    """Which model in which version found it."""

    name: _Short | None = None
    version: _Short | None = None


class FindingIn(Edge):
    """A posted finding; a body with `resourceType` is read as FHIR R4B instead.

    `status` says that it corrects or takes back what the source posted under this `id`, `reason` why.
    """

    source: _Short | None = None
    id: _Short | None = None
    patient: SubjectIn | None = None
    examined_on: _Short | None = None
    steps: Annotated[tuple[StageIn, ...], Field(max_length=MOST_STEPS)] | None = None
    model: SystemIn | None = None
    images: int | list[object] | None = None
    status: Status | None = None
    reason: _Words = ""


class ExaminedIn(Edge):
    """How many were examined in a month."""

    month: _Short
    examined: int


class SourceIn(Edge):
    """What is settled with a source."""

    key: _Short
    department: _Short
    examination: dict[Language, _Short]
    budget: float
    priority: Priority = "P3"
    call_within_h: int = 72


class JudgedIn(Edge):
    """The verdict on one step."""

    step: int
    verdict: Verdict
    reason: _Words = ""


class ReviewIn(Edge):
    """A review: a verdict on every step, whether the patient is called; `sign` must be said."""

    steps: Annotated[tuple[JudgedIn, ...], Field(max_length=MOST_STEPS)]
    recall: bool
    note: _Words = ""
    sign: Literal[True]
    version: int | None = None


class ContactIn(Edge):
    """How a call ended, or what a doctor keeps of the examination."""

    step: Call | Result
    note: _Words = ""
    day: date | None = None
    phone: _Short | None = None
    version: int | None = None


def number_of(wanted: FindingIn) -> str:
    """Give the source's own number of what is posted.

    Raises:
        FindingError: there is none.
    """
    number = (wanted.id or "").strip()
    if not number:
        message = "a finding needs the source's own 'id', so that it is never reviewed twice"
        raise FindingError(message)
    return number


def finding_from(wanted: FindingIn, source: Source) -> Finding:
    """Make the value of what was posted.

    Raises:
        FindingError: no number, no day, no words.
        ImageOnlyError: pictures without words.
        UnknownSubjectError: nobody can tell whose it is.
    """
    pictures = wanted.images if isinstance(wanted.images, int) else len(wanted.images or ())
    model = wanted.model or SystemIn()
    stages = tuple(
        Stage(name=one.name.strip(), text=one.text.strip(), score=one.score) for one in wanted.steps or ()
    )
    if not any(one.text for one in stages):
        if pictures:
            message = "only pictures came; post what your system found in words, pictures stay with you"
            raise ImageOnlyError(message)
        message = "a finding needs 'steps' with words; the last one is its conclusion"
        raise FindingError(message)
    for one in stages:
        check_text(one.name, "steps.name")
        check_text(one.text, "steps.text")
    number = number_of(wanted)
    day = day_from(wanted.examined_on, "examined_on")
    if day is None:
        message = "say on which day the patient was examined: 'examined_on', YYYY-MM-DD"
        raise FindingError(message)
    return Finding(
        source=source.name,
        external_id=number,
        subject=_subject(wanted.patient or SubjectIn()),
        examined_on=day,
        stages=stages,
        system=model.name,
        version=model.version,
        left_out=pictures,
    )


def _subject(told: SubjectIn) -> Subject:
    number, name = (told.id or "").strip(), (told.name or "").strip()
    if not number or not name:
        message = "name the patient: the hospital's own number as 'patient.id', and 'patient.name'"
        raise UnknownSubjectError(message)
    check_text(name, "patient.name")
    return Subject(
        reference=number,
        name=name,
        phone=(told.phone or "").strip() or None,
        birth_date=day_from(told.birth_date, "patient.birth_date"),
        language=told.language,
    )
