"""What every page of the administrator carries, and the addresses of these pages."""

from __future__ import annotations

from html import escape
from typing import Final, Literal

from assistant.exchange import Role
from serving.ui.labels import both, each, plain
from serving.ui.library import frame

ADMIN: Final = "/admin"
PEOPLE: Final = f"{ADMIN}/people"
ROLES: Final = tuple(role for role in Role if role is not Role.PATIENT)
Room = Literal["front", "people"]
_ROOMS: Final[tuple[tuple[Room, str], ...]] = (("front", ADMIN), ("people", PEOPLE))
_BESIDE: Final = (
    ("rota", "/rota"),
    ("findings_funnel", "/findings/funnel"),
    ("safety", "/safety"),
    ("audit", "/audit"),
)


def page_html(room: Room, body: str, *, fault: str | None = None) -> str:
    """Render a page; `fault` is what kept the last step from being done."""
    ways = "".join(
        f'<a href="{href}"{" aria-current=page" if name == room else ""}>{both(f"admin_{name}")}</a>'
        for name, href in _ROOMS
    )
    beside = "".join(f'<a href="{href}">{both(name)}</a>' for name, href in _BESIDE)
    nav = (
        f'<nav class="yz-ways" aria-label="{plain("admin_ways")}"><a href="/app/">{both("tab_ask")}</a>'
        f"{ways}{beside}</nav>"
    )
    undone = (
        f'<section class="yz-panel yz-fault" role="alert"><h3>{both("admin_undone")}</h3>'
        f'<p lang="en">{escape(fault)}</p></section>'
        if fault
        else ""
    )
    title = f"{each('admin')[0][1]} · {each(f'admin_{room}')[0][1]}"
    return frame.page_html(title, f"{undone}{body}", room=None, open_to_all=True, ways=nav)


def password_html(name: str, password: str) -> str:
    """Show a password, the one time that anybody sees it."""
    return (
        f'<section class="yz-panel yz-off-now" role="status"><p><b>{both("admin_password_of", name)}</b></p>'
        f'<p><code class="yz-once">{escape(password)}</code></p>'
        f'<p class="yz-hint">{both("admin_password_once")}</p></section>'
    )
