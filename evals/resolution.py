"""Whether a citation's words stand where it says: looked up anew, whatever the product says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from evals.outcome import Cited
from guidelines.errors import UnknownReferenceError
from guidelines.ledger import Ledger
from guidelines.model import EditionId, PassageId

Resolves: TypeAlias = Callable[[Cited], bool]


def ledger_resolver(ledger: Ledger) -> Resolves:
    """Resolve citations in a ledger's stored texts, character by character."""

    def resolves(cited: Cited) -> bool:
        try:
            passage = ledger.passage(PassageId(cited.passage_id))
            text = ledger.text(EditionId(cited.edition_id))
        except UnknownReferenceError:
            return False
        belongs = passage.edition_id == cited.edition_id and passage.document_id == cited.document_id
        stored = text[passage.start : passage.end]
        return belongs and bool(cited.quote.strip()) and cited.quote in stored

    return resolves
