"""The health file as its person sees it: consent, what was reported and by whom, directions, reports."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from assistant.health_file import Entry, Guardian, HealthFile, Statement, Visit
from assistant.health_file.deltas import Course, Delta
from assistant.health_file.entry import LONGEST, TOPICS, LabResult
from assistant.health_file.file import ReadReport
from assistant.health_file.room import Agreed
from serving.ui.patient.health.frame import choice_html, form_html, part_html
from serving.ui.patient.health.questions import moment
from serving.ui.patient.health.words import both
from serving.ui.patient.words import Script
from serving.ui.trend import course_html

_STANDINGS: Final = {"value": "value", "denied": "denied", "unknown": "not_known"}
_SPEAKERS: Final = ("self", "guardian", "family")


def consents_html(given: frozenset[str], script: Script) -> str:
    """Render the consents, each with its own button; that to reminders stands with the address."""
    return part_html(
        "consents", "".join(consent_html(one, one in given, script) for one in ("health_file", "follow_up"))
    )


def closed_html(agreed: Agreed, script: Script) -> str:
    """Say why there is no file to read."""
    clear = form_html("clear", "", "remove_all", script, kind="yp-link") if agreed == "withdrawn" else ""
    return part_html("file_title", f"<p>{both('withdrawn' if agreed == 'withdrawn' else 'never')}</p>{clear}")


def file_html(held: HealthFile, script: Script) -> str:
    """Render a file with the ways to add to it and to take out of it."""
    topics = "".join(_topic(topic, held, script) for topic in TOPICS)
    clear = form_html("clear", "", "remove_all", script, kind="yp-link") if held.entries else ""
    return (
        f"{part_html('file_title', topics + _adding(script))}{_visits(held.visits(), script)}"
        f"{_reports(held.reports(), held.courses(), script)}{_guardian(held.guardian(), script)}{clear}"
    )


def consent_html(purpose: str, stands: bool, script: Script) -> str:  # noqa: FBT001 - one flag, one word of markup
    """Render one consent with what it is for, whether it stands, and the button that changes that."""
    hidden = f'<input type="hidden" name="purpose" value="{purpose}">'
    given = "" if stands else '<input type="hidden" name="given" value="1">'
    guard = (
        '<label class="yp-choice"><input type="checkbox" name="guardian" value="1">'
        f"<span>{both('as_guardian')}</span></label>"
        if not stands and purpose == "health_file"
        else ""
    )
    look = "yp-link" if stands else "yp-go"
    form = form_html("consent", hidden + given + guard, "withdraw" if stands else "give", script, kind=look)
    state = both("stands" if stands else "stands_not")
    return (
        f'<div class="yh-consent"><h3>{both(purpose)} <span class="yp-state">{state}</span></h3>'
        f"<p>{both(f'{purpose}_more')}</p>{form}</div>"
    )


def _topic(topic: str, held: HealthFile, script: Script) -> str:
    said = [
        (one, one.content)
        for one in reversed(held.entries)
        if isinstance(one.content, Statement) and one.content.topic == topic
    ]
    rows = "".join(_statement(entry, statement, script) for entry, statement in said)
    return f"<h3>{both(topic)}</h3>" + (f"<ul>{rows}</ul>" if rows else f"<p>{both('nobody')}</p>")


def _statement(entry: Entry, one: Statement, script: Script) -> str:
    quoted = f" “{escape(one.said)}”" if one.said else ""
    by = both(f"by_{one.by}")
    told = f"<small>{entry.at.astimezone():%Y-%m-%d} · {by}</small>"
    standing = f"<strong>{both(_STANDINGS[one.standing])}</strong>"
    return f"<li><div>{standing}{quoted}{told}</div>{_remove(entry, script)}</li>"


def _adding(script: Script) -> str:
    fields = (
        choice_html("topic", "topic", ((one, one) for one in TOPICS), script, TOPICS[0])
        + choice_html("standing", "standing", _STANDINGS.items(), script, "value")
        + f'<label>{both("said")}<textarea name="said" rows="2" maxlength="{LONGEST}"></textarea></label>'
        + choice_html("by", "said_by", ((one, f"by_{one}") for one in _SPEAKERS), script, "self")
    )
    return (
        f"<details><summary>{both('add')}</summary>{form_html('statement', fields, 'keep', script)}</details>"
    )


def _visits(visits: Sequence[tuple[Entry, Visit]], script: Script) -> str:
    rows = "".join(
        f"<li><div><strong>{both(f'level_{visit.urgency}')}</strong> {escape('、'.join(visit.departments))}"
        f"<br>“{escape(visit.complaint)}”<small>{moment(entry.at)}</small></div>{_remove(entry, script)}</li>"
        for entry, visit in visits
    )
    return part_html("visits", f"<ul>{rows}</ul>" if rows else f"<p>{both('visits_none')}</p>")


def _reports(reports: Sequence[ReadReport], courses: Sequence[Course], script: Script) -> str:
    shown = "".join(map(course_html, courses)) + "".join(_report(one, script) for one in reports)
    return part_html("reports", shown or f"<p>{both('reports_none')}</p>")


def _report(one: ReadReport, script: Script) -> str:
    by_name = {delta.name: delta for delta in one.deltas}
    head = "".join(f'<th scope="col">{both(key)}</th>' for key in ("item", "result", "change"))
    rows = "".join(_result(line, by_name.get(line.name)) for line in one.report.results)
    remove = form_html(f"remove/{one.entry_id}", "", "remove", script, kind="yp-link")
    return (
        f"<details><summary>{both('report_line', one.day.isoformat(), len(one.report.results))}</summary>"
        f'<table class="yp-lab"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{remove}</details>'
    )


def _result(line: LabResult, delta: Delta | None) -> str:
    since = "–" if delta is None else f"{delta.difference:+g} <small>{delta.before_on:%Y-%m-%d}</small>"
    value = escape(f"{line.value} {line.unit}".strip())
    return f'<tr><th scope="row">{escape(line.name)}</th><td>{value}</td><td>{since}</td></tr>'


def _guardian(held: Guardian | None, script: Script) -> str:
    name, relation, born = ("", "", "") if held is None else (held.name, held.relation, held.born or "")
    fields = (
        f'<label>{both("guardian_name")}<input name="name" maxlength="{LONGEST}" '
        f'value="{escape(name, quote=True)}"></label><label>{both("guardian_relation")}'
        f'<input name="relation" maxlength="{LONGEST}" '
        f'value="{escape(relation, quote=True)}"></label><label>{both("guardian_born")}'
        f'<input type="date" name="born" value="{born}"></label>'
    )
    form = form_html("guardian", fields, "keep", script)
    return part_html(
        "guardian_title",
        f"<details{' open' if held else ''}><summary>{both('add')}</summary>{form}</details>",
    )


def _remove(entry: Entry, script: Script) -> str:
    return form_html(f"remove/{entry.entry_id}", "", "remove", script, kind="yh-remove")
