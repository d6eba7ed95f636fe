"""The published word: what a guideline says, in which edition, where, and whether it still holds.

No framework and no I/O beyond files; everything above stands on these values.
"""

from guidelines.citation import Citation, Reference
from guidelines.digest import DigestFact
from guidelines.errors import (
    GuidelineError,
    MetadataError,
    QuotationError,
    UnknownReferenceError,
    UnreadableDocumentError,
)
from guidelines.ledger import GUIDELINES, EditionContent, Ledger, Reader, Standing, View
from guidelines.model import (
    Block,
    Box,
    Certainty,
    DocumentId,
    Edition,
    EditionId,
    FamilyId,
    Language,
    Passage,
    PassageId,
    PublicationDate,
    Reading,
    ReadingWarning,
    Recommendation,
    Section,
    Source,
    Status,
)
from guidelines.text import Span

__all__ = [
    "GUIDELINES",
    "Block",
    "Box",
    "Certainty",
    "Citation",
    "DigestFact",
    "DocumentId",
    "Edition",
    "EditionContent",
    "EditionId",
    "FamilyId",
    "GuidelineError",
    "Language",
    "Ledger",
    "MetadataError",
    "Passage",
    "PassageId",
    "PublicationDate",
    "QuotationError",
    "Reader",
    "Reading",
    "ReadingWarning",
    "Recommendation",
    "Reference",
    "Section",
    "Source",
    "Span",
    "Standing",
    "Status",
    "UnknownReferenceError",
    "UnreadableDocumentError",
    "View",
]
