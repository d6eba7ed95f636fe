"""Staff as HTML: who there is, whom one looks for, the forms that make one or bring a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from assistant.audit import Link
from assistant.people import Account
from assistant.staff_office import Opened, Sought
from serving.ui.admin.frame import PEOPLE, ROLES, page_html, password_html
from serving.ui.admin.lists import Shown, import_html, shown_html
from serving.ui.labels import both, option_html
from serving.ui.safety.frame import choice_html, field_html, form_html, part_html, table_html

MOST: Final = 200
"""How many people one list shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleView:
    """Whom the viewer looked for and found; `factors` are the accounts with a second factor.

    `names` calls staff, `directory` says that the settings name one to read.
    """

    sought: Sought
    found: Sequence[Account]
    factors: frozenset[str]
    recent: Sequence[Link]
    names: Mapping[str, str]
    directory: bool


def people_page(
    view: PeopleView,
    *,
    opened: Opened | None = None,
    shown: Shown | None = None,
    fault: str | None = None,
) -> str:
    """Render the page; `opened` was made just now, `shown` is what became of a list."""
    made = "" if opened is None else password_html(opened.account.name, opened.password)
    body = (
        f'{made}{"" if shown is None else shown_html(shown)}<div class="yz-title"><div>'
        f'<h2>{both("admin_people")}</h2><p class="yz-hint">{both("admin_people_hint")}</p></div></div>'
        f"{_search(view.sought)}{_list(view)}{_make()}{import_html(directory=view.directory)}"
        f"{part_html('admin_recent', acts_html(view.recent, view.names))}"
    )
    return page_html("people", body, fault=fault)


def acts_html(acts: Sequence[Link], names: Mapping[str, str]) -> str:
    """Render who did what with whose account; why stands in the record, for an auditor."""
    if not acts:
        return f'<p class="yz-empty">{both("admin_acts_none")}</p>'
    rows = (_act(one, names) for one in acts)
    heads = ("audit_at", "admin_did", "admin_whom", "admin_by", "audit_number")
    return table_html("admin_recent", heads, rows)


def _act(one: Link, names: Mapping[str, str]) -> str:
    by, doing = one.versions["by"], one.decision.partition(":")[2]
    return (
        f'<tr><th scope="row"><time datetime="{escape(one.at)}">{escape(one.at[:16].replace("T", " "))}'
        f"</time></th><td>{both(f'admin_did_{doing}')}</td><td>{_whose(one, names)}</td>"
        f"<td>{escape(names.get(by, by))}</td>"
        f'<td><a href="/audit?reference={escape(one.record_id)}">{one.seq}</a></td></tr>'
    )


def standing_html(account: Account, *, factor: bool) -> str:
    """Render how an account stands."""
    if account.disabled:
        return f'<span class="yz-badge yz-draft-refused">{both("admin_closed")}</span>'
    told = [f'<span class="yz-badge yz-draft-approved">{both("admin_open")}</span>']
    if account.must_change:
        told.append(f'<span class="yz-badge yz-draft-proposed">{both("admin_must_change")}</span>')
    elif not account.password_hash:
        told.append(f'<span class="yz-badge yz-draft-refused">{both("admin_no_password")}</span>')
    if factor:
        told.append(f'<span class="yz-badge yz-draft-found">{both("admin_factor")}</span>')
    return " ".join(told)


def _whose(one: Link, names: Mapping[str, str]) -> str:
    if key := one.versions.get("key"):
        return f"<code>{escape(key)}</code>"
    role = one.versions.get("role", "")
    return (
        f"{escape(names.get(one.person, one.person))} <small>{both(f'role_{role}') if role else ''}</small>"
    )


def _search(sought: Sought) -> str:
    role = _choice("role", "audit_role", [(one.value, f"role_{one.value}") for one in ROLES], sought.role)
    states = [("open", "admin_open"), ("closed", "admin_closed")]
    return (
        f'<form class="yz-search" action="{PEOPLE}" method="get" role="search">'
        f"{field_html('q', 'admin_words', sought.words)}{role}"
        f"{_choice('state', 'admin_state', states, sought.state)}"
        f'<button type="submit">{both("find")}</button></form>'
    )


def _choice(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str | None) -> str:
    told = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""} {option_html(key)}</option>'
        for value, key in options
    )
    return (
        f'<div class="yz-field"><label for="yz-{name}">{both(label)}</label>'
        f'<select id="yz-{name}" name="{name}"><option value="" {option_html("any")}</option>{told}</select>'
        "</div>"
    )


def _list(view: PeopleView) -> str:
    if not view.found:
        return f'<p class="yz-empty" role="status">{both("admin_nobody")}</p>'
    rows = (
        f'<tr><th scope="row"><a href="{PEOPLE}/{escape(one.account_id)}">'
        f"{escape(one.name or one.account_id)}</a></th><td>{both(f'role_{one.role.value}')}</td>"
        f"<td>{escape(one.department or '')}</td>"
        f"<td>{standing_html(one, factor=one.account_id in view.factors)}</td></tr>"
        for one in view.found[:MOST]
    )
    more = len(view.found) - MOST
    told = both("admin_found", len(view.found)) + (f" {both('admin_more', more)}" if more > 0 else "")
    heads = ("admin_name", "audit_role", "admin_department", "admin_state")
    return f'<p class="yz-hint" role="status">{told}</p>{table_html("admin_people", heads, rows)}'


def roles_html(chosen: str, here: str) -> str:
    """Render the choice of a role of staff."""
    return choice_html(
        "role", "audit_role", [(one.value, f"role_{one.value}") for one in ROLES], chosen, here=here
    )


def _make() -> str:
    body = (
        field_html("name", "admin_name", here="-new", required=True)
        + roles_html("doctor", "-new")
        + field_html("department", "admin_department", here="-new")
    )
    return part_html("admin_make", form_html(PEOPLE, body, "admin_make_now"), hint="admin_make_hint")
