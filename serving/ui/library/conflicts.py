"""Where guidelines in force disagree: both quotations, each under its issuer and year, none preferred."""

from __future__ import annotations

from html import escape

from assistant.changes import NumberChange
from assistant.changes.conflicts import Conflict
from guidelines import Certainty, Edition
from guidelines.citation import Citation
from serving.library import Disagreements
from serving.ui.labels import both
from serving.ui.library.badges import DOT, certainty_html, edition_link
from serving.ui.library.frame import again_html, pager_html
from serving.ui.library.marking import sides_html
from serving.ui.links import CONFLICTS, address, span_address


def conflicts_html(found: Disagreements) -> str:
    """Render the disagreements."""
    cards = "".join(map(_card, found.conflicts))
    body = (
        f'<div class="yz-changes">{cards}</div>'
        if cards
        else f'<p class="yz-empty yz-none">{both("conflicts_none")}</p>'
    )
    return (
        f'<div class="yz-title"><div><h2>{both("room_conflicts")} <span class="yz-many">{found.found}</span>'
        "</h2>"
        f'<p class="yz-hint">{both("conflicts_intro")}</p></div>{_search(found)}</div>{_left(found)}{body}'
        f"{pager_html(CONFLICTS, found.page, found.pages, q=found.words)}"
    )


def _search(found: Disagreements) -> str:
    return (
        f'<form class="yz-search yz-slim" action="{CONFLICTS}" method="get" role="search">'
        f'<div class="yz-field yz-wide"><label for="yz-about">{both("shelf_search")}</label>'
        '<input type="search" id="yz-about" name="q" maxlength="200" '
        f'value="{escape(found.words, quote=True)}"></div>'
        f'<button type="submit">{both("find")}</button></form>'
    )


def _left(found: Disagreements) -> str:
    """Say what has not been compared yet: what is not found is not known to agree."""
    if not found.left:
        return ""
    return again_html(address(CONFLICTS, q=found.words), "conflicts_left", found.left)


def _card(conflict: Conflict) -> str:
    shown = conflict.shown
    first, second = sides_html(shown.change)
    rows = "".join(map(_number, conflict.numbers))
    return (
        f'<article class="yz-change yz-conflict"><ul class="yz-numbers">{rows}</ul><div class="yz-pair">'
        f"{_side(shown.replaced, first, shown.old)}{_side(shown.edition, second, shown.new)}</div></article>"
    )


def _number(one: NumberChange) -> str:
    return (
        f'<li><span class="yz-what">{escape(one.what)}</span>'
        f'<span class="yz-one">{escape(one.old_said or one.old or "")}</span>'
        f'<span class="yz-to-sign" aria-hidden="true">≠</span><span class="yz-unseen">{both("differs_from")}'
        "</span>"
        f'<span class="yz-one">{escape(one.new_said or one.new or "")}</span></li>'
    )


def _side(edition: Edition, marked: str, quoted: tuple[Citation, ...]) -> str:
    caution = next(
        (one.certainty for one in quoted if one.certainty is not Certainty.CHECKED), Certainty.CHECKED
    )
    population = f'<p class="yz-where">{escape(edition.population)}</p>' if edition.population else ""
    href = span_address(edition.edition_id, quoted[0].start, quoted[-1].end) if quoted else ""
    link = (
        f'<a class="yz-open" href="{escape(href, quote=True)}">{both("open_quotation")}</a>' if href else ""
    )
    source = edition.source.value
    return (
        f'<section class="yz-side"><h3>{escape(edition.issuer)}{DOT}{edition.published.year}</h3>'
        f'<p class="yz-where">{edition_link(edition)}</p>{population}<div class="yz-badges">'
        f'<span class="yz-badge yz-{source}">{both(f"source_{source}")}</span>{certainty_html(caution)}</div>'
        f"<blockquote>{marked}</blockquote>{link}</section>"
    )
