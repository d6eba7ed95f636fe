"""What of a health file staff see: beside a hand-over what was reported, on its own page the whole."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.handover.told import label
from assistant.health_file import HealthFile, Reported
from assistant.health_file.entry import LabResult
from assistant.health_file.file import ReadReport
from serving.ui.labels import LANGUAGES, both
from serving.ui.safety.frame import moment, part_html, table_html
from serving.ui.trend import course_html


def reported_html(reported: Sequence[Reported]) -> str:
    """Render what was reported on other days, with the day and who said it; nothing where nothing was."""
    said = [one for one in reported if one.said_on is not None]
    if not said:
        return ""
    rows = "".join(_reported(one) for one in said)
    return f'<p class="yz-hint">{both("file_reported")}</p><ul class="yz-facts">{rows}</ul>'


def task_links_html(ticket: str) -> str:
    """Render the ways from a task to its person's file and to a new plan."""
    reference = escape(ticket, quote=True)
    return (
        f'<p class="yz-hint"><a href="/follow-up/new?ticket={reference}">{both("follow_up_set")}</a> · '
        f'<a href="/follow-up/file?ticket={reference}">{both("file_link")}</a></p>'
    )


def file_html(held: HealthFile, ticket: str) -> str:
    """Render a whole file."""
    topics = "".join(_reported(one) for one in held.reported())
    visits = "".join(
        f"<li>{moment(entry.at)} <b>{escape(visit.urgency)}</b> {escape('、'.join(visit.departments))} "
        f"<q>{escape(visit.complaint)}</q></li>"
        for entry, visit in held.visits()
    )
    reports = "".join(map(course_html, held.courses())) + "".join(_report(one) for one in held.reports())
    guardian = held.guardian()
    named = "" if guardian is None else f"<p>{both('file_guardian', guardian.name, guardian.relation)}</p>"
    empty = f'<p class="yz-empty">{both("file_empty")}</p>'
    return (
        f"<h2>{both('file_of', ticket)}</h2>{named}"
        f"{part_html('file_reported', f'<ul class=yz-facts>{topics}</ul>')}"
        f"{part_html('file_visits', f'<ul>{visits}</ul>' if visits else empty)}"
        f"{part_html('file_reports', reports or empty)}"
    )


def _reported(one: Reported) -> str:
    names = "".join(
        f'<span class="yz-l" lang="{tag}">{escape(name)}</span>'
        for tag, name in zip(LANGUAGES, (label(one.topic, "zh"), label(one.topic, "en")), strict=True)
    )
    said = f" <q>{escape(one.said)}</q>" if one.said else ""
    when = ""
    if one.said_on is not None and one.by is not None:
        by = both(f"file_by_{one.by}")
        when = f" <small>{one.said_on.isoformat()} · {by}</small>"
    standing = both(f"fact_{one.standing}")
    return f'<li class="yz-fact yz-{one.standing}"><b>{names}</b> {standing}{said}{when}</li>'


def _report(one: ReadReport) -> str:
    since = {delta.name: f"{delta.difference:+g}" for delta in one.deltas}
    rows = (_result(line, since.get(line.name, "–")) for line in one.report.results)
    heads = ("file_item", "file_result", "file_since")
    return f"<h4>{one.day.isoformat()}</h4>{table_html('file_reports', heads, rows)}"


def _result(line: LabResult, since: str) -> str:
    value = escape(f"{line.value} {line.unit}".strip())
    return f'<tr><th scope="row">{escape(line.name)}</th><td>{value}</td><td>{escape(since)}</td></tr>'
