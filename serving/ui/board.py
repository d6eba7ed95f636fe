"""The evidence board: which number a citation carries on the page, stable from the first card on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.exchange import Claim, EvidenceCard
from guidelines import PassageId
from guidelines.citation import Citation


@dataclass(frozen=True, slots=True)
class Board:
    """The cards on screen, in the order of their markers."""

    cards: tuple[EvidenceCard, ...] = ()

    def number(self, citation: Citation) -> int | None:
        """Give the marker of the card that shows this quotation, or None when none does."""
        for card in self.cards:
            if _place(card.citation) == _place(citation):
                return card.marker
        return None

    def numbers(self, claim: Claim) -> tuple[int, ...]:
        """Give the markers of a claim's citations, each once."""
        found = (self.number(citation) for citation in claim.citations)
        return tuple(dict.fromkeys(number for number in found if number is not None))

    def with_claims(self, claims: Iterable[Claim]) -> Board:
        """Add a card for every quotation that no card shows yet."""
        board = self
        for citation in (citation for claim in claims for citation in claim.citations):
            if board.number(citation) is None:
                board = Board((*board.cards, board._card(citation)))
        return board

    def passages(self) -> tuple[tuple[EvidenceCard, ...], ...]:
        """Group the cards by passage, in the order of their first markers."""
        grouped: dict[PassageId, list[EvidenceCard]] = {}
        for card in self.cards:
            grouped.setdefault(card.citation.passage_id, []).append(card)
        return tuple(tuple(cards) for cards in grouped.values())

    def _card(self, citation: Citation) -> EvidenceCard:
        """Make a card for a quotation, inside its passage's words where another card brought them."""
        marker = 1 + max((card.marker for card in self.cards), default=0)
        for known in self.cards:
            base = known.citation.start - known.quote_start
            start, end = citation.start - base, citation.end - base
            same = known.citation.passage_id == citation.passage_id
            if same and start >= 0 and known.passage_text[start:end] == citation.quote:
                return EvidenceCard(
                    marker=marker,
                    citation=citation,
                    passage_text=known.passage_text,
                    quote_start=start,
                    quote_end=end,
                )
        return EvidenceCard(
            marker=marker,
            citation=citation,
            passage_text=citation.quote,
            quote_start=0,
            quote_end=len(citation.quote),
        )


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.passage_id, citation.start, citation.end
