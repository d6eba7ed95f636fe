"""The published word: what a guideline says, in which edition, where, and whether it still holds.

No framework and no I/O beyond files; everything above stands on these values.
"""

from guidelines.ledger import GUIDELINES, EditionContent, Ledger, Reader, Standing, View
from guidelines.model import (
    Certainty,
    DocumentId,
    Edition,
    EditionId,
    FamilyId,
    Language,
    Passage,
    PassageId,
    PublicationDate,
    Recommendation,
    Section,
    Source,
    Status,
)

__all__ = [
    "GUIDELINES",
    "Certainty",
    "DocumentId",
    "Edition",
    "EditionContent",
    "EditionId",
    "FamilyId",
    "Language",
    "Ledger",
    "Passage",
    "PassageId",
    "PublicationDate",
    "Reader",
    "Recommendation",
    "Section",
    "Source",
    "Standing",
    "Status",
    "View",
]
