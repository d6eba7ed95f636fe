"""What every page of outside findings carries, and the addresses of these pages."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Final, Literal

from assistant.findings import Case, Standing
from serving.ui.labels import both, each, plain
from serving.ui.library import frame
from serving.ui.safety.frame import moment

FINDINGS: Final = "/findings"
FUNNEL: Final = f"{FINDINGS}/funnel"
Room = Literal["list", "funnel"]
_ROOMS: Final[tuple[tuple[Room, str], ...]] = (("list", FINDINGS), ("funnel", FUNNEL))
_BADGE: Final = {
    Standing.TO_CALL: "yz-grave-minor",
    Standing.FOLLOW_UP: "yz-draft-approved",
    Standing.CONFIRMED: "yz-grave-severe",
    Standing.RULED_OUT: "yz-grave-none",
}


def page_html(room: Room, body: str, *, shown: frozenset[Room], fault: str | None = None) -> str:
    """Render a page; `shown` are those that the viewer may see, `fault` what kept a step from being done."""
    ways = "".join(
        f'<a href="{href}"{" aria-current=page" if name == room else ""}>{both(f"findings_{name}")}</a>'
        for name, href in _ROOMS
        if name in shown
    )
    nav = (
        f'<nav class="yz-ways" aria-label="{plain("findings_ways")}"><a href="/app/">{both("tab_ask")}</a>'
        f"{ways}</nav>"
    )
    title = f"{each('findings')[0][1]} · {each(f'findings_{room}')[0][1]}"
    undone = undone_html("findings_undone", fault) if fault else ""
    return frame.page_html(title, f"{undone}{body}", room=None, open_to_all=True, ways=nav)


def undone_html(key: str, fault: str) -> str:
    """Render what kept a step from being done."""
    return (
        f'<section class="yz-panel yz-fault" role="alert"><p><b>{both(key)}</b></p>'
        f'<p lang="en">{escape(fault)}</p></section>'
    )


def standing_html(case: Case) -> str:
    """Render where a case stands."""
    look = _BADGE.get(case.standing, "yz-grave-unrated")
    return f'<span class="yz-badge {look}">{both(f"finding_{case.standing.value}")}</span>'


def due_html(case: Case, now: datetime) -> str:
    """Render the day on which a case is due."""
    if case.due_at is None:
        return "–"
    late = f' <b class="yz-late">{both("finding_overdue")}</b>' if case.overdue(now) else ""
    return f"{moment(case.due_at)}{late}"
