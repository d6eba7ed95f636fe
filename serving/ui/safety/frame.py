"""What every page of the safety officer carries, and the small parts that all of them are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Final, Literal

from serving.ui.labels import both, each, option_html, plain
from serving.ui.library import frame

SAFETY: Final = "/safety"
POLICY: Final = f"{SAFETY}/policy"
REGISTER: Final = f"{SAFETY}/incidents"
DAILY: Final = f"{SAFETY}/daily"
REPORT: Final = "/report"
Room = Literal["front", "daily", "policy", "register"]
_ROOMS: Final[tuple[tuple[Room, str], ...]] = (
    ("front", SAFETY),
    ("daily", DAILY),
    ("policy", POLICY),
    ("register", REGISTER),
)


def page_html(room: Room, body: str, *, fault: str | None = None) -> str:
    """Render a page; `fault` is what kept the last step from being done."""
    ways = "".join(
        f'<a href="{href}"{_here(name, room)}>{both(f"safety_{name}")}</a>' for name, href in _ROOMS
    )
    undone = (
        f'<section class="yz-panel yz-fault" role="alert"><h3>{both("safety_undone")}</h3>'
        f'<p lang="en">{escape(fault)}</p></section>'
        if fault
        else ""
    )
    nav = (
        f'<nav class="yz-ways" aria-label="{plain("safety_ways")}"><a href="/app/">{both("tab_ask")}</a>'
        f"{ways}</nav>"
    )
    title = f"{each('safety')[0][1]} · {each(f'safety_{room}')[0][1]}"
    return frame.page_html(title, f"{undone}{body}", room=None, open_to_all=True, ways=nav)


def part_html(key: str, body: str, *, hint: str = "") -> str:
    """Render a part of a page with its heading."""
    told = f'<p class="yz-hint">{both(hint)}</p>' if hint else ""
    return f'<section class="yz-part"><h3>{both(key)}</h3>{told}{body}</section>'


def table_html(name: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    """Render a table; `heads` are labels, `rows` are rendered."""
    titles = "".join(f'<th scope="col">{both(one)}</th>' for one in heads)
    return (
        f'<div class="yz-table yz-safety" tabindex="0" role="region" aria-label="{plain(name)}"><table>'
        f"<thead><tr>{titles}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def form_html(action: str, body: str, button: str, *, kind: str = "") -> str:
    """Render a form; `kind` is `danger` for what stops something."""
    look = f"yz-press yz-{kind}" if kind else "yz-press"
    return (
        f'<form class="yz-search yz-act-form" action="{escape(action, quote=True)}" method="post">{body}'
        f'<button type="submit" class="{look}">{both(button)}</button></form>'
    )


def field_html(name: str, label: str, value: str = "", *, here: str = "", required: bool = False) -> str:
    """Render a line to fill in; `here` tells fields of one name on one page apart."""
    identity = f"yz-{name}{here}"
    return (
        f'<div class="yz-field yz-wide"><label for="{identity}">{both(label)}</label>'
        f'<input id="{identity}" name="{name}" maxlength="1000" value="{escape(value, quote=True)}"'
        f"{' required' if required else ''}></div>"
    )


def area_html(name: str, label: str, value: str = "", *, rows: int = 3, required: bool = False) -> str:
    """Render lines to fill in."""
    return (
        f'<div class="yz-field yz-area"><label for="yz-{name}">{both(label)}</label>'
        f'<textarea id="yz-{name}" name="{name}" rows="{rows}"{" required" if required else ""}>'
        f"\n{escape(value)}</textarea></div>"
    )


def choice_html(
    name: str, label: str, options: Iterable[tuple[str, str]], chosen: str, *, here: str = ""
) -> str:
    """Render a choice of labels."""
    identity = f"yz-{name}{here}"
    told = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""} {option_html(key)}</option>'
        for value, key in options
    )
    return (
        f'<div class="yz-field"><label for="{identity}">{both(label)}</label>'
        f'<select id="{identity}" name="{name}">{told}</select></div>'
    )


def moment(at: datetime) -> str:
    """Write a moment in the hospital's own time."""
    local = at.astimezone()
    return f'<time datetime="{local.isoformat(timespec="minutes")}">{local:%Y-%m-%d %H:%M}</time>'


def _here(name: Room, room: Room) -> str:
    return ' aria-current="page"' if name == room else ""
