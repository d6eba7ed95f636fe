"""The reader: an edition's original page with the quotation marked on it, and its text beside or alone."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Final

from guidelines import Edition, Passage, Source, Status
from guidelines.citation import find_quotation
from guidelines.text import Span
from serving.opened import Heading, Opened
from serving.ui.labels import both, plain
from serving.ui.library.badges import (
    DOT,
    badges_html,
    certainty_html,
    published_html,
    title_of,
)
from serving.ui.library.facsimile import sheet_html
from serving.ui.library.frame import pager_html
from serving.ui.library.timeline import timeline_svg
from serving.ui.links import DIFF, address, edition_address, family_address, span_address

_SHOWN_KINDS: Final = frozenset({"recommendation", "table"})
_BAR: Final = " | "


def reader_html(opened: Opened, *, today: date) -> str:
    """Render an edition opened at a place."""
    body = _pages(opened) if opened.pages and opened.hits is None else _text(opened)
    return f"{_head(opened)}{_standing(opened)}{_family(opened, today)}{_notes(opened)}{body}"


def _head(opened: Opened) -> str:
    edition = opened.shelved.edition
    return (
        f'<div class="yz-title"><div><div class="yz-badges">{badges_html(opened.shelved)}</div>'
        f"<h2>{escape(title_of(edition))}</h2>"
        f'<p class="yz-where">{published_html(edition)}</p>{_particulars(edition)}</div>'
        f"{_search(opened)}</div>"
    )


def _family(opened: Opened, today: date) -> str:
    """Render the picture of the family, folded away when a certain place is looked at."""
    if len(opened.family.editions) == 1:
        return ""
    edition, at = opened.shelved.edition, opened.at
    somewhere = at.quote or at.page or at.ordinal is not None or at.words
    picture = timeline_svg(opened.family, today=today, here=edition.edition_id)
    href = escape(family_address(edition.family_id), quote=True)
    return (
        f'<details class="yz-family"{"" if somewhere else " open"}>'
        f"<summary>{both('family_of', len(opened.family.editions))}</summary>{picture}"
        f'<p><a href="{href}">{both("family_page")}</a></p></details>'
    )


def _particulars(edition: Edition) -> str:
    held = (
        ("population", edition.population),
        ("jurisdiction", edition.jurisdiction),
        ("department", "、".join(edition.departments)),
        ("licence", edition.licence),
    )
    shown = [f"{both(name)}: {escape(value)}" for name, value in held if value]
    return f'<p class="yz-where">{DOT.join(shown)}</p>' if shown else ""


def _standing(opened: Opened) -> str:
    """Say in words what a reader must not miss: replaced, withdrawn, not the issuer's words."""
    standing, edition = opened.shelved.standing, opened.shelved.edition
    since = standing.since.isoformat() if standing.since else "?"
    if standing.status is Status.WITHDRAWN:
        return f'<p class="yz-alert yz-withdrawn">{both("withdrawn_since", since)}</p>'
    if standing.status is not Status.SUPERSEDED:
        return ""
    links = ""
    if standing.by is not None:
        links = (
            f' <a href="{escape(edition_address(standing.by), quote=True)}">{both("see_successor")}</a>{DOT}'
            f'<a href="{escape(address(DIFF, old=edition.edition_id, new=standing.by), quote=True)}">'
            f"{both('see_diff')}</a>"
        )
    return f'<p class="yz-alert yz-superseded">{both("superseded_since", since)}{links}</p>'


def _search(opened: Opened) -> str:
    action = escape(edition_address(opened.shelved.edition.edition_id), quote=True)
    return (
        f'<form class="yz-search yz-slim" action="{action}" method="get" role="search">'
        f'<div class="yz-field yz-wide"><label for="yz-in">{both("reader_search")}</label>'
        '<input type="search" id="yz-in" name="q" maxlength="200" '
        f'value="{escape(opened.at.words, quote=True)}"></div>'
        f'<button type="submit">{both("find")}</button></form>'
    )


def _notes(opened: Opened) -> str:
    """Say what was found, and what the reader looks at where it is not the original."""
    edition = opened.shelved.edition
    hits = ""
    if opened.hits is not None:
        back = escape(edition_address(edition.edition_id), quote=True)
        hits = (
            '<p class="yz-notes-line" role="status">'
            f"{both('reader_hits', opened.hits, len(opened.passages))} "
            f'<a href="{back}">{both("reader_all")}</a></p>'
        )
    notes = {
        "damaged": "original_damaged",
        "other": "original_other",
        "none": "original_none" if edition.source is Source.FULLTEXT else "original_digest",
    }
    note = f'<p class="yz-notes-line">{both(notes[opened.original])}</p>' if opened.original in notes else ""
    return f"{note}{hits}"


