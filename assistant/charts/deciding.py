"""Records that are decided step by step: each section is accepted, edited or rejected by a doctor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from assistant.charts.chart import Decision, Kept, Part, Verdict, Written
from assistant.charts.editing import edited
from assistant.errors import ChartStateError


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """One step: of which section, how, with which text if edited, and the version that was looked at."""

    section: str
    verdict: Verdict
    version: int
    text: str = ""
    seconds: float = 0.0


def decided(held: Kept, deciding: Deciding, person: str, *, at: datetime) -> Written:
    """Give what the record says after a step: accepted as it stands, the person's text, or nothing.

    Raises:
        ChartStateError: the record has no such step, nothing stands there to accept, or an edit is empty.
    """
    part = next((one for one in steps_of(held) if one.name == deciding.section), None)
    if part is None:
        message = f"the record has no step {deciding.section!r}; look at it again"
        raise ChartStateError(message)
    after = edited(part, _text(part, deciding), person)
    decision = Decision(
        section=part.name, verdict=deciding.verdict, by=person, at=at, sha256=_digest(after.text)
    )
    parts = tuple(after if one.name == part.name else one for one in held.sheet.parts)
    others = tuple(one for one in held.written.decisions if one.section != part.name)
    return replace(
        held.written,
        sheet=replace(held.sheet, parts=parts),
        seconds=((part.name, deciding.seconds),),
        decisions=(*others, decision),
    )


def steps_of(kept: Kept) -> tuple[Part, ...]:
    """Give the sections that are steps, in printed order; none where the form has no steps."""
    return tuple(one for one in kept.sheet.parts if one.filled_by != "person") if kept.origin.steps else ()


def decisions_of(kept: Kept) -> Mapping[str, Decision]:
    """Give the decisions that still stand: those whose section says what it said when it was decided."""
    made = {one.section: one for one in kept.written.decisions}
    texts = {part.name: _digest(part.text) for part in steps_of(kept)}
    return {name: one for name, one in made.items() if texts.get(name) == one.sha256}


def undecided(kept: Kept) -> list[str]:
    """Name the steps that wait for a decision: those in which something stands that nobody decided."""
    made = decisions_of(kept)
    return [part.name for part in steps_of(kept) if not part.missing and part.name not in made]


def _text(part: Part, deciding: Deciding) -> str:
    if deciding.verdict == "reject":
        return ""
    text = part.text if deciding.verdict == "accept" else deciding.text.strip()
    if not text.strip():
        message = f"nothing stands in {part.name!r}; write it, or reject the step"
        raise ChartStateError(message)
    return text


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
