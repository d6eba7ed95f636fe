"""From evidence to citations and cards: each quotation is looked up in its stored edition first."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.exchange import EvidenceCard
from guidelines import Ledger, Reader, Standing, Status
from guidelines.citation import Citation, cite
from retrieval.evidence import Evidence, EvidenceSentence


class Citing:
    """Resolves evidence sentences in the ledger; raises `QuotationError` when index and ledger differ."""

    def __init__(self, ledger: Ledger) -> None:
        """Cite out of this ledger."""
        self._ledger = ledger

    def citation(self, sentence: EvidenceSentence) -> Citation:
        """Cite one evidence sentence with what it is today; amended words are superseded ones."""
        passage = self._ledger.passage(sentence.passage.passage_id)
        edition = self._ledger.edition(passage.edition_id)
        standing = self._ledger.standing(edition.edition_id)
        today = self._ledger.view(Reader(), as_of=None, collection=edition.collection)
        if standing.status is Status.CURRENT and today.silences(passage, sentence.start, sentence.end):
            standing = Standing(status=Status.SUPERSEDED)
        return cite(
            edition,
            self._ledger.text(edition.edition_id),
            passage,
            start=sentence.start,
            end=sentence.end,
            standing=standing,
        )

    def citations(self, sentences: Iterable[EvidenceSentence]) -> tuple[Citation, ...]:
        """Cite several, in order, each quotation once."""
        return tuple(dict.fromkeys(self.citation(sentence) for sentence in sentences))

    def cards(self, evidence: Evidence) -> tuple[EvidenceCard, ...]:
        """Make a card for every numbered sentence."""
        return tuple(
            EvidenceCard(
                marker=sentence.marker,
                citation=self.citation(sentence),
                passage_text=sentence.passage.text,
                quote_start=sentence.start,
                quote_end=sentence.end,
            )
            for sentence in evidence.sentences
        )
