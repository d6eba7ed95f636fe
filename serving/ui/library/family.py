"""A family's page: its picture, and its editions as a table from which any two can be compared."""

from __future__ import annotations

from datetime import date
from html import escape

from serving.library import Family, Shelved
from serving.ui.labels import both, plain
from serving.ui.library.badges import badges_html, edition_link, name_of
from serving.ui.library.timeline import timeline_svg
from serving.ui.links import DIFF


def family_html(family: Family, *, today: date) -> str:
    """Render a family."""
    leading = family.leading.edition
    return (
        f'<div class="yz-title"><div><h2>{escape(leading.title)}</h2>'
        f'<p class="yz-where">{escape(leading.issuer)}</p></div></div>'
        f"{timeline_svg(family, today=today)}{_table(family)}"
    )


def _table(family: Family) -> str:
    several = len(family.editions) > 1
    rows = "".join(_row(one, at, len(family.editions)) for at, one in enumerate(family.editions))
    pick = f'<th scope="col">{both("compare_pick")}</th>' if several else ""
    button = f'<button type="submit">{both("compare")}</button>' if several else ""
    return (
        f'<form class="yz-compare" action="{DIFF}" method="get"><div class="yz-table"><table>'
        f'<caption class="yz-unseen">{both("family_editions")}</caption><thead><tr>{pick}'
        f'<th scope="col">{both("shelf_edition")}</th><th scope="col">{both("column_published")}</th>'
        f'<th scope="col">{both("in_effect")}</th><th scope="col">{both("column_status")}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{button}</form>"
    )


def _row(one: Shelved, at: int, many: int) -> str:
    edition = one.edition
    pick = ""
    if many > 1:
        pick = (
            f'<td class="yz-pick">{_radio("old", edition.edition_id, at == many - 2)}'
            f"{_radio('new', edition.edition_id, at == many - 1)}</td>"
        )
    end = edition.effective_to or one.standing.since
    until = f" – {end.isoformat()}" if end else " –"
    return (
        f'<tr>{pick}<th scope="row">{edition_link(edition, name_of(edition))}'
        f'<p class="yz-hint">{escape(edition.title)}</p></th><td>{escape(edition.published.text)}</td>'
        f"<td>{edition.effective_from.isoformat()}{until}</td>"
        f'<td><div class="yz-badges">{badges_html(one)}</div></td></tr>'
    )


def _radio(side: str, edition_id: str, chosen: bool) -> str:  # noqa: FBT001 - markup's own flag
    checked = " checked" if chosen else ""
    return (
        f'<label><input type="radio" name="{side}" value="{escape(edition_id, quote=True)}"{checked} '
        f'aria-label="{plain(f"compare_{side}")}">{both(f"compare_{side}")}</label>'
    )
