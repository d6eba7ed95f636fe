"""What a reader must know of an edition at a glance."""

from __future__ import annotations

from html import escape
from typing import Final

from guidelines import Certainty, Edition
from serving.library import Shelved
from serving.ui.labels import both
from serving.ui.links import edition_address

DOT: Final = '<span class="yz-dot" aria-hidden="true">·</span><wbr>'


def badges_html(one: Shelved) -> str:
    """Render status, whose words, and who may read them where not everybody may."""
    status = status_of(one)
    source = one.edition.source.value
    access = one.edition.access
    amends = f'<span class="yz-badge yz-amends">{both("amendment")}</span>' if one.edition.amends else ""
    limited = "" if access == "all" else f'<span class="yz-badge yz-limited">{both("access", access)}</span>'
    return (
        f'<span class="yz-badge yz-{status}">{both(f"status_{status}")}</span>'
        f'<span class="yz-badge yz-{source}">{both(f"source_{source}")}</span>{amends}{limited}'
    )


def status_of(one: Shelved) -> str:
    """Name what an edition is today; one that has yet to take effect is called so."""
    return "upcoming" if one.upcoming else one.standing.status.value


def certainty_html(certainty: Certainty) -> str:
    """Render the caution of a fact that is not checked; nothing for one that is."""
    if certainty is Certainty.CHECKED:
        return ""
    key = "certainty_secondary" if certainty is Certainty.SECONDARY else "certainty_unchecked"
    return f'<span class="yz-badge yz-unsure">{both(key)}</span>'


def name_of(edition: Edition) -> str:
    """Name an edition among those of its family: its label, else its date."""
    return edition.label or edition.published.text


def title_of(edition: Edition) -> str:
    """Name an edition among all: its title, with its own name where the title does not hold that."""
    name = name_of(edition)
    return edition.title if name in edition.title else f"{edition.title} ({name})"


def edition_link(edition: Edition, words: str | None = None) -> str:
    """Render the way to an edition by its title and name, or by `words` (plain text)."""
    said = words or title_of(edition)
    return f'<a href="{escape(edition_address(edition.edition_id), quote=True)}">{escape(said)}</a>'


def published_html(edition: Edition) -> str:
    """Render who published it and when it took effect."""
    name = name_of(edition)
    parts = [
        escape(edition.issuer),
        "" if name in edition.title else escape(name),
        both("published_on", edition.published.text),
        both("in_effect_from", edition.effective_from.isoformat()),
    ]
    return DOT.join(f'<span class="yz-one-piece">{part}</span>' for part in parts if part)
