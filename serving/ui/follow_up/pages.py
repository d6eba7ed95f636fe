"""The doctor's follow-up pages as HTML; every word from outside is escaped where it is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from assistant.follow_up import Plan
from assistant.follow_up.room import WITHDRAWN
from serving.ui.follow_up.course import course_html
from serving.ui.follow_up.form import change_html
from serving.ui.labels import both, each, plain
from serving.ui.library import frame
from serving.ui.safety.frame import field_html, form_html, moment, part_html

FOLLOW_UP: Final = "/follow-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan for whoever looks; `writes` says whether they may change and end it."""

    plan: Plan
    names: Mapping[str, str]
    writes: bool
    now: datetime


def page_html(body: str, *, fault: str | None = None) -> str:
    """Render a page; `fault` is what kept the last step from being done."""
    undone = (
        f'<section class="yz-panel yz-fault" role="alert"><h3>{both("follow_up_undone")}</h3>'
        f'<p lang="en">{escape(fault)}</p></section>'
        if fault
        else ""
    )
    nav = (
        f'<nav class="yz-ways" aria-label="{plain("follow_up")}"><a href="/app/">{both("tab_ask")}</a>'
        f'<a href="{FOLLOW_UP}">{both("follow_up_list")}</a></nav>'
    )
    title = each("follow_up")[0][1]
    return frame.page_html(title, undone + body, room=None, open_to_all=True, ways=nav)


def list_html(plans: Sequence[Plan], names: Mapping[str, str]) -> str:
    """Render the plans, the last changed first."""
    if not plans:
        return part_html("follow_up_list", f'<p class="yz-empty">{both("follow_up_none")}</p>')
    rows = "".join(_line(one, names) for one in plans)
    return part_html("follow_up_list", f'<ol class="yz-queue">{rows}</ol>')


def plan_html(view: PlanView) -> str:
    """Render one plan: how it goes, its versions, and what its viewer may do with it."""
    plan = view.plan
    ended = ""
    if plan.state == "ended":
        why = both("follow_up_withdrawn") if plan.ended_why == WITHDRAWN else escape(plan.ended_why)
        ended = f"<p>{both('follow_up_ended_note', '')} {why}</p>"
    head = f"<h2>{escape(plan.title)}</h2>{_badges(plan, view.names)}{ended}"
    versions = "".join(f"<li>{moment(one.at)} {escape(one.why)}</li>" for one in plan.terms)
    acts = ""
    if view.writes and plan.state != "ended":
        end = form_html(
            f"{FOLLOW_UP}/{plan.plan_id}/end",
            f'<input type="hidden" name="version" value="{plan.version}">'
            + field_html("why", "follow_up_end_why", here="-end", required=True),
            "follow_up_end",
            kind="danger",
        )
        form = change_html(plan, now=view.now)
        changing = f"<details><summary>{both('follow_up_change')}</summary>{form}</details>"
        ending = (
            f"<details><summary>{both('follow_up_end')}</summary>{end}</details>"
            if plan.state == "active"
            else ""
        )
        acts = changing + ending
    return (
        f"{head}{part_html('follow_up_course', course_html(plan))}"
        f"{part_html('follow_up_versions', f'<ol>{versions}</ol>')}{acts}"
    )


def _line(plan: Plan, names: Mapping[str, str]) -> str:
    off = sum(bool(one.deviations) for one in plan.rounds)
    late = f'<span class="yz-badge yz-late">{both("follow_up_deviates")} {off}</span>' if off else ""
    due = plan.next_at()
    return (
        f'<li><a class="yz-task-row" href="{FOLLOW_UP}/{escape(plan.plan_id)}"><b>{escape(plan.title)}</b>'
        f"{_badges(plan, names)}{late}{moment(due) if due else ''}</a></li>"
    )


def _badges(plan: Plan, names: Mapping[str, str]) -> str:
    answered = sum(one.state == "answered" for one in plan.rounds)
    asked = sum(one.state != "dropped" for one in plan.rounds)
    told = (
        both(f"follow_up_state_{plan.state}"),
        both("follow_up_progress", answered, asked),
        both("follow_up_by", names.get(plan.doctor, plan.doctor)),
        escape(plan.ticket),
    )
    return (
        '<div class="yz-badges">' + "".join(f'<span class="yz-badge">{one}</span>' for one in told) + "</div>"
    )
