"""The stored texts, looked up anew: whether a citation's words stand there, where a quotation stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from evals.folding import overlaps, stands_under
from evals.outcome import Cited
from guidelines.errors import UnknownReferenceError
from guidelines.ledger import Ledger
from guidelines.model import EditionId, PassageId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage as the ledger keeps it; `section` is its heading path."""

    passage_id: str
    document_id: str
    edition_id: str
    section: tuple[str, ...]
    text: str


class Stored(Protocol):
    """The texts that citations are held against; it believes nothing that an answer says of itself."""

    def resolves(self, cited: Cited) -> bool:
        """Say whether the quoted words stand in that passage of that edition and document."""
        ...

    def passages(self, document: str) -> Sequence[StoredPassage]:
        """Give a document's passages in their order; none for a document that is not there."""
        ...


class ListedTexts:
    """Texts that were listed once, such as those a server's desk gives."""

    def __init__(self, passages: Iterable[StoredPassage]) -> None:
        """Keep `passages`."""
        self._by_document: dict[str, list[StoredPassage]] = {}
        self._by_id: dict[tuple[str, str], StoredPassage] = {}
        for one in passages:
            self._by_document.setdefault(one.document_id, []).append(one)
            self._by_id[one.edition_id, one.passage_id] = one

    def resolves(self, cited: Cited) -> bool:
        """Say whether the quoted words stand in that passage of that edition and document."""
        stored = self._by_id.get((cited.edition_id, cited.passage_id))
        return stored is not None and stored.document_id == cited.document_id and _holds(stored.text, cited)

    def passages(self, document: str) -> Sequence[StoredPassage]:
        """Give a document's passages in their order."""
        return tuple(self._by_document.get(document, ()))


class LedgerTexts:
    """Texts as an open house's ledger keeps them, character by character, in every collection."""

    def __init__(self, ledger: Ledger) -> None:
        """Look up in `ledger`."""
        self._ledger = ledger
        self._known: dict[str, tuple[StoredPassage, ...]] = {}

    def resolves(self, cited: Cited) -> bool:
        """Say whether the quoted words stand in that passage of that edition and document."""
        try:
            passage = self._ledger.passage(PassageId(cited.passage_id))
            text = self._ledger.text(EditionId(cited.edition_id))
        except UnknownReferenceError:
            return False
        belongs = passage.edition_id == cited.edition_id and passage.document_id == cited.document_id
        return belongs and _holds(text[passage.start : passage.end], cited)

    def passages(self, document: str) -> Sequence[StoredPassage]:
        """Give a document's passages in their order."""
        if document not in self._known:
            self._known[document] = tuple(self._passages(document))
        return self._known[document]

    def _passages(self, document: str) -> Iterable[StoredPassage]:
        try:
            edition = self._ledger.resolve(document)
        except UnknownReferenceError:
            return
        for one in self._ledger.passages(edition.edition_id):
            yield StoredPassage(
                passage_id=one.passage_id,
                document_id=one.document_id,
                edition_id=one.edition_id,
                section=one.section,
                text=one.text,
            )


def holding(stored: Stored, document: str, quote: str) -> Mapping[str, StoredPassage]:
    """Give the passages of a document that hold a quotation, or a good part of it where it runs over two.

    Where none does, the quotation may be a heading: then what stands under it.
    """
    passages = stored.passages(document)
    found = [one for one in passages if overlaps(one.text, quote)]
    found = found or [one for one in passages if stands_under(quote, " ".join(one.section))]
    return {one.passage_id: one for one in found}


def _holds(text: str, cited: Cited) -> bool:
    return bool(cited.quote.strip()) and cited.quote in text
