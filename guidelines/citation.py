"""A citation: the exact words, where they stand, in which edition, and how sure they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guidelines.errors import QuotationError
from guidelines.ledger import Standing
from guidelines.model import (
    Certainty,
    DocumentId,
    Edition,
    EditionId,
    Language,
    Passage,
    PassageId,
    Source,
    Status,
)
from guidelines.text import Span, fold, folded


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The stable machine form of a citation: an edition and a span of its canonical text."""

    edition_id: EditionId
    start: int
    end: int

    def __str__(self) -> str:
        """Print as `edition_id:start-end`, which `parse_reference` reads back."""
        return f"{self.edition_id}:{self.start}-{self.end}"


_REFERENCE = re.compile(r"(?P<edition>\S+@[0-9a-f]{12}):(?P<start>\d{1,9})-(?P<end>\d{1,9})", re.ASCII)


def parse_reference(text: str) -> Reference:
    """Read back what a `Reference` prints.

    Raises:
        QuotationError: the text is no reference, or its span is empty.
    """
    match = _REFERENCE.fullmatch(text.strip())
    if match is None or int(match["start"]) >= int(match["end"]):
        message = f"{text!r} is no reference; expected document@hash:start-end"
        raise QuotationError(message)
    return Reference(edition_id=EditionId(match["edition"]), start=int(match["start"]), end=int(match["end"]))


def reference_of(citation: Citation) -> Reference:
    """Give a citation's machine form."""
    return Reference(edition_id=citation.edition_id, start=citation.start, end=citation.end)


def find_quotation(quote: str, text: str) -> Span | None:
    """Find where `text` says `quote`: letter by letter, or else letter by letter after folding both.

    Gives the original span of the first place, None when the text does not say it.
    """
    if not quote.strip():
        return None
    at = text.find(quote)
    if at >= 0:
        return Span(at, at + len(quote))
    return folded(text).find(fold(quote))


def locate(quote: str, text: str) -> Span:
    """Find a quotation that must be there.

    Raises:
        QuotationError: the text does not say it.
    """
    span = find_quotation(quote, text)
    if span is None:
        message = f"a quotation of {len(quote)} characters does not stand in the text; quote it as printed"
        raise QuotationError(message)
    return span


def resolve(citation: Citation, text: str) -> Span:
    """Check a citation against its edition's stored canonical text, letter by letter, and give its span.

    Raises:
        QuotationError: the stored text holds other words at that place.
    """
    if not citation.quote.strip() or text[citation.start : citation.end] != citation.quote:
        message = f"{str(reference_of(citation))!r} does not hold the quoted words; re-index its edition"
        raise QuotationError(message)
    return Span(citation.start, citation.end)


_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "superseded": "已被取代",
        "withdrawn": "已撤回",
        "digest": "摘编，非发布者原文",
        "secondary": "二手来源，待核对",
        "to be checked": "待核对",
        "page": "第 {} 页",
    },
    "en": {
        "superseded": "superseded",
        "withdrawn": "withdrawn",
        "digest": "digest, not the issuer's words",
        "secondary": "secondary source, to be checked (待核对)",
        "to be checked": "to be checked (待核对)",
        "page": "p. {}",
    },
}


def print_citation(citation: Citation, *, language: Language = "zh") -> str:
    """Print a citation for people: title, issuer, year, section, page, then every caution.

    A current, checked full text has no caution; a digest, a replaced edition and an unchecked fact always do.
    """
    words = _WORDS[language]
    page = None if citation.page is None else words["page"].format(citation.page)
    marks = (citation.status.value, citation.source.value, citation.certainty.value)
    cautions = [words[mark] for mark in marks if mark in words]
    place = [" › ".join(citation.section), page or ""]
    head = f"{citation.title}（{citation.issuer}，{citation.year}）"
    if language == "en":
        head = f"{citation.title} ({citation.issuer}, {citation.year})"
    line = " · ".join(part for part in (head, *place) if part)
    return f"{line} [{'; '.join(cautions)}]" if cautions else line
