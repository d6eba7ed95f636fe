"""What every page of the ledger carries: the head band, the way around, the foot; and pages of refusal."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from html import escape
from typing import Final, Literal

from serving.ui.labels import both, each, plain
from serving.ui.links import CONFLICTS, LIBRARY, NEWS, address
from serving.ui.render import notice_html
from serving.ui.shell import asset, head_html

Room = Literal["library", "changes", "conflicts"]
_FORBIDDEN: Final = 403
STYLE: Final = "/ui/library.css"
SCRIPT: Final = "/ui/library.js"
_STYLES: Final = ("page", "library", "audit", "safety", "findings", "calendar")
_ROOMS: Final[tuple[tuple[Room, str], ...]] = (
    ("library", LIBRARY),
    ("changes", NEWS),
    ("conflicts", CONFLICTS),
)


def page_html(title: str, body: str, *, room: Room | None, open_to_all: bool = False, ways: str = "") -> str:
    """Render a whole page; `title` is plain text. One that is `open_to_all` names no other page.

    `ways` are those of another room, in place of the ledger's.
    """
    ways, foot = (ways, "") if open_to_all else (_ways(room), _foot())
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · 医证 Yizheng</title>"
        '<link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="{STYLE}?{_version("css")}">'
        f"<script>{asset('language.js')}</script></head>"
        f'<body class="yz-page"><a class="yz-skip" href="#yz-main">{both("skip")}</a>'
        f'<div class="yz-sheet-of-page">{head_html()}{ways}'
        f'<main id="yz-main" tabindex="-1">{body}</main>{foot}</div>'
        f'<script src="{SCRIPT}?{_version("js")}"></script></body></html>'
    )


def fault_page(status: int, message: str) -> str:
    """Render a refusal; nothing of the ledger stands on it but what the message says."""
    key = {403: "page_forbidden", 404: "page_unknown", 422: "page_unclear"}.get(status, "fault")
    way = f'<a href="{LIBRARY}">{both("back_to_library")}</a>'
    if status == _FORBIDDEN:
        message, way = "", f'<a href="/app/">{both("tab_ask")}</a>'
    told = f'<p lang="en">{escape(message)}</p>' if message else ""
    body = f'<section class="yz-panel yz-fault"><h2>{both(key)}</h2>{told}<p>{way}</p></section>'
    return page_html(each(key)[0][1], body, room=None, open_to_all=status == _FORBIDDEN)


def style() -> str:
    """Give the style sheet of these pages."""
    return "".join(asset(f"{name}.css") for name in _STYLES)


def script() -> str:
    """Give the script of these pages."""
    return asset("library.js")


def pager_html(path: str, page: int, pages: int, *, again: bool = False, **wanted: object) -> str:
    """Render the way to the pages before and behind; nothing where there is one page.

    `again` says that the page has the same way already: two landmarks of one name would confuse.
    """
    if pages <= 1:
        return ""
    before = _step(address(path, **wanted, page=page - 1), "page_before", reachable=page > 1, rel="prev")
    after = _step(address(path, **wanted, page=page + 1), "page_after", reachable=page < pages, rel="next")
    steps = f"{before}<span>{both('page_of', page, pages)}</span>{after}"
    if again:
        return f'<div class="yz-pager">{steps}</div>'
    return f'<nav class="yz-pager" aria-label="{plain("pages")}">{steps}</nav>'


def _foot() -> str:
    """Say what a digest is; the label of generated text has no place here, where every word is quoted."""
    return f'<footer class="yz-notices">{notice_html("notice.digest")}</footer>'


def again_html(href: str, key: str, left: int) -> str:
    """Render the way to go on with what is not finished; the script goes on behind the page."""
    return (
        f'<p class="yz-fresh" role="status"><a href="{escape(href, quote=True)}" data-yz-again>'
        f"{both(key, left)}</a><template>{both('all_compared')}</template></p>"
    )


def _step(href: str, key: str, *, reachable: bool, rel: str) -> str:
    if not reachable:
        return f'<span class="yz-off">{both(key)}</span>'
    return f'<a rel="{rel}" href="{escape(href, quote=True)}">{both(key)}</a>'


def _ways(room: Room | None) -> str:
    links = "".join(
        f'<a href="{href}"{_here(room == name)}>{both(f"room_{name}")}</a>' for name, href in _ROOMS
    )
    return (
        f'<nav class="yz-ways" aria-label="{plain("ways")}"><a href="/app/">{both("tab_ask")}</a>{links}'
        "</nav>"
    )


def _here(here: bool) -> str:  # noqa: FBT001 - one flag, one word of markup
    return ' aria-current="page"' if here else ""


@cache
def _version(kind: Literal["css", "js"]) -> str:
    return sha256((style() if kind == "css" else script()).encode()).hexdigest()[:12]
