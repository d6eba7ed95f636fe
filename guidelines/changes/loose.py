"""A file that is only compared: read like any other, never stored, and nobody's metadata is needed."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

from guidelines.identity import content_hash, edition_id_for
from guidelines.ledger import EditionContent
from guidelines.model import DocumentId, Edition, FamilyId, PublicationDate, Source
from guidelines.passages import passages
from guidelines.readers.dispatch import read
from guidelines.text import language_of


def loose_content(data: bytes, *, name: str) -> EditionContent:
    """Read a file into units without taking it in; its record holds nothing but its name and hash.

    Raises:
        UnreadableDocumentError: the bytes are no guideline.
    """
    reading = read(data, name=name)
    digest = content_hash(data)
    document = DocumentId(PurePath(name).stem or name)
    edition = Edition(
        edition_id=edition_id_for(document, digest),
        document_id=document,
        family_id=FamilyId(document),
        collection="",
        title=name,
        issuer="",
        label="",
        published=PublicationDate("0001"),
        effective_from=date.min,
        sha256=digest,
        source=Source.FULLTEXT,
        language=language_of(reading.text[:20_000]) or "zh",
    )
    return EditionContent(edition=edition, text=reading.text, passages=passages(edition, reading))
