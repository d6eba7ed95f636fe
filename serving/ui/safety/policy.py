"""The policy as HTML: the lists in force as a form, the versions, a draft with what it would change."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from assistant.gate.policy import read_policy_file
from assistant.safety.drafts import InForce, PolicyDraft, read_departments
from assistant.safety.policies import Standing
from assistant.safety.preview import Change, Preview, Seen
from serving.ui.labels import both
from serving.ui.safety.frame import (
    POLICY,
    area_html,
    choice_html,
    field_html,
    form_html,
    moment,
    part_html,
    table_html,
)
from serving.ui.safety.front import badge_html
from serving.ui.safety.lists import brand_lines, department_lines, hotline_lines

_OTC: Final = tuple((one, f"policy_otc_{one}") for one in ("label_quote", "block"))
_VERSION_HEADS: Final = ("policy_number", "policy_state", "policy_author", "policy_why", "policy_decided")
_CHANGE_HEADS: Final = ("policy_text", "policy_from", "policy_before", "policy_after")
_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What stands, all versions, and what came into force; `names` calls staff."""

    standing: Standing
    drafts: Sequence[PolicyDraft]
    force: Sequence[InForce]
    names: Mapping[str, str]
    writes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """One version beside the words in force; `viewer` may approve what is not their own."""

    draft: PolicyDraft
    policy_now: str
    departments_now: str
    names: Mapping[str, str]
    viewer: str | None
    writes: bool
    preview: Preview | None = None


def policies_html(view: Policies) -> str:
    """Render the lists, the form for a change, the versions."""
    standing = view.standing
    hand = f'<p class="yz-alert yz-superseded">{both("policy_by_hand")}</p>' if standing.by_hand else ""
    change = part_html("policy_propose", _form(standing), hint="policy_propose_hint") if view.writes else ""
    versions = part_html("policy_versions", _versions(view))
    return (
        f'<div class="yz-title"><div><h2>{both("policy_in_force")} <code>{escape(standing.name)}</code></h2>'
        f"</div></div>{hand}{change}{versions}{_history(view)}"
    )


def draft_html(view: DraftView) -> str:
    """Render one version: what it says otherwise, what would be judged otherwise, the decision."""
    draft = view.draft
    author = escape(view.names.get(draft.author, draft.author))
    changed = "".join(
        _diff(says(now), says(then))
        for says, now, then in (
            (_policy, view.policy_now, draft.policy),
            (_departments, view.departments_now, draft.departments),
        )
    )
    shown = changed or f'<p class="yz-empty">{both("policy_same")}</p>'
    effect = "" if view.preview is None else _preview(view.preview)
    ask = f'<p><a class="yz-go" href="{POLICY}/{draft.draft_id}?effect=1">{both("policy_effect_now")}</a></p>'
    return (
        f'<div class="yz-title"><div><h2>{both("policy_draft", draft.number)} '
        f'<span class="yz-badge yz-draft-{draft.state}">{both(f"policy_state_{draft.state}")}</span></h2>'
        f'<p class="yz-hint">{author} · {moment(draft.made_at)} · {escape(draft.reason)}</p></div></div>'
        f"{part_html('policy_changes', shown)}"
        f"{part_html('policy_effect', effect or ask, hint='policy_effect_hint')}{_decision(view)}"
    )


def _form(standing: Standing) -> str:
    policy = standing.policy
    contacts = "".join(
        field_html(name, f"policy_{name}", getattr(policy.contacts, name))
        for name in ("doctor", "booking", "pharmacist")
    )
    departments = department_lines(standing.departments)
    body = (
        f"{choice_html('otc', 'policy_otc', _OTC, policy.otc)}{contacts}"
        f"{area_html('brands', 'policy_brands', brand_lines(policy.brand), rows=4)}"
        f"{area_html('hotlines', 'policy_hotlines', hotline_lines(policy.hotline))}"
        f"{area_html('departments', 'policy_departments', departments)}"
        f"{field_html('reason', 'policy_reason', required=True)}"
    )
    return form_html(POLICY, body, "policy_send")


def _versions(view: Policies) -> str:
    if not view.drafts:
        return f'<p class="yz-empty">{both("policy_none")}</p>'
    now = view.force[0].draft_id if view.force else None
    return table_html("policy_versions", _VERSION_HEADS, (_version(one, view, now) for one in view.drafts))


