"""What can go wrong with a published text.

GuidelineError
├── UnreadableDocumentError   the bytes are no guideline (corrupt, encrypted, empty, bomb, binary)
├── MetadataError             a meta record is incomplete, contradictory or not a date
├── PackageError            an update package is damaged, changed, or signed by nobody trusted
├── UnknownReferenceError     no such edition, document, family or passage in this ledger
└── QuotationError            a quotation does not stand in the stored edition
"""


class GuidelineError(Exception):
    """Root of this package's errors; the message says what, which and what to do."""


class UnreadableDocumentError(GuidelineError):
    """The file cannot be turned into a document tree."""


class MetadataError(GuidelineError):
    """A document's metadata cannot be accepted as given."""


class PackageError(GuidelineError):
    """An update package cannot be made or must not be opened."""


class UnknownReferenceError(GuidelineError):
    """A reference names nothing that the ledger holds."""


class QuotationError(GuidelineError):
    """The quoted words do not stand where the citation says."""