def _pages(opened: Opened) -> str:
    edition = opened.shelved.edition
    path = edition_address(edition.edition_id)
    pager = pager_html(path, opened.page, opened.pages)
    beside = _passages(opened) or f'<p class="yz-empty">{both("page_goes_on")}</p>'
    return (
        f'<div class="yz-reader yz-with-page"><div class="yz-original">{pager}{sheet_html(opened)}</div>'
        f'<div class="yz-beside-page"><h3>{both("page_text", opened.page)}</h3>{beside}{_outline(opened)}'
        "</div></div>"
    )


def _text(opened: Opened) -> str:
    edition = opened.shelved.edition
    path = edition_address(edition.edition_id)
    above, below = (pager_html(path, opened.part, opened.parts, again=again) for again in (False, True))
    passages = _passages(opened)
    body = passages or f'<p class="yz-empty yz-none">{both("reader_nothing")}</p>'
    outline = _outline(opened) if len(opened.outline) > 1 and opened.hits is None else ""
    sort = "yz-with-outline" if outline else "yz-plain"
    return f'<div class="yz-reader {sort}">{outline}<div class="yz-text">{above}{body}{below}</div></div>'


def _outline(opened: Opened) -> str:
    if not opened.outline:
        return ""
    items = "".join(_heading(one, opened.shelved.edition) for one in opened.outline)
    return (
        f'<nav class="yz-outline" aria-label="{plain("outline")}"><h3>{both("outline")}</h3>'
        f'<ol tabindex="0">{items}</ol></nav>'
    )


def _heading(one: Heading, edition: Edition) -> str:
    href = edition_address(edition.edition_id, at=one.ordinal) + f"#p{one.ordinal}"
    page = f' <span class="yz-hint">{one.page}</span>' if one.page else ""
    return (
        f'<li class="yz-depth-{one.depth}"><a href="{escape(href, quote=True)}">{escape(one.title)}'
        f"</a>{page}</li>"
    )


def _passages(opened: Opened) -> str:
    """Render the passages, each section under its heading once."""
    parts: list[str] = []
    last: Passage | None = None
    for one in opened.passages:
        path = _path(one)
        if path and (last is None or path != _path(last)):
            parts.append(f'<h4 class="yz-section">{escape(" › ".join(path))}</h4>')
        goes_on = last is not None and last.kind == one.kind == "table" and path == _path(last)
        parts.append(_passage(one, opened, goes_on=goes_on))
        last = one
    return "".join(parts)


def _path(one: Passage) -> tuple[str, ...]:
    return tuple(part for part in one.section if part)


def _passage(one: Passage, opened: Opened, *, goes_on: bool) -> str:
    """Render a passage; `goes_on` says that it is one more row of the table before it."""
    told = one.kind in _SHOWN_KINDS and not goes_on
    kind = f'<span class="yz-badge yz-passage-kind">{both(f"passage_{one.kind}")}</span>' if told else ""
    page = ""
    if opened.hits is not None and one.page is not None:
        href = span_address(opened.shelved.edition.edition_id, one.start, one.end)
        page = f'<a href="{escape(href, quote=True)}">{both("page", one.page)}</a>'
    marks = f"{kind}{certainty_html(one.certainty)}{_amended(one, opened)}{page}"
    head = f'<div class="yz-badges">{marks}</div>' if marks else ""
    words = _words(one, opened)
    if one.kind == "table":
        words = words.replace(_BAR, f'<span class="yz-cell-bar">{_BAR}</span>')
    return (
        f'<article class="yz-passage yz-of-{one.kind}" id="p{one.ordinal}">{head}'
        f'<p class="yz-words">{words}</p></article>'
    )


def _amended(one: Passage, opened: Opened) -> str:
    by = opened.amended.get(one.passage_id)
    if by is None:
        return ""
    href = escape(address(DIFF, old=opened.shelved.edition.edition_id, new=by.edition_id), quote=True)
    return f'<a class="yz-badge yz-superseded" href="{href}">{both("amended_by", title_of(by))}</a>'


def _words(one: Passage, opened: Opened) -> str:
    """Escape a passage's words, the quotation or the words looked for marked in them."""
    span = _marked(one, opened)
    if span is None:
        return escape(one.text)
    # The way from a citation leads to the mark on the page's picture where there is one, else to this one.
    quote = opened.at.quote
    first = quote is not None and quote.start >= one.start and not (opened.marked and opened.marked.places)
    anchor = ' id="yz-quote" tabindex="-1"' if first else ""
    return (
        f"{escape(one.text[: span.start])}"
        f'<mark class="yz-quote yz-cited"{anchor}>{escape(one.text[span.start : span.end])}</mark>'
        f"{escape(one.text[span.end :])}"
    )


def _marked(one: Passage, opened: Opened) -> Span | None:
    quote = opened.at.quote
    if opened.hits is not None:
        return find_quotation(opened.at.words, one.text)
    if quote is None or quote.end <= one.start or one.end <= quote.start:
        return None
    return Span(max(quote.start - one.start, 0), min(quote.end - one.start, len(one.text)))
