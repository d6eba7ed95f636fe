"""Kept records as JSON: with the field names of a draft, and what keeping adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from assistant.charts import Amendment, Chart, Coded, Kept, Line, Part, Patient, Signature, Version
from assistant.charts.chart import CLOSED, Decision
from assistant.charts.deciding import decisions_of, undecided
from assistant.charts.effort import Learned
from assistant.charts.labelling import label_of
from assistant.charts.signing import Looked, missing_parts, reading_time
from assistant.drafting.label import not_provided
from assistant.drafting.record import Remark, Talk
from serving.drafts import source_out
from serving.problems import Json, JsonObject

Named = Callable[[str], str | None]


def chart_json(chart: Chart, now: datetime, named: Named) -> JsonObject:
    """Write what a list shows of a record."""
    return {
        "draft_id": chart.chart_id,
        "template": chart.template,
        "language": chart.language,
        "state": chart.state.value,
        "version": chart.version,
        "author": _person(chart.author, named),
        "department": chart.department,
        "created_at": chart.created_at.isoformat(),
        "changed_at": chart.changed_at.isoformat(),
        "due_at": None if chart.due_at is None else chart.due_at.isoformat(),
        "overdue": chart.overdue(now),
        "now": now.isoformat(),
    }


def kept_json(
    kept: Kept, looked: Looked, remarks: Sequence[Remark], now: datetime, named: Named
) -> JsonObject:
    """Write a record with everything that a page needs; `remarks` are quality control's of this moment."""
    talk, label = kept.origin.talk, label_of(kept)
    signed = kept.chart.state in CLOSED
    decisions = decisions_of(kept)
    sections: list[Json] = [
        _part(part, kept, looked, named) | {"decision": _decision(decisions.get(part.name), named)}
        for part in kept.sheet.parts
    ]
    more: dict[str, object] = {
        "patient": patient_json(kept.origin.patient),
        "turns": [{"speaker": turn.speaker, "text": turn.text} for turn in talk.turns],
        "facts": [
            {"name": one.name, "value": one.value, "unit": one.unit, "time": one.time, "source": one.source}
            for one in talk.facts
        ],
        "sections": sections,
        "codes": [_coded(one, named) for one in kept.sheet.codes],
        "dropped": [{"text": one.text, "why": one.why} for one in kept.origin.dropped],
        "warnings": [
            {
                "rule": one.rule,
                "message": one.message,
                "source": one.source,
                "at": None if one.at is None else source_out(one.at, talk).model_dump(),
            }
            for one in remarks
        ],
        "label": label.text,
        "ai_label": label.aigc,
        "missing": [] if signed else missing_parts(kept),
        "steps": kept.origin.steps,
        "undecided": [] if signed else undecided(kept),
        "least_reading_s": round(reading_time(kept.sheet.parts), 1),
        "signature": None if kept.written.signature is None else _signature(kept.written.signature),
        "amendments": [_amendment(one) for one in kept.written.amendments],
    }
    return chart_json(kept.chart, now, named) | cast("JsonObject", more)


def patient_json(patient: Patient) -> JsonObject:
    """Write whose record it is."""
    return {"id": patient.reference, "name": patient.name, "sex": patient.sex, "age": patient.age}


def version_json(version: Version, decision: Decision | None, named: Named) -> JsonObject:
    """Write who made a version, and when; of a step, what was decided."""
    return {
        "version": version.number,
        "kind": version.kind,
        "by": _person(version.by, named),
        "at": version.at.isoformat(),
        "record_id": version.record_id,
        "decision": None if decision is None else {"section": decision.section, "verdict": decision.verdict},
    }


def learned_json(learned: Learned) -> JsonObject:
    """Write what people's edits of a section cost."""
    return {
        "template": learned.template,
        "section": learned.section,
        "records": learned.records,
        "changed": learned.changed,
        "rejected": learned.rejected,
        "seconds": learned.seconds,
    }


def _part(part: Part, kept: Kept, looked: Looked, named: Named) -> JsonObject:
    opened = looked.opened.get(part.name)
    sentences: list[Json] = [_line(line, kept.origin.talk, named) for line in part.lines]
    return {
        "name": part.name,
        "required": part.required,
        "filled_by": part.filled_by,
        "text": part.text or not_provided(kept.chart.language),
        "sentences": sentences,
        "missing": part.missing,
        "by_machine": part.by_machine,
        "opened_at": None if opened is None else opened.isoformat(),
    }


def _decision(decision: Decision | None, named: Named) -> JsonObject | None:
    if decision is None:
        return None
    return {
        "verdict": decision.verdict,
        "by": _person(decision.by, named),
        "at": decision.at.isoformat(),
    }


def _line(line: Line, talk: Talk, named: Named) -> JsonObject:
    return {
        "text": line.text,
        "sources": [source_out(one, talk).model_dump() for one in line.sources],
        "by": None if line.by is None else _person(line.by, named),
        "origin": line.origin,
    }


def _person(person: str, named: Named) -> JsonObject:
    return {"id": person, "name": named(person)}


def _coded(one: Coded, named: Named) -> JsonObject:
    return {
        "system": one.system,
        "system_version": one.version,
        "code": one.code,
        "name": one.name,
        "by": _person(one.by, named),
        "at": one.at.isoformat(),
    }


def _signature(one: Signature) -> JsonObject:
    return {
        "by": {"id": one.person, "name": one.name},
        "department": one.department,
        "at": one.at.isoformat(),
        "read_whole": one.attested,
        "dwell_s": one.dwell_s,
        "opened": list(one.opened),
        "sha256": one.sha256,
    }


def _amendment(one: Amendment) -> JsonObject:
    return {
        "by": {"id": one.person, "name": one.name},
        "at": one.at.isoformat(),
        "section": one.section,
        "text": one.text,
        "reason": one.reason,
    }
