"""What one asker may be shown of the ledger: editions by access, and to a patient checked words only."""

from __future__ import annotations

from collections.abc import Callable

from assistant.exchange import Asker, Role
from guidelines import Certainty, Ledger, Passage, Reader
from guidelines.errors import UnknownReferenceError
from guidelines.ledger import readable


def may_be_shown(passage: Passage, asker: Asker) -> bool:
    """Say whether an asker may read a passage: a secondary or unchecked fact is nothing for a patient."""
    return asker.role is not Role.PATIENT or passage.certainty is Certainty.CHECKED


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
