"""One change as a card: its kind, the numbers before and after, both statements side by side."""

from __future__ import annotations

from html import escape
from typing import Final

from assistant.changes import Change, ChangeKind, NumberChange, Side
from guidelines import Certainty, Edition, Source
from guidelines.citation import Citation
from serving.ui.labels import both
from serving.ui.library.badges import DOT, certainty_html, name_of
from serving.ui.library.marking import sides_html
from serving.ui.links import span_address

_CAUTIONS: Final = (Certainty.SECONDARY, Certainty.UNCHECKED)


def change_html(
    change: Change,
    old: Edition,
    new: Edition,
    *,
    head: str = "",
    quoted: tuple[Citation, ...] = (),
    labels: tuple[str, str] = ("side_old", "side_new"),
) -> str:
    """Render a change of `new` against `old`; `head` is markup, `quoted` what both sides cite."""
    before, after = sides_html(change)
    held = {one.certainty for one in quoted}
    caution = next((one for one in _CAUTIONS if one in held), Certainty.CHECKED)
    return (
        f'<article class="yz-change yz-kind-{change.kind.value}"><header>{kind_html(change.kind)}'
        f"{certainty_html(caution)}{head}</header>{numbers_html(change.numbers)}"
        f'<div class="yz-pair">{_side(change.old, before, old, labels[0], "old")}'
        f"{_side(change.new, after, new, labels[1], 'new')}</div></article>"
    )


def kind_html(kind: ChangeKind, count: int | None = None) -> str:
    """Render a kind, with how many there are of it."""
    number = "" if count is None else f" {count}"
    return f'<span class="yz-badge yz-kind yz-k-{kind.value}">{both(f"kind_{kind.value}")}{number}</span>'


def numbers_html(numbers: tuple[NumberChange, ...]) -> str:
    """Render each number that changed: what it measures, before and after; nothing where none did."""
    items = "".join(
        f'<li><span class="yz-what">{escape(one.what)}</span>'
        f'<span class="yz-from">{_said(one.old_said, one.old)}</span>'
        f'<span class="yz-to-sign" aria-hidden="true">→</span><span class="yz-unseen">{both("becomes")}'
        "</span>"
        f'<span class="yz-to">{_said(one.new_said, one.new)}</span></li>'
        for one in numbers
    )
    return f'<ul class="yz-numbers">{items}</ul>' if items else ""


def _said(said: str, bare: str | None) -> str:
    return escape(said or bare or "") or both("number_absent")


def _side(side: Side | None, marked: str, edition: Edition, label: str, which: str) -> str:
    head = f"<h4>{both(label)}{DOT}{escape(name_of(edition))}</h4>"
    if side is None:
        key = "side_absent_digest" if edition.source is Source.DIGEST else "side_absent"
        absent = f'<p class="yz-empty">{both(key)}</p>'
        return f'<section class="yz-side yz-absent">{head}{absent}</section>'
    where = [escape(" › ".join(part for part in side.section if part))] if any(side.section) else []
    if side.page is not None:
        where.append(both("page", side.page))
    return (
        f'<section class="yz-side yz-side-{which}">{head}<p class="yz-where">{DOT.join(where)}</p>'
        f"<blockquote>{marked}</blockquote>{_open(side, edition)}</section>"
    )


def _open(side: Side, edition: Edition) -> str:
    if not side.quoted or not edition.collection:
        return ""
    href = span_address(edition.edition_id, side.quoted[0].start, side.quoted[-1].end)
    return f'<a class="yz-open" href="{escape(href, quote=True)}">{both("open_quotation")}</a>'
