"""A kept record on its way out: what every format prints, and which adapter writes which format."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

from assistant.charts import ChartState, Kept
from assistant.charts.chart import CLOSED
from assistant.charts.labelling import AiLabel, label_of
from assistant.drafting.label import not_provided
from guidelines.model import Language
from serving.interop import record_docx, record_fhir, record_hl7, record_pdf, record_text
from serving.interop.record_page import Amended, Page, Printed, Source

Form = Literal["text", "docx", "pdf", "fhir", "hl7", "oru"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A file as it leaves the house."""

    data: bytes
    media_type: str
    file_name: str


_WRITERS: Final[Mapping[Form, tuple[Callable[[Page], bytes], str, str]]] = {
    "text": (record_text.write, "text/plain; charset=utf-8", "txt"),
    "docx": (
        record_docx.write,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    "pdf": (record_pdf.write, "application/pdf", "pdf"),
    "fhir": (record_fhir.write, "application/fhir+json", "fhir.json"),
    "hl7": (record_hl7.write, "application/hl7-v2; charset=utf-8", "hl7"),
    "oru": (record_hl7.write_report, "application/hl7-v2; charset=utf-8", "oru.hl7"),
}


def written_as(form: Form, kept: Kept, *, at: datetime) -> Outgoing:
    """Write a record in one format; the AI label, visible and machine-readable, is part of each."""
    write, media_type, ending = _WRITERS[form]
    name = f"{kept.chart.chart_id}-v{kept.chart.version}.{ending}"
    return Outgoing(data=write(page_of(kept, at=at)), media_type=media_type, file_name=name)


def page_of(kept: Kept, *, at: datetime) -> Page:
    """Give what is printed, the same for every format."""
    chart, written = kept.chart, kept.written
    label: AiLabel = label_of(kept)
    signature = written.signature
    people = tuple(
        dict.fromkeys(line.by for part in kept.sheet.parts for line in part.lines if line.by is not None)
    )
    return Page(
        chart_id=chart.chart_id,
        version=chart.version,
        title=chart.template,
        language=chart.language,
        patient=kept.origin.patient,
        printed=tuple(_printed(kept)),
        codes=kept.sheet.codes,
        label=label,
        signature=signature,
        amendments=tuple(
            Amended(
                name=one.name,
                person=one.person,
                at=one.at,
                section=one.section,
                text=one.text,
                why=one.reason,
            )
            for one in written.amendments
        ),
        author=chart.author,
        editors=people,
        deciders=tuple(dict.fromkeys(one.by for one in written.decisions)),
        sources=_sources(kept),
        created_at=chart.created_at,
        changed_at=chart.changed_at,
        written_at=at,
        final=chart.state in CLOSED,
        amended=chart.state is ChartState.AMENDED,
    )


def _sources(kept: Kept) -> tuple[Source, ...]:
    """Name what the draft was made from by digests: no word of the conversation leaves with a record."""
    talk, form = kept.origin.talk, kept.origin.form
    said = json.dumps([[one.speaker, one.text] for one in talk.turns], ensure_ascii=False)
    held = json.dumps([one.text for one in talk.facts], ensure_ascii=False)
    found = [Source(kind="conversation", value=_digest(said), name=f"{len(talk.turns)} turns")]
    if talk.facts:
        found.append(Source(kind="facts", value=_digest(held), name=f"{len(talk.facts)} values"))
    if form:
        found.append(Source(kind="record-form", value=form, name=kept.chart.template))
    return tuple(found)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _printed(kept: Kept) -> list[Printed]:
    """Give the sections that are printed; the signature's own stands at the foot once it is signed."""
    language: Language = kept.chart.language
    return [
        Printed(
            name=part.name,
            text=part.text if not part.missing else not_provided(language),
            missing=part.missing,
        )
        for part in kept.sheet.parts
        if part.filled_by != "person" and (part.required or not part.missing)
    ]
