"""The list of records: the search, the table, the ways to verify and to take a pack away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from assistant.audit import OUTCOMES, Link
from assistant.auditing.looking import Sighted
from assistant.exchange import Role
from serving.auditing import LookIn
from serving.ui.labels import both, each, option_html, plain
from serving.ui.links import address

AUDIT: Final = "/audit"
RECORD: Final = f"{AUDIT}/record"
VERIFY: Final = f"{AUDIT}/verify"
HEAD: Final = f"{AUDIT}/head"
RISK: Final = f"{AUDIT}/risk"
_ACTS: Final = (
    *sorted(OUTCOMES),
    "task",
    "chart",
    "twin",
    "ledger",
    "audit",
    "safety",
    "notice",
    "health_file",
    "follow_up",
    "finding",
    "rota",
)
_COLUMNS: Final = ("number", "at", "who", "role", "what", "versions")
_DIGEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What was looked for and found; `names` calls staff, `reads` says that records may be opened."""

    looked: LookIn
    found: Sighted
    names: Mapping[str, str]
    reads: bool


def listing_html(listing: Listing) -> str:
    """Render the list."""
    rows = "".join(_row(one, listing) for one in listing.found.links)
    heads = "".join(f'<th scope="col">{both(f"audit_{name}")}</th>' for name in _COLUMNS)
    table = (
        f'<div class="yz-table yz-records"><table><caption class="yz-unseen">{both("audit_list")}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        if rows
        else f'<p class="yz-empty yz-none">{both("audit_none")}</p>'
    )
    return (
        f'<div class="yz-title"><div><h2>{both("audit")}</h2><p class="yz-hint">{both("audit_intro")}</p>'
        f"</div></div>{_search(listing)}{table}{_pager(listing)}{_verify_form()}"
    )


def person_html(person: str, names: Mapping[str, str]) -> str:
    """Render who it was: a member of staff by name, anybody else by the opaque id."""
    name = names.get(person)
    told = f"{escape(name)} " if name else ""
    return f'{told}<code class="yz-id">{escape(person)}</code>'


def act_html(decision: str) -> str:
    """Render a decision or act, in words with its own name beside."""
    begun = decision.partition(":")[0]
    known = f"{both(f'act_{begun}')} " if begun in _ACTS else ""
    look = f" yz-act-{begun}" if begun in OUTCOMES else ""
    return f'<span class="yz-badge yz-act{look}">{known}<code>{escape(decision)}</code></span>'


def role_html(role: str) -> str:
    """Render a role."""
    return both(f"role_{role}") if role in {one.value for one in Role} else escape(role)


def versions_html(versions: Mapping[str, str]) -> str:
    """Render the versions that were at work, long ones cut; the whole stands in the title."""
    return "".join(
        f'<span class="yz-version" title="{escape(f"{name} {version}", quote=True)}">'
        f"{escape(name)} <code>{escape(version[:_DIGEST])}</code></span>"
        for name, version in sorted(versions.items())
    )


def _row(link: Link, listing: Listing) -> str:
    number = f"{link.seq}"
    if listing.reads:
        number = (
            f'<a href="{RECORD}/{link.seq}" aria-label="{plain("audit_record", link.seq)}">{link.seq}</a>'
        )
    moment = f"{link.at[:10]} {link.at[11:19]}"
    return (
        f'<tr><th scope="row">{number}</th>'
        f'<td><time datetime="{escape(link.at)}">{escape(moment)}</time></td>'
        f"<td>{person_html(link.person, listing.names)}</td><td>{role_html(link.role)}</td>"
        f"<td>{act_html(link.decision)}</td><td>{versions_html(link.versions)}</td></tr>"
    )


def _search(listing: Listing) -> str:
    looked = listing.looked
    pack = escape(address("/v1/audit/export", **{"from": looked.since, "to": looked.until}), quote=True)
    acts = tuple((f"{one}{'' if one in OUTCOMES else ':'}", f"act_{one}") for one in _ACTS)
    roles = tuple((one.value, f"role_{one.value}") for one in Role)
    return (
        f'<form class="yz-search" action="{AUDIT}" method="get" role="search">'
        f"{_field('since', 'from', looked.since, kind='date')}"
        f"{_field('until', 'to', looked.until, kind='date')}"
        f"{_field('person', 'person', looked.person)}{_choice('role', roles, looked.role)}"
        f"{_choice('action', acts, looked.action)}{_field('reference', 'reference', looked.reference)}"
        f'<button type="submit">{both("find")}</button>'
        f'<p class="yz-hint yz-found" role="status">{both("audit_found", len(listing.found.links))} '
        f'<a href="{pack}" download>{both("audit_pack")}</a> · '
        f'<a href="{RISK}">{both("risk_title")}</a></p></form>'
    )


def _field(name: str, label: str, value: str | None, *, kind: str = "text") -> str:
    return (
        f'<div class="yz-field"><label for="yz-{name}">{both(f"audit_{label}")}</label>'
        f'<input type="{kind}" id="yz-{name}" name="{name}" maxlength="128" '
        f'value="{escape(value or "", quote=True)}"></div>'
    )


def _choice(name: str, options: tuple[tuple[str, str], ...], chosen: str) -> str:
    told = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""} {option_html(label)}</option>'
        for value, label in options
    )
    return (
        f'<div class="yz-field"><label for="yz-{name}">{both(f"audit_{name}")}</label>'
        f'<select id="yz-{name}" name="{name}"><option value="" {option_html("any")}</option>{told}</select>'
        "</div>"
    )


def _pager(listing: Listing) -> str:
    looked, links = listing.looked, listing.found.links
    told = looked.model_dump(exclude={"before", "limit"})
    steps = ""
    if looked.before is not None:
        steps += f'<a href="{escape(address(AUDIT, **told), quote=True)}">{both("audit_newest")}</a>'
    if listing.found.more:
        older = address(AUDIT, **told, before=links[-1].seq)
        steps += f'<a rel="next" href="{escape(older, quote=True)}">{both("audit_older")}</a>'
    return f'<nav class="yz-pager" aria-label="{plain("pages")}">{steps}</nav>' if steps else ""


def _verify_form() -> str:
    return (
        f'<section class="yz-part"><h3>{both("audit_verify_title")}</h3>'
        f'<form class="yz-search" action="{VERIFY}" method="post" enctype="multipart/form-data">'
        f'<div class="yz-field yz-wide"><label for="yz-heads">{both("audit_heads")}</label>'
        '<input type="file" id="yz-heads" name="heads"></div>'
        f'<div class="yz-field yz-wide"><label for="yz-keys">{both("audit_keys")}</label>'
        '<input type="file" id="yz-keys" name="keys"></div>'
        f'<button type="submit">{both("audit_verify")}</button></form>'
        f'<form class="yz-search" action="{HEAD}" method="post"><button type="submit">{both("audit_keep")}'
        f'</button><p class="yz-hint">{both("audit_keep_hint")}</p></form></section>'
    )


def title() -> str:
    """Give the list's title as plain text."""
    return each("audit")[0][1]
