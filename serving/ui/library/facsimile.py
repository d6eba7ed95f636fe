"""A page of the original as a picture, with the places of a quotation laid over it."""

from __future__ import annotations

from html import escape

from guidelines.readers.page_picture import Place
from serving.opened import Opened
from serving.ui.labels import both, plain
from serving.ui.links import image_address

_AIR = 0.002


def sheet_html(opened: Opened) -> str:
    """Render the page; the first mark is where a citation's way ends."""
    edition = opened.shelved.edition
    source = escape(image_address(edition.edition_id, opened.page), quote=True)
    marked = opened.marked
    places = () if marked is None else marked.places
    exact = marked is not None and marked.exact
    look = "yz-words-mark" if exact else "yz-paragraph-mark"
    marks = "".join(_mark(place, look, first=at == 0) for at, place in enumerate(places))
    return (
        '<figure class="yz-sheet">'
        f'<div class="yz-page-frame" style="aspect-ratio: 1 / {opened.aspect:.4f}">'
        f'<img src="{source}" alt="{plain("page_alt", opened.page)}" decoding="async">{marks}</div>'
        f'<figcaption class="yz-hint">{both("page_of_original", opened.page, opened.pages)}{_told(opened)}'
        f' <button type="button" data-yz="zoom" aria-pressed="false">{both("zoom")}</button></figcaption>'
        "</figure>"
    )


def _told(opened: Opened) -> str:
    if opened.marked is None:
        return ""
    if opened.marked.exact:
        key = "marked_words"
    else:
        key = "marked_paragraph" if opened.marked.places else "marked_nowhere"
    return f'<span class="yz-dot" aria-hidden="true">·</span>{both(key)}'


def _mark(place: Place, look: str, *, first: bool) -> str:
    left, top = max(place.left - _AIR, 0), max(place.top - _AIR, 0)
    width, height = place.right - left + _AIR, place.bottom - top + _AIR
    anchor = ' id="yz-quote" tabindex="-1"' if first else ""
    return (
        f'<span class="yz-place {look}"{anchor} style="left: {left:.2%}; top: {top:.2%}; '
        f'width: {width:.2%}; height: {height:.2%}"></span>'
    )
