"""The funnel as a picture: one bar a stage, by source and month, and the flag rate against its budget."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from assistant.findings import Source
from assistant.findings.funnel import Funnel
from serving.ui.findings.frame import FINDINGS
from serving.ui.labels import both
from serving.ui.safety.frame import choice_html, field_html, form_html, part_html, table_html

_STAGES: Final = ("flagged", "reviewed", "reached", "confirmed")
_PRIORITIES: Final = ("P1", "P2", "P3", "P4")


def funnel_html(rows: Sequence[Funnel], sources: Sequence[Source], *, settles: bool) -> str:
    """Render the funnels, and to an administrator the sources with their settings."""
    title = f'<div class="yz-title"><h2>{both("findings_funnel")}</h2></div>'
    pictures = "".join(map(_funnel, rows)) or f'<p class="yz-empty">{both("funnel_none")}</p>'
    export = f'<p><a href="/v1/findings/export">{both("funnel_export")}</a></p>'
    known = part_html("sources_title", _sources(sources))
    fresh = part_html("sources_new", _form()) if settles else ""
    return f'{title}<p class="yz-hint">{both("funnel_hint")}</p>{pictures}{export}{known}{fresh}'


def _funnel(one: Funnel) -> str:
    widest = max(one.flagged, 1)
    bars = "".join(
        f"<li><span>{both(f'funnel_{stage}')}</span>"
        f'<meter min="0" max="{widest}" value="{getattr(one, stage)}" '
        f'aria-label="{escape(stage)}"></meter><b>{getattr(one, stage)}</b></li>'
        for stage in _STAGES
    )
    steps = f'<p class="yz-hint">{both("funnel_accepted", one.stages_accepted, one.stages)}</p>'
    if one.taken_back or one.corrected:
        steps += f'<p class="yz-hint">{both("funnel_amended", one.taken_back, one.corrected)}</p>'
    return (
        f'<section class="yz-part yz-funnel"><h3>{escape(one.source)} · {escape(one.month)}</h3>'
        f"<p>{_rate(one)}</p><ol>{bars}</ol>{steps}</section>"
    )


def _rate(one: Funnel) -> str:
    budget = f"{one.budget:.2%}"
    if one.rate is None:
        return both("funnel_unmeasured", budget)
    look, key = ("yz-grave-severe", "funnel_over") if one.over_budget else ("yz-grave-none", "funnel_within")
    told = f"{both('funnel_examined')} {one.examined} · {both('funnel_rate', f'{one.rate:.2%}', budget)}"
    return f'{told} <span class="yz-badge {look}">{both(key)}</span>'


def _sources(sources: Sequence[Source]) -> str:
    if not sources:
        return f'<p class="yz-empty">{both("sources_none")}</p>'
    heads = ("source_name", "source_department", "source_budget", "source_priority", "source_within")
    rows = (
        f"<tr><th scope=row>{escape(one.name)}<br><small>{escape(one.key)}</small></th>"
        f"<td>{escape(one.department)}</td><td>{one.budget:.2%}</td><td>{one.priority}</td>"
        f"<td>{one.call_within_h} h</td></tr>"
        for one in sources
    )
    return table_html("sources_title", heads, rows)


def _form() -> str:
    fields = "".join(
        field_html(name, f"source_{label}", value, required=True)
        for name, label, value in (
            ("name", "name", ""),
            ("key", "key", ""),
            ("department", "department", ""),
            ("zh", "zh", ""),
            ("en", "en", ""),
            ("budget", "budget", "0.008"),
            ("call_within_h", "within", "72"),
        )
    )
    levels = tuple((one, f"source_{one.lower()}") for one in _PRIORITIES)
    return form_html(
        f"{FINDINGS}/sources",
        fields + choice_html("priority", "source_priority", levels, "P3"),
        "source_save",
    )
