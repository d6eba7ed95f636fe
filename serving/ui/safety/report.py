"""The page where anybody signed in reports an answer and sees what became of their reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.safety.incidents import Incident
from serving.ui.labels import both, each
from serving.ui.library import frame
from serving.ui.safety.frame import REPORT, area_html, choice_html, form_html, moment, part_html
from serving.ui.safety.register import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """A person's own reports; `kept` was just taken in, `notices` must be said about its words."""

    own: Sequence[Incident]
    answered: bool
    kept: Incident | None = None
    notices: Sequence[str] = ()
    fault: str | None = None


def report_page(view: Reporting) -> str:
    """Render the page."""
    alarm = "".join(f"<p>{escape(one)}</p>" for one in view.notices)
    told = f'<section class="yz-panel yz-emergency" role="alert">{alarm}</section>' if alarm else ""
    if view.kept is not None:
        told += f'<p class="yz-alert yz-amends" role="status">{both("report_sent", view.kept.number)}</p>'
    if view.fault is not None:
        told += f'<p class="yz-alert yz-withdrawn" role="alert" lang="en">{escape(view.fault)}</p>'
    own = "".join(_own(one) for one in view.own)
    listed = part_html("report_own", f'<ol class="yz-acts">{own}</ol>') if own else ""
    body = (
        f'<div class="yz-title"><div><h2>{both("report_title")}</h2>'
        f'<p class="yz-hint">{both("report_hint")}</p></div></div>{told}{_form(view)}{listed}'
    )
    return frame.page_html(each("report_title")[0][1], body, room=None, open_to_all=True)


def _form(view: Reporting) -> str:
    last = (
        f'<div class="yz-field yz-wide"><label><input type="checkbox" name="last" value="true" checked> '
        f"{both('report_last')}</label></div>"
        if view.answered
        else ""
    )
    fields = area_html("words", "incident_words", required=True)
    return form_html(
        REPORT, f"{fields}{choice_html('kind', 'incident_kind', KINDS, 'wrong')}{last}", "incident_report"
    )


def _own(one: Incident) -> str:
    steps = "".join(f"<li>{moment(step.at)} {escape(step.note)}</li>" for step in one.handled)
    words = both("incident_erased") if one.words is None else escape(one.words)
    return (
        f"<li><strong>{one.number}</strong> {moment(one.reported_at)} "
        f'{both(f"incident_status_{one.status}")}<p class="yz-reported">{words}</p>'
        f"{f'<ul>{steps}</ul>' if steps else ''}</li>"
    )
