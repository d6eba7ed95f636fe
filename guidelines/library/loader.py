"""The starter library as editions: what a fresh house answers from until a hospital loads its own texts."""

from __future__ import annotations

from guidelines.digest import DigestFact, digest_content
from guidelines.identity import edition_id_for
from guidelines.ledger import GUIDELINES, EditionContent
from guidelines.library.records import DigestRecord, read_digest, read_library
from guidelines.model import DocumentId, Edition, FamilyId, Language, PublicationDate, Source


def starter_library() -> tuple[EditionContent, ...]:
    """Give every edition of the library, in the order of its list; each is a digest, never an issuer's text.

    Raises:
        MetadataError: a file of the library is missing or breaks its form.
    """
    return tuple(_content(*read_digest(document_id)) for document_id in read_library().library.editions)


def library_version() -> str:
    """Name the version of the library."""
    return read_library().version


def library_notice(language: Language) -> str:
    """Give the sentence that goes with every page that shows the library's facts."""
    return read_library().notice[language]


def _content(record: DigestRecord, sha256: str) -> EditionContent:
    document_id = DocumentId(record.document_id)
    published = PublicationDate(record.date_published)
    edition = Edition(
        edition_id=edition_id_for(document_id, sha256),
        document_id=document_id,
        family_id=FamilyId(record.family),
        collection=GUIDELINES,
        title=record.title,
        issuer=record.issuer,
        label=record.edition,
        published=published,
        effective_from=published.first_day,
        sha256=sha256,
        source=Source.DIGEST,
        language=record.language,
        supersedes=tuple(DocumentId(one) for one in record.supersedes),
        jurisdiction=record.jurisdiction,
        population=record.population,
        licence="Apache-2.0",
    )
    facts = [
        DigestFact(text=fact.text, section=(fact.section,), certainty=fact.certainty, locator=fact.locator)
        for fact in record.fact
    ]
    return digest_content(edition, facts)
