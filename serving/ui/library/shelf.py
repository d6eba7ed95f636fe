"""The library: every family that the asker may know of, with what is in force, found by words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Final

from guidelines import Source, Status
from serving.library import Family, Shelf, Shelved, Wanted
from serving.ui.labels import both, option_html, plain, tongues_html
from serving.ui.library.badges import badges_html, edition_link, name_of, status_of
from serving.ui.library.frame import pager_html
from serving.ui.library.timeline import strip_svg
from serving.ui.links import LIBRARY, NEWS, edition_address, family_address

_COLUMNS: Final = ("document", "line", "in_force", "status")
_LONGEST_LINE: Final = 20
_MOST_NAMED: Final = 4


def shelf_html(shelf: Shelf, *, fresh: int, today: date) -> str:
    """Render the library: what is new, the search, one page of families."""
    first = _first_day(shelf.families, today)
    rows = "".join(_row(one, first, today) for one in shelf.families)
    table = (
        f'<div class="yz-table yz-shelf"><table><caption class="yz-unseen">{both("tab_ledger")}</caption>'
        f"<thead><tr>{_head()}</tr></thead><tbody>{rows}</tbody></table></div>"
        if rows
        else f'<p class="yz-empty yz-none">{both(_why_nothing(shelf.wanted))}</p>'
    )
    return (
        f'<div class="yz-title"><div><h2>{both("tab_ledger")}</h2><p class="yz-hint">{both("ledger_intro")}'
        "</p>"
        f"</div>{_counts(shelf)}</div>{_news(fresh)}{_search(shelf)}{table}{_pager(shelf)}"
    )


def _head() -> str:
    return "".join(f'<th scope="col">{both(f"shelf_{name}")}</th>' for name in _COLUMNS)


def _row(family: Family, first: date, today: date) -> str:
    leading = family.leading
    edition = leading.edition
    others = [one for one in family.editions if one is not leading]
    href = escape(family_address(family.family_id), quote=True)
    return (
        f'<tr><th scope="row"><a class="yz-name" href="{_open(leading)}">{escape(edition.title)}</a>'
        f'<p class="yz-hint">{escape(edition.issuer)}</p></th>'
        f'<td class="yz-line"><a href="{href}" aria-label="{plain("family_of", len(family.editions))}">'
        f"{strip_svg(family, first=first, today=today)}</a></td>"
        f'<td><span class="yz-edition">{escape(name_of(edition))}</span>'
        f'<span class="yz-hint">{escape(edition.effective_from.isoformat())}</span>{_others(others, href)}'
        "</td>"
        f'<td><div class="yz-badges">{badges_html(leading)}</div></td></tr>'
    )


def _others(others: Sequence[Shelved], href: str) -> str:
    """Name the other editions of a family, the newest first."""
    if not others:
        return ""
    named = [
        f'<span class="yz-old yz-is-{status_of(one)}">{edition_link(one.edition, name_of(one.edition))}'
        "</span>"
        for one in reversed(others[-_MOST_NAMED:])
    ]
    rest = len(others) - len(named)
    more = f'<a href="{href}">+{rest}</a>' if rest else ""
    return f'<p class="yz-olds"><span class="yz-hint">{both("shelf_others")}</span>{"".join(named)}{more}</p>'


def _open(one: Shelved) -> str:
    return escape(edition_address(one.edition.edition_id), quote=True)


def _counts(shelf: Shelf) -> str:
    held = (("status_current", "current", shelf.in_force), ("shelf_held", "all", shelf.held))
    shown = "".join(
        f'<div><dt>{both(label)}</dt><dd class="yz-count yz-{look}">{count}</dd></div>'
        for label, look, count in held
    )
    return f'<dl class="yz-counts">{shown}</dl>'


def _news(fresh: int) -> str:
    if not fresh:
        return ""
    return f'<p class="yz-fresh"><a href="{NEWS}">{both("fresh", fresh)}</a></p>'


def _search(shelf: Shelf) -> str:
    wanted = shelf.wanted
    return (
        f'<form class="yz-search" action="{LIBRARY}" method="get" role="search">'
        f'<div class="yz-field yz-wide"><label for="yz-q">{both("shelf_search")}</label>'
        f'<input type="search" id="yz-q" name="q" maxlength="200" value="{escape(wanted.words, quote=True)}" '
        f'placeholder="{plain("shelf_example")}" {tongues_html("shelf_example")}></div>'
        f"{_choice('status', 'shelf_status', [one.value for one in Status], wanted.status)}"
        f"{_choice('source', 'column_source', [one.value for one in Source], wanted.source)}"
        f'<button type="submit">{both("find")}</button>'
        f'<p class="yz-hint yz-found" role="status">{both("shelf_found", shelf.found)}</p></form>'
    )


def _choice(name: str, label: str, values: Sequence[str], chosen: str | None) -> str:
    """Render a list to choose from; an option holds no markup, so the script changes its language."""
    options = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""} {option_html(f"{name}_{value}")}'
        "</option>"
        for value in values
    )
    return (
        f'<div class="yz-field"><label for="yz-{name}">{both(label)}</label>'
        f'<select id="yz-{name}" name="{name}">'
        f'<option value="" {option_html("any")}</option>{options}</select></div>'
    )


def _pager(shelf: Shelf) -> str:
    wanted = shelf.wanted
    return pager_html(
        LIBRARY, wanted.page, shelf.pages, q=wanted.words, status=wanted.status, source=wanted.source
    )


def _why_nothing(wanted: Wanted) -> str:
    asked = wanted.words.strip() or wanted.status or wanted.source
    return "shelf_nothing" if asked else "ledger_empty"


def _first_day(families: Sequence[Family], today: date) -> date:
    """Give the day that all lines begin with; a very old edition does not squeeze the others."""
    earliest = min((one.editions[0].edition.effective_from for one in families), default=today)
    return max(earliest, date(today.year - _LONGEST_LINE, 1, 1))
