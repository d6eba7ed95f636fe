"""A model's words for a kept draft: only while nobody wrote in it, and the machine stays the author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.charts.chart import Kept, Line, Part, Written
from assistant.drafting.record import Draft, Section, Sentence
from assistant.errors import ChartStateError


def untouched(kept: Kept) -> bool:
    """Say whether nobody wrote in a record, decided a step of it or signed it."""
    by_person = any(line.by is not None for part in kept.sheet.parts for line in part.lines)
    return not by_person and not kept.written.decisions and kept.written.signature is None


def draft_of(kept: Kept) -> Draft:
    """Give a kept record as the draft that it still is.

    Raises:
        ChartStateError: somebody wrote in it or decided a step.
    """
    if not untouched(kept):
        message = "somebody wrote in this record already; its words are a person's now"
        raise ChartStateError(message)
    sections = tuple(
        Section(
            name=part.name,
            required=part.required,
            sentences=tuple(
                Sentence(text=one.text, sources=one.sources, origin=one.origin) for one in part.lines
            ),
            text=part.text,
            missing=part.missing,
        )
        for part in kept.sheet.parts
    )
    return Draft(template=kept.chart.template, sections=sections, dropped=(), remarks=(), label="")


def worded(held: Kept, sections: Sequence[Section]) -> Written:
    """Give what the record says in the model's words.

    Raises:
        ChartStateError: as in `draft_of`.
    """
    draft_of(held)
    new = {one.name: one for one in sections if not one.missing}
    parts = tuple(_part(part, new.get(part.name)) for part in held.sheet.parts)
    return replace(held.written, sheet=replace(held.sheet, parts=parts), seconds=())


def _part(part: Part, section: Section | None) -> Part:
    if section is None or part.filled_by == "person":
        return part
    lines = tuple(Line(text=one.text, sources=one.sources, origin=one.origin) for one in section.sentences)
    return replace(part, text=section.text, lines=lines)
