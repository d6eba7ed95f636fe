"""Evidence cards as HTML: the passage with its quotations highlighted, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from assistant.exchange import EvidenceCard
from guidelines import Certainty
from guidelines.citation import Citation
from serving.ui.board import Board
from serving.ui.labels import both
from serving.ui.links import open_link

_CERTAINTY: Final = {
    Certainty.UNCHECKED: "certainty_unchecked",
    Certainty.SECONDARY: "certainty_secondary",
}


def cards_html(board: Board, *, cited: frozenset[int] | None = None) -> str:
    """Render the board; with `cited`, passages that no sentence stands on fold away at the end."""
    if not board.cards:
        return f'<p class="yz-empty">{both("evidence_none")}</p>'
    if not cited:
        return "".join(card_html(group) for group in board.passages())
    used = [group for group in board.passages() if _stands(group, cited)]
    rest = [group for group in board.passages() if not _stands(group, cited)]
    shown = "".join(card_html(group, cited) for group in used)
    if not rest:
        return shown
    folded = "".join(card_html(group) for group in rest)
    return (
        f'{shown}<details class="yz-more"><summary>{both("evidence_more")} ({len(rest)})</summary>'
        f"{folded}</details>"
    )


def card_html(group: Sequence[EvidenceCard], cited: frozenset[int] = frozenset()) -> str:
    """Render one passage with the quotations of all its markers."""
    citation = group[0].citation
    return (
        f'<article class="yz-card"><div class="yz-badges">{badges_html(citation)}</div>'
        f"<h3>{escape(citation.title)}</h3>"
        f'<p class="yz-where">{where_html(citation)}</p>{open_link(citation)}'
        f'<blockquote tabindex="0">{_passage(group, cited)}</blockquote></article>'
    )


def badges_html(citation: Citation) -> str:
    """Render what the reader must know at a glance: status, whose words, how sure."""
    status, source = citation.status.value, citation.source.value
    badges = [
        f'<span class="yz-badge yz-{status}">{both(f"status_{status}")}</span>',
        f'<span class="yz-badge yz-{source}">{both(f"source_{source}")}</span>',
    ]
    if citation.certainty in _CERTAINTY:
        badges.append(
            f'<span class="yz-badge yz-unsure">{both(_CERTAINTY[Certainty(citation.certainty)])}</span>'
        )
    return "".join(badges)


def where_html(citation: Citation) -> str:
    """Render who published it, which edition, and the place in it."""
    parts = [escape(citation.issuer), escape(citation.label), str(citation.year)]
    if citation.section:
        parts.append(escape(" › ".join(citation.section)))
    if citation.page is not None:
        parts.append(both("page", citation.page))
    return '<span class="yz-dot" aria-hidden="true">·</span>'.join(
        dict.fromkeys(part for part in parts if part)
    )


def _passage(group: Sequence[EvidenceCard], cited: frozenset[int]) -> str:
    """Escape the passage piece by piece; overlapping quotations share what they have in common."""
    text = group[0].passage_text
    pieces: list[str] = []
    at = 0
    for card in sorted(group, key=lambda one: (one.quote_start, one.marker)):
        start, end = max(card.quote_start, at), max(card.quote_end, at)
        strong = " yz-cited" if card.marker in cited else ""
        pieces.append(
            f'{escape(text[at:start])}<mark id="yz-ev-{card.marker}" class="yz-quote{strong}" tabindex="-1">'
            f"<sup>{card.marker}</sup>{escape(text[start:end])}</mark>"
        )
        at = end
    return "".join((*pieces, escape(text[at:])))


def _stands(group: Iterable[EvidenceCard], cited: frozenset[int]) -> bool:
    return any(marker in cited for marker in _markers(group))


def _markers(group: Iterable[EvidenceCard]) -> Iterator[int]:
    return (card.marker for card in group)
