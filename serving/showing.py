"""What one asker may be shown of the ledger: editions by access, and to a patient checked words only."""

from __future__ import annotations

from collections.abc import Callable

from assistant.exchange import Asker, Role
from assistant.searching import reader_for
from guidelines import Certainty, Edition, Ledger, Passage, Reader
from guidelines.errors import UnknownReferenceError
from guidelines.ledger import readable
from serving.validation import printable


def may_be_shown(passage: Passage, asker: Asker) -> bool:
    """Say whether an asker may read a passage: a secondary or unchecked fact is nothing for a patient."""
    return asker.role is not Role.PATIENT or passage.certainty is Certainty.CHECKED


def readable_edition(ledger: Ledger, reference: str, asker: Asker) -> Edition:
    """Find an edition by edition id or document id.

    Raises:
        UnknownReferenceError: there is none, or none that this asker may know of: the two are told alike.
    """
    unknown = UnknownReferenceError(
        f"no edition or document {printable(reference)!r}; 'yizheng guidelines list' shows what there is"
    )
    try:
        edition = ledger.resolve(reference)
    except UnknownReferenceError:
        raise unknown from None
    if not readable(edition, reader_for(asker)):
        raise unknown
    return edition


def nameable(ledger: Ledger, reader: Reader) -> Callable[[str], bool]:
    """Make the test whether a reference may be named: a document that `reader` may not read leaves no trace.

    One that the ledger does not hold may be named: only the publisher's own record speaks of it.
    """

    def test(reference: str) -> bool:
        try:
            return readable(ledger.resolve(reference), reader)
        except UnknownReferenceError:
            return True

    return test
