"""Plain corpora: lines of `id, text, [title]` as editions without a lifecycle, for benchmarks."""

from __future__ import annotations

from collections.abc import Iterator

from guidelines.errors import MetadataError
from guidelines.identity import PassageNamer, content_hash, context_for, edition_id_for
from guidelines.ledger import EditionContent
from guidelines.model import DocumentId, Edition, FamilyId, Language, Passage, PublicationDate, Source
from guidelines.text import Span, language_of, sentences

_MOST_CHARACTERS: dict[Language, int] = {"zh": 350, "en": 900}
_UNDATED = PublicationDate("0001")
"""A corpus line has no date; nothing asks for one, because a plain corpus has no lifecycle."""


def corpus_content(document_id: str, text: str, *, title: str, collection: str) -> EditionContent:
    """Make one corpus document searchable under its own id; long texts become several passages.

    Raises:
        MetadataError: the id or the text is empty, or a letter is half of one (a lone surrogate).
    """
    if not document_id.strip() or not text.strip():
        message = f"corpus document {document_id!r} needs an id and a text; correct or remove the line"
        raise MetadataError(message)
    if any("\ud800" <= letter <= "\udfff" for part in (document_id, text, title) for letter in part):
        message = f"corpus document {document_id!r} holds half a letter (a lone surrogate); write it as UTF-8"
        raise MetadataError(message)
    document = DocumentId(document_id)
    language = language_of(text) or "en"
    digest = content_hash("\x1f".join((collection, title, text)).encode())
    edition = Edition(
        edition_id=edition_id_for(document, digest),
        document_id=document,
        family_id=FamilyId(document_id),
        collection=collection,
        title=title or document_id,
        issuer="",
        label="",
        published=_UNDATED,
        effective_from=_UNDATED.first_day,
        sha256=digest,
        source=Source.FULLTEXT,
        language=language,
    )
    namer = PassageNamer(edition.edition_id)
    passages = tuple(
        Passage(
            passage_id=namer.name((), text[span.start : span.end]),
            edition_id=edition.edition_id,
            document_id=document,
            ordinal=ordinal,
            kind="narrative",
            text=text[span.start : span.end],
            start=span.start,
            end=span.end,
            context=context_for(title, ()),
        )
        for ordinal, span in enumerate(_pieces(text, _MOST_CHARACTERS[language]))
    )
    return EditionContent(edition=edition, text=text, passages=passages)


def _pieces(text: str, most: int) -> Iterator[Span]:
    """Cut at sentence ends into pieces of at most `most` characters where a sentence allows it."""
    start = end = None
    for span in sentences(text):
        if start is not None and end is not None and span.end - start > most:
            yield Span(start, end)
            start = None
        start = span.start if start is None else start
        end = span.end
    if start is not None and end is not None:
        yield Span(start, end)
