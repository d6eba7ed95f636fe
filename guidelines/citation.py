"""A citation: the exact words, where they stand, in which edition, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

from guidelines.errors import QuotationError
from guidelines.ledger import Standing
from guidelines.model import Certainty, DocumentId, Edition, EditionId, Passage, PassageId, Source, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quotation that resolved: `quote` is `start:end` of the edition's canonical text, letter by letter.

    `status` is what the edition is today, so that an answer `as_of` a past day shows that its source has
    been replaced since.
    """

    passage_id: PassageId
    document_id: DocumentId
    edition_id: EditionId
    title: str
    issuer: str
    label: str
    year: int
    status: Status
    source: Source
    certainty: Certainty
    section: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int


def cite(
    edition: Edition, text: str, passage: Passage, *, start: int, end: int, standing: Standing
) -> Citation:
    """Cite `passage.text[start:end]` out of the edition's stored canonical `text`.

    Raises:
        QuotationError: the span is empty or outside the passage, or the stored text holds other words there.
    """
    quote = passage.text[start:end]
    first, last = passage.start + start, passage.start + end
    if not quote.strip() or text[first:last] != quote or passage.edition_id != edition.edition_id:
        message = f"{passage.passage_id!r} {start}:{end} does not stand in {edition.edition_id!r}; re-index"
        raise QuotationError(message)
    return Citation(
        passage_id=passage.passage_id,
        document_id=edition.document_id,
        edition_id=edition.edition_id,
        title=edition.title,
        issuer=edition.issuer,
        label=edition.label,
        year=edition.published.year,
        status=standing.status,
        source=edition.source,
        certainty=passage.certainty,
        section=passage.section,
        page=passage.page,
        quote=quote,
        start=first,
        end=last,
    )
