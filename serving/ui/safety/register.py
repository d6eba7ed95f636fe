"""The register of incidents as HTML: filters, each report with its steps, a form for the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, get_args

from assistant.safety.incidents import Incident, IncidentKind, Severity, Status
from serving.incidents import ListIn
from serving.ui.labels import both
from serving.ui.links import address
from serving.ui.safety.frame import (
    REGISTER,
    area_html,
    choice_html,
    field_html,
    form_html,
    moment,
    part_html,
    table_html,
)

_STATUSES: Final = tuple((one, f"incident_status_{one}") for one in get_args(Status))
_SEVERITIES: Final = tuple((one, f"incident_severity_{one}") for one in get_args(Severity))
KINDS: Final = tuple((one, f"incident_kind_{one}") for one in get_args(IncidentKind))
_ANY: Final = (("", "any"),)
_HEADS: Final = ("incident_number", "incident_reported", "incident_words", "incident_status", "incident_note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What was asked for and found; `handles`: the viewer may take steps."""

    asked: ListIn
    found: Sequence[Incident]
    names: Mapping[str, str]
    handles: bool


def register_html(register: Register) -> str:
    """Render the page."""
    rows = [_row(one, register) for one in register.found]
    listed = (
        table_html("safety_register", _HEADS, rows)
        if rows
        else f'<p class="yz-empty yz-none">{both("incident_none")}</p>'
    )
    title = f'<div class="yz-title"><h2>{both("safety_register")}</h2></div>'
    return f"{title}{_filters(register.asked)}{listed}{part_html('incident_new', _report())}"


def _filters(asked: ListIn) -> str:
    export = address("/v1/incidents/export", **asked.model_dump())
    choices = "".join(
        choice_html(name, f"incident_{name}", (*_ANY, *options), getattr(asked, name) or "", here="-by")
        for name, options in (("status", _STATUSES), ("severity", _SEVERITIES), ("kind", KINDS))
    )
    return (
        f'<form class="yz-search" action="{REGISTER}" method="get" role="search">{choices}'
        f'<button type="submit">{both("find")}</button><p class="yz-hint yz-found">'
        f'<a href="{escape(export, quote=True)}" download>{both("incident_export")}</a></p></form>'
    )


def _row(one: Incident, register: Register) -> str:
    words = both("incident_erased") if one.words is None else escape(one.words)
    about = (
        f'<br><a href="{escape(address("/audit", reference=one.about), quote=True)}">'
        f"{both('incident_about')} <code>{escape(one.about[:12])}…</code></a>"
        if one.about
        else ""
    )
    grave = (
        f'<span class="yz-badge yz-grave-{one.severity}">{both(f"incident_severity_{one.severity}")}</span>'
    )
    return (
        f'<tr><th scope="row">{one.number}</th>'
        f"<td>{moment(one.reported_at)}<br>{both(f'role_{one.role.value}')}</td>"
        f"<td><strong>{both(f'incident_kind_{one.kind}')}</strong>"
        f'<p class="yz-reported">{words}</p>{about}</td>'
        f"<td>{both(f'incident_status_{one.status}')}<br>{grave}</td><td>{_steps(one, register)}</td></tr>"
    )


def _steps(one: Incident, register: Register) -> str:
    items = "".join(
        f"<li>{moment(step.at)} {both(f'incident_status_{step.status}')} · "
        f"{escape(register.names.get(step.by, step.by))}<br>{escape(step.note)}</li>"
        for step in one.handled
    )
    done = f'<ol class="yz-acts">{items}</ol>' if items else ""
    if not register.handles or one.words is None:
        return done
    here = f"-{one.number}"
    body = (
        f'<input type="hidden" name="version" value="{one.version}">'
        f"{choice_html('severity', 'incident_severity', _SEVERITIES, one.severity, here=here)}"
        f"{choice_html('status', 'incident_status', _STATUSES[1:], one.status, here=here)}"
        f"{field_html('note', 'incident_note', here=here, required=True)}"
    )
    form = form_html(f"{REGISTER}/{one.incident_id}", body, "incident_save")
    return f"{done}<details><summary>{both('incident_handle')}</summary>{form}</details>"


def _report() -> str:
    body = (
        f"{area_html('words', 'incident_words', required=True)}"
        f"{choice_html('kind', 'incident_kind', KINDS, 'other')}"
    )
    return form_html(REGISTER, body, "incident_report")
