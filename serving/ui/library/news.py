"""What changed since the reader last looked, or since a day: editions first, then what they changed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from assistant.changes import ChangeKind
from assistant.changes.digest import Renewal
from assistant.changes.showing import KIND_ORDER, ShownChange
from guidelines import Source
from serving.library import News, Shelved
from serving.ui.labels import both, option_html, plain
from serving.ui.library.badges import badges_html, edition_link, name_of, published_html
from serving.ui.library.change import change_html, kind_html
from serving.ui.library.frame import again_html, pager_html
from serving.ui.links import DIFF, LOOKED, NEWS, address

_MOST_OPEN: Final = 9


def news_html(news: News) -> str:
    """Render what changed."""
    digest = news.digest
    body = (
        _editions("news_arrived", news.arrived)
        + _editions("news_withdrawn", news.withdrawn)
        + _renewals(digest.renewals)
        + _changes(news)
    )
    if not (news.arrived or news.withdrawn or digest.renewals):
        body = f'<p class="yz-empty yz-none">{both("news_nothing")}</p>'
    return (
        f'<div class="yz-title"><div><h2>{both("room_changes")}</h2><p class="yz-hint">{_since(news)}</p>'
        "</div>"
        f"{_seen(news)}</div>{_form(news)}{_left(news)}{body}"
    )


def _since(news: News) -> str:
    if news.by_day:
        return both("news_since", news.digest.since.isoformat())
    if news.look is None:
        return both("news_first", news.digest.since.isoformat())
    return both("news_look", f"{news.look.at.astimezone():%Y-%m-%d %H:%M}")


def _seen(news: News) -> str:
    """Render the button that says: all of this I have seen; it carries the moment that the page shows.

    What has yet to be compared cannot have been seen.
    """
    if news.digest.left:
        return ""
    if news.by_day:
        return f'<p class="yz-seen"><a href="{NEWS}">{both("news_back")}</a></p>'
    return (
        f'<form class="yz-seen" action="{LOOKED}" method="post">'
        f'<input type="hidden" name="at" value="{news.now.at.isoformat()}">'
        f'<input type="hidden" name="added" value="{news.now.added}">'
        f'<button type="submit">{both("news_seen")}</button></form>'
    )


def _form(news: News) -> str:
    day = news.digest.since.isoformat() if news.by_day else ""
    options = "".join(
        f"<option{' selected' if one == news.digest.department else ''}>{escape(one)}</option>"
        for one in news.departments
    )
    department = (
        f'<div class="yz-field"><label for="yz-department">{both("department")}</label>'
        '<select id="yz-department" name="department">'
        f'<option value="" {option_html("any")}</option>{options}</select></div>'
        if options
        else ""
    )
    return (
        f'<form class="yz-search" action="{NEWS}" method="get"><div class="yz-field">'
        f'<label for="yz-since">{both("since_day")}</label>'
        f'<input type="date" id="yz-since" name="since" value="{day}"></div>{department}'
        f'<button type="submit">{both("show")}</button></form>'
    )


def _left(news: News) -> str:
    """Say which renewals are not told: what is not listed is not known to be unchanged."""
    digest = news.digest
    parts = []
    if digest.left:
        since = digest.since.isoformat() if news.by_day else ""
        href = address(NEWS, since=since, department=digest.department, page=news.page)
        parts.append(again_html(href, "news_left", digest.left))
    if digest.beyond:
        parts.append(f'<p class="yz-notes-line">{both("news_beyond", digest.beyond)}</p>')
    return "".join(parts)


def _editions(label: str, held: Sequence[Shelved]) -> str:
    if not held:
        return ""
    items = "".join(
        f'<li><div class="yz-badges">{badges_html(one)}</div><p>{edition_link(one.edition)}</p>'
        f'<p class="yz-where">{published_html(one.edition)}</p></li>'
        for one in held
    )
    return (
        f'<section class="yz-part"><h3>{both(label, len(held))}</h3><ul class="yz-arrivals">{items}</ul>'
        "</section>"
    )


def _renewals(renewals: Sequence[Renewal]) -> str:
    if not renewals:
        return ""
    shown, rest = ("".join(map(_renewal, part)) for part in (renewals[:_MOST_OPEN], renewals[_MOST_OPEN:]))
    folded = (
        f"<details><summary>{both('news_more', len(renewals) - _MOST_OPEN)}</summary>"
        f'<ul class="yz-renewals">{rest}</ul></details>'
        if rest
        else ""
    )
    return (
        f'<section class="yz-part"><h3>{both("news_renewals", len(renewals))}</h3>'
        f'<ul class="yz-renewals">{shown}</ul>{folded}</section>'
    )


def _renewal(one: Renewal) -> str:
    href = escape(address(DIFF, old=one.replaced.edition_id, new=one.edition.edition_id), quote=True)
    kinds = "".join(kind_html(kind, one.summary[kind]) for kind in KIND_ORDER if _counts(kind, one))
    told = kinds or f'<span class="yz-hint">{both("renewal_same")}</span>'
    return (
        f'<li><p class="yz-step"><span>{escape(name_of(one.replaced))}</span>'
        f'<span aria-hidden="true">→</span>{edition_link(one.edition)}</p>'
        f'<p class="yz-where">{published_html(one.edition)}</p>'
        f'<div class="yz-badges">{told}</div><a class="yz-open" href="{href}">{both("see_diff")}</a></li>'
    )


def _counts(kind: ChangeKind, one: Renewal) -> bool:
    """Say whether a kind is told: what a digest leaves out was not removed by its issuer."""
    left_out = kind is ChangeKind.REMOVED and one.edition.source is Source.DIGEST
    return kind.clinical and not left_out and one.summary[kind] > 0


def _changes(news: News) -> str:
    changes = news.digest.changes
    if not changes:
        return ""
    cards = "".join(map(_change, changes))
    digests = any(one.edition.source is Source.DIGEST for one in changes)
    note = f'<p class="yz-hint">{both("digest_note")}</p>' if digests else ""
    since = news.digest.since.isoformat() if news.by_day else ""
    pager = pager_html(NEWS, news.page, news.pages, since=since, department=news.digest.department)
    return (
        f'<section class="yz-part" aria-label="{plain("news_changes")}"><h3>{both("news_changes")}</h3>{note}'
        f'<div class="yz-changes">{cards}</div>{pager}</section>'
    )


def _change(one: ShownChange) -> str:
    head = f'<p class="yz-where">{edition_link(one.edition, one.edition.title)}</p>'
    left_out = one.change.kind is ChangeKind.ADDED and one.replaced.source is Source.DIGEST
    note = f'<span class="yz-hint">{both("added_note")}</span>' if left_out else ""
    return change_html(one.change, one.replaced, one.edition, head=head + note, quoted=(*one.old, *one.new))
