"""One member of staff as HTML: how the account stands, what may be done with it, who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from assistant.audit import Link
from assistant.exchange import Role
from assistant.people import Account
from serving.ui.admin.frame import PEOPLE, page_html, password_html
from serving.ui.admin.people import acts_html, roles_html, standing_html
from serving.ui.labels import both
from serving.ui.safety.frame import field_html, form_html, moment, part_html


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """An account, whether it is the viewer's own, and what was done with it."""

    account: Account
    factor: bool
    own: bool
    acts: Sequence[Link]
    names: Mapping[str, str]


def person_page(view: PersonView, *, password: str | None = None, fault: str | None = None) -> str:
    """Render the page; `password` is a new one, shown this once."""
    one = view.account
    department = f" · {escape(one.department)}" if one.department else ""
    told = "" if password is None else password_html(one.name, password)
    head = (
        f'{told}<p class="yz-record-ways"><a href="{PEOPLE}">{both("admin_people")}</a></p>'
        f'<div class="yz-title"><div><h2>{escape(one.name or one.account_id)}</h2>'
        f'<p class="yz-hint">{both(f"role_{one.role.value}")}{department} · <code>{escape(one.account_id)}'
        f"</code> · {both('admin_since')} {moment(one.created_at)}</p></div></div>"
        f"<p>{standing_html(one, factor=view.factor)}</p>"
    )
    steps = f'<p class="yz-hint">{both("admin_own")}</p>' if view.own else _steps(view)
    history = part_html("admin_history", acts_html(view.acts, view.names))
    return page_html("people", f"{head}{steps}{history}", fault=fault)


def _steps(view: PersonView) -> str:
    one = view.account
    if one.disabled:
        if not one.name:
            return f'<p class="yz-hint">{both("admin_erased")}</p>'
        return _step(one, "reopen", "admin_reopen", hint="admin_reopen_hint")
    parts = [_step(one, "password", "admin_new_password", hint="admin_password_hint")]
    if one.role is not Role.PATIENT:
        what = roles_html(one.role.value, "-change") + field_html(
            "department", "admin_department", one.department or "", here="-change"
        )
        parts.insert(0, _step(one, "change", "admin_change", what=what, hint="admin_change_hint"))
    if view.factor:
        parts.append(_step(one, "factor", "admin_factor_off", hint="admin_factor_hint"))
    parts.append(_step(one, "close", "admin_close", hint="admin_close_hint", kind="danger"))
    return "".join(parts)


def _step(one: Account, step: str, key: str, *, what: str = "", hint: str, kind: str = "") -> str:
    why = field_html("why", "policy_why", here=f"-{step}", required=True)
    form = form_html(f"{PEOPLE}/{one.account_id}/{step}", what + why, f"{key}_now", kind=kind)
    return part_html(key, form, hint=hint)
