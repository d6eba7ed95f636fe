"""From a file's bytes to what the ledger stores, and the count of what was found; nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass

from guidelines import metadata
from guidelines.identity import content_hash
from guidelines.ledger import GUIDELINES, EditionContent
from guidelines.metadata import Meta
from guidelines.model import DocumentId, Edition, EditionId, FamilyId, Reading, ReadingWarning
from guidelines.passages import passages
from guidelines.readers.dispatch import read
from guidelines.structure import recommendations, sections
from guidelines.text import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeReport:
    """What was found in a file; `pages` is None for formats without pages."""

    document_id: DocumentId
    edition_id: EditionId
    family_id: FamilyId
    sha256: str
    pages: int | None
    sections: int
    recommendations: int
    tables: int
    passages: int
    warnings: tuple[ReadingWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """An edition ready to be stored, the reading it came from, and the report on both."""

    content: EditionContent
    reading: Reading
    report: IntakeReport


def content(data: bytes, *, name: str, meta: Meta | None = None, collection: str = GUIDELINES) -> Intake:
    """Read a file into an edition; without a record, one is proposed and every guess is a warning.

    Raises:
        UnreadableDocumentError: the bytes are no guideline.
        MetadataError: the record cannot be, or there is none and no date can be told.
    """
    reading = read(data, name=name)
    guesses: tuple[ReadingWarning, ...] = ()
    if meta is None:
        proposal = metadata.propose(reading, name=name)
        meta, guesses = proposal.meta, proposal.warnings
    if meta.language is None:
        meta = meta.model_copy(update={"language": language_of(reading.text[:20_000])})
    sha256 = content_hash(data)
    edition = metadata.edition(meta, sha256, collection=collection)
    cut = passages(edition, reading)
    return Intake(
        content=EditionContent(edition=edition, text=reading.text, passages=cut),
        reading=reading,
        report=_report(edition, reading, passages=len(cut), guesses=guesses),
    )


def _report(
    edition: Edition, reading: Reading, *, passages: int, guesses: tuple[ReadingWarning, ...]
) -> IntakeReport:
    return IntakeReport(
        document_id=edition.document_id,
        edition_id=edition.edition_id,
        family_id=edition.family_id,
        sha256=edition.sha256,
        pages=reading.pages,
        sections=len(sections(reading)),
        recommendations=len(recommendations(reading)),
        tables=sum(1 for block in reading.blocks if block.kind == "table"),
        passages=passages,
        warnings=(*reading.warnings, *guesses),
    )
