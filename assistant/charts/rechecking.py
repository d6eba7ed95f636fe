"""Quality control of a record as it stands now: what people wrote since is looked at like the draft was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from assistant.charts.chart import Chart, Kept, Line, Part
from assistant.charts.patient_guard import strangers
from assistant.drafting.control import Drafted, remark, remarks_on
from assistant.drafting.finding import Finding, Kind, Piece, Polarity
from assistant.drafting.lexicon import denied, speaks_of
from assistant.drafting.record import Fact, Remark, Section, Talk
from assistant.drafting.template import SectionForm, Template

_AS_DRAFTED: Final = frozenset({"deadline", "critical"})
_LIVE: Final = frozenset({"missing_section"})
"""Told apart: a page shows what is missing by the sections themselves."""

_AT_ONCE: Final = timedelta(minutes=1)
_VISIT: Final = timedelta(hours=1)
"""What is due at the visit is late when the visit is over."""

_CLAUSE: Final = re.compile(r"[^，,；;。！？!?\n]+")
_LEADS: Final = (Kind.PRESENT, Kind.PLAN, Kind.DIAGNOSIS)


def remarks_now(kept: Kept, form: Template | None, now: datetime) -> tuple[Remark, ...]:
    """Give what quality control has to say about a record as it stands, and about whose it is.

    `form` is the record's form; None where the house has it no more. Past its time and not signed is told
    first.
    """
    told = kept.origin.remarks
    sexed = [one for one in _again(kept, form) if one.rule not in _AS_DRAFTED | _LIVE]
    if kept.chart.version == 1:
        known = {(one.rule, one.message) for one in told}
        again = [one for one in sexed if one.rule == "sex" and (one.rule, one.message) not in known]
        remarks = [*told, *again]
    else:
        remarks = [*(one for one in told if one.rule in _AS_DRAFTED), *sexed]
    return (*strangers(kept.origin.patient, kept.origin.talk), *_unsigned(kept.chart, now), *remarks)


def _unsigned(chart: Chart, now: datetime) -> Iterator[Remark]:
    if chart.due_at is None:
        return
    at_once = chart.due_at - chart.created_at < _AT_ONCE
    if chart.overdue(now - _VISIT if at_once else now):
        yield remark("unsigned", f"{chart.due_at.astimezone():%Y-%m-%d %H:%M}", chart.language)


def _again(kept: Kept, form: Template | None) -> Iterator[Remark]:
    forms = {} if form is None else {one.name: one for one in form.sections}
    findings = [
        finding
        for number, part in enumerate(kept.sheet.parts)
        if part.filled_by != "person"
        for finding in _findings(part, forms.get(part.name), number)
    ]
    sections = [
        Section(name=one.name, required=False, sentences=(), text=one.text, missing=one.missing)
        for one in kept.sheet.parts
    ]
    bare = Template(
        name=kept.chart.template,
        deadline="",
        source="",
        elsewhere=sections[0].name,
        sections=tuple(SectionForm(name=one.name, required=False) for one in sections),
    )
    drafted = Drafted(sections=sections, findings=findings, talk=_with_sex(kept), template=bare)
    yield from remarks_on(drafted)


def _findings(part: Part, form: SectionForm | None, number: int) -> Iterator[Finding]:
    kind = _kind(form)
    for place, line in enumerate(part.lines):
        for clause in _CLAUSE.finditer(line.text):
            yield _finding(clause[0].strip(), line, kind, (number, place))


def _finding(text: str, line: Line, kind: Kind, place: tuple[int, int]) -> Finding:
    polarity: Polarity = "denied" if denied(text) else "present"
    number, sentence = place
    return Finding(
        kind=kind,
        polarity=polarity,
        subject="family" if kind is Kind.FAMILY or speaks_of("relative", text) else "patient",
        pieces=(Piece(text),),
        turn=number,
        sentence=sentence,
        backing=line.sources,
    )


def _kind(form: SectionForm | None) -> Kind:
    if form is None or not form.takes:
        return Kind.COURSE
    return next((kind for kind in _LEADS if kind in form.takes), form.takes[0])


def _with_sex(kept: Kept) -> Talk:
    """Give the conversation with the sex that the hospital has on file."""
    patient, talk = kept.origin.patient, kept.origin.talk
    if patient.sex is None:
        return talk
    return replace(talk, facts=(*talk.facts, Fact(name="性别", value=patient.sex)))