def _version(one: PolicyDraft, view: Policies, now: str | None) -> str:
    live = f' <span class="yz-badge yz-current">{both("policy_now")}</span>' if one.draft_id == now else ""
    decided = (
        ""
        if one.decided_at is None
        else f"{escape(_called(one.decided_by, view.names))}<br>{moment(one.decided_at)}"
    )
    state = f'<span class="yz-badge yz-draft-{one.state}">{both(f"policy_state_{one.state}")}</span>'
    return (
        f'<tr><th scope="row"><a href="{POLICY}/{one.draft_id}">{one.number}</a></th><td>{state}{live}</td>'
        f"<td>{escape(_called(one.author, view.names))}<br>{moment(one.made_at)}</td>"
        f"<td>{escape(one.reason)}</td><td>{decided}</td></tr>"
    )


def _history(view: Policies) -> str:
    if not view.force:
        return ""
    numbers = {one.draft_id: one.number for one in view.drafts}
    items = "".join(
        f"<li>{moment(one.at)} {both('policy_number')} {numbers[one.draft_id]} "
        f"{both(f'policy_how_{one.how}')} · {escape(_called(one.by, view.names))} · {escape(one.reason)}</li>"
        for one in view.force
    )
    back = ""
    if view.writes and any(numbers[one.draft_id] < numbers[view.force[0].draft_id] for one in view.force):
        reason = field_html("reason", "policy_why", here="-back", required=True)
        hint = f'<p class="yz-hint">{both("policy_roll_back_hint")}</p>'
        back = hint + form_html(f"{POLICY}/rollback", reason, "policy_roll_back", kind="danger")
    return part_html("policy_history", f'{back}<ol class="yz-acts">{items}</ol>')


def _decision(view: DraftView) -> str:
    draft = view.draft
    if draft.state != "proposed" or not view.writes:
        return ""
    digest = f'<input type="hidden" name="digest" value="{draft.digest}">'
    where = f"{POLICY}/{draft.draft_id}"
    approve = (
        f'<p class="yz-hint">{both("policy_own")}</p>'
        if draft.author == view.viewer
        else form_html(
            f"{where}/approve",
            digest + field_html("reason", "policy_why", here="-yes", required=True),
            "policy_approve",
        )
    )
    refuse = form_html(
        f"{where}/refuse", field_html("reason", "policy_why", here="-no", required=True), "policy_refuse"
    )
    return f"{approve}{refuse}"


def _policy(text: str) -> str:
    """Write what a policy file says, without its comments."""
    return read_policy_file(text).written()


def _departments(text: str) -> str:
    return department_lines(read_departments(text))


def _diff(now: str, then: str) -> str:
    lines = difflib.unified_diff(now.splitlines(), then.splitlines(), lineterm="", n=0)
    shown = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    items = "".join(
        f"<li>{f'<ins>{escape(one[1:])}</ins>' if one[0] == '+' else f'<del>{escape(one[1:])}</del>'}</li>"
        for one in shown
        if one[1:].strip()
    )
    return f'<ul class="yz-lines">{items}</ul>' if items else ""


def _preview(preview: Preview) -> str:
    counts = [preview.looked.get(one, 0) for one in ("case", "recorded", "probe")]
    wrong = (preview.wrong_before, preview.wrong_after)
    told = both("policy_effect_told", len(preview.changes), *wrong)
    order = {"probe": 0, "recorded": 1, "case": 2}
    listed = sorted(preview.changes, key=lambda one: order[one.source])[:_MOST]
    rows = [_change(one) for one in listed]
    table = table_html("policy_effect", _CHANGE_HEADS, rows) if rows else ""
    looked = f'<p class="yz-hint">{both("policy_effect_looked", *counts)}</p>'
    return f'<p role="status" class="yz-verdict-line">{told}</p>{looked}{table}'


def _change(one: Change) -> str:
    return (
        f'<tr><th scope="row">{escape(one.text)}</th><td>{both(f"policy_from_{one.source}")}<br>'
        f"<code>{escape(one.id)}</code></td><td>{_seen(one.before)}</td><td>{_seen(one.after)}</td></tr>"
    )


def _seen(one: Seen) -> str:
    rules = escape(" ".join(one.rules))
    return f"{badge_html(one.verdict)} {both(f'gate_do_{one.action}')}<br><code>{rules}</code>"


def _called(person: str | None, names: Mapping[str, str]) -> str:
    return "" if person is None else names.get(person, person)
