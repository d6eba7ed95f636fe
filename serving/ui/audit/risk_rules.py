"""The rules of the risk: proposed with what they stand on, approved by a second person, withdrawn by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from assistant.risk import RiskRule
from serving.risk import ALPHAS
from serving.ui.audit.listing import RISK
from serving.ui.labels import both
from serving.ui.safety.frame import choice_html, field_html, form_html, moment, part_html, table_html

_HEADS: Final = ("policy_state", "risk_promise", "risk_most", "risk_covers", "policy_why", "risk_decide")
_BASES: Final = (("own", "risk_basis_own"), ("open", "risk_basis_open"))
_OF: Final = (("shown", "risk_of_shown"), ("asked", "risk_of_asked"))


def rules_html(
    rules: Sequence[RiskRule], names: Mapping[str, str], *, viewer: str | None, writes: bool
) -> str:
    """Render the rules, newest first, with forms for who may set them."""
    table = (
        table_html("risk_rules", _HEADS, (_row(one, names, viewer=viewer, writes=writes) for one in rules))
        if rules
        else f'<p class="yz-empty">{both("risk_no_rule")}</p>'
    )
    return part_html("risk_rules", f"{table}{_form() if writes else ''}", hint="risk_rules_hint")


def _form() -> str:
    shares = "".join(f'<option value="{one}">≤ {one:.0%}</option>' for one in ALPHAS)
    alpha = (
        f'<div class="yz-field"><label for="yz-alpha">{both("risk_alpha")}</label>'
        f'<select id="yz-alpha" name="alpha">{shares}</select></div>'
    )
    body = (
        f"{alpha}{choice_html('of', 'risk_of', _OF, 'shown')}"
        f"{choice_html('basis', 'risk_basis', _BASES, 'own')}"
        f"{field_html('reason', 'policy_why', here='-risk', required=True)}"
    )
    return form_html(RISK, body, "risk_propose")


def _row(one: RiskRule, names: Mapping[str, str], *, viewer: str | None, writes: bool) -> str:
    promise = both(f"risk_of_{one.wanted.of}")
    learned = one.learned
    decided = ""
    if one.decided_at is not None:
        decided = f"{escape(_called(one.decided_by or '', names))}<br>{moment(one.decided_at)}"
    state = f'<span class="yz-badge yz-draft-{one.state}">{both(f"risk_state_{one.state}")}</span>'
    return (
        f'<tr><th scope="row">{state}</th><td>≤ {one.wanted.alpha:.1%} {promise}<br>'
        f"{both(f'risk_basis_{one.basis}')}</td><td>{learned.bar:g}</td>"
        f"<td>{learned.coverage:.0%} · {learned.wrong} / {learned.shown}</td>"
        f"<td>{escape(_called(one.author, names))} {moment(one.made_at)}<br>{escape(one.reason)}</td>"
        f"<td>{decided}{_forms(one, viewer) if writes else ''}</td></tr>"
    )


def _forms(one: RiskRule, viewer: str | None) -> str:
    here = f"-{one.rule_id}"
    if one.state == "approved":
        why = field_html("reason", "policy_why", here=here, required=True)
        return form_html(f"{RISK}/withdraw", why, "risk_withdraw", kind="danger")
    if one.state != "proposed":
        return ""
    approve = (
        f'<p class="yz-hint">{both("policy_own")}</p>'
        if one.author == viewer
        else form_html(
            f"{RISK}/{one.rule_id}/approve",
            field_html("reason", "policy_why", here=f"{here}-yes", required=True),
            "policy_approve",
        )
    )
    refuse = form_html(
        f"{RISK}/{one.rule_id}/refuse",
        field_html("reason", "policy_why", here=f"{here}-no", required=True),
        "policy_refuse",
    )
    return approve + refuse


def _called(person: str, names: Mapping[str, str]) -> str:
    return names.get(person, person)
