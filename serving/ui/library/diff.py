"""Two editions side by side: how many statements became what, and each of those that differ."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from assistant.changes import ChangeKind
from assistant.changes.showing import KIND_ORDER
from serving.library import CHANGES_A_PAGE, Compared, Shelved, paged
from serving.ui.labels import both, plain
from serving.ui.library.badges import badges_html, edition_link, published_html
from serving.ui.library.change import change_html, kind_html
from serving.ui.library.frame import pager_html
from serving.ui.links import DIFF, address

ALL: Final = "all"


def diff_html(compared: Compared, *, kind: str, page: int) -> str:
    """Render a comparison: by default what may change what is to be done, else the kind asked for."""
    comparison = compared.comparison
    wanted = _wanted(kind)
    chosen = [one for one in comparison.changes if one.kind in wanted]
    if kind == "":
        chosen.sort(key=lambda one: KIND_ORDER.index(one.kind))
    shown, page, pages = paged(chosen, page, CHANGES_A_PAGE)
    old, new = compared.old.edition, compared.new.edition
    cards = "".join(change_html(one, old, new) for one in shown)
    nothing = "" if cards else f'<p class="yz-empty yz-none">{both(_why_nothing(kind))}</p>'
    unpaired = len(comparison.unpaired)
    note = f'<p class="yz-notes-line">{both("unpaired", unpaired)}</p>' if unpaired else ""
    pager = pager_html(DIFF, page, pages, old=old.edition_id, new=new.edition_id, kind=kind)
    return (
        f'<div class="yz-title"><h2>{both("diff_title")}</h2></div>'
        f'<div class="yz-versus">{_head(compared.old, "side_old")}{_head(compared.new, "side_new")}</div>'
        f"{_chips(compared, comparison.summary, kind)}{note}{nothing}"
        f'<div class="yz-changes">{cards}</div>{pager}'
    )


def _wanted(kind: str) -> frozenset[ChangeKind]:
    if kind == ALL:
        return frozenset(KIND_ORDER)
    named = frozenset(one for one in KIND_ORDER if one.value == kind)
    return named or frozenset(one for one in KIND_ORDER if one.clinical)


def _why_nothing(kind: str) -> str:
    return "diff_nothing" if kind == "" else "diff_none_of_kind"


def _head(one: Shelved, label: str) -> str:
    return (
        f'<section class="yz-card"><p class="yz-hint">{both(label)}</p><h3>{edition_link(one.edition)}</h3>'
        f'<p class="yz-where">{published_html(one.edition)}</p>'
        f'<div class="yz-badges">{badges_html(one)}</div></section>'
    )


def _chips(compared: Compared, summary: Mapping[ChangeKind, int], kind: str) -> str:
    clinical = sum(count for one, count in summary.items() if one.clinical)
    first = _chip(
        compared, "", kind, f'<span class="yz-badge yz-kind">{both("kind_clinical")} {clinical}</span>'
    )
    each = "".join(
        _chip(compared, one.value, kind, kind_html(one, summary[one])) for one in KIND_ORDER if summary[one]
    )
    return f'<nav class="yz-chips" aria-label="{plain("diff_filter")}">{first}{each}</nav>'


def _chip(compared: Compared, kind: str, chosen: str, badge: str) -> str:
    href = address(DIFF, old=compared.old.edition.edition_id, new=compared.new.edition.edition_id, kind=kind)
    here = ' aria-current="true"' if kind == chosen else ""
    return f'<a href="{escape(href, quote=True)}"{here}>{badge}</a>'
