"""The book of consents: given purpose by purpose, withdrawn as it was given, never overwritten."""

from assistant.consent import ConsentBook, Purpose
from assistant.store.instant import utc_now


class Notes:
    """A ledger of consents in memory."""

    def __init__(self):
        self.kept = []

    def add(self, entries):
        self.kept += entries

    def of(self, person):
        return tuple(one for one in self.kept if one.person == person)


def test_consent_is_given_once_withdrawn_as_it_was_given_and_never_overwritten():
    notes = Notes()
    book = ConsentBook(notes, now=utc_now)
    assert book.standing("p") == frozenset()
    book.give("p", {Purpose.CHAT, Purpose.QUALITY}, given_as="guardian")
    book.give("p", {Purpose.CHAT})
    book.withdraw("p", {Purpose.CHAT, Purpose.TRAINING})
    assert book.standing("p") == {Purpose.QUALITY}
    assert book.standing("other") == frozenset()
    assert [(one.purpose, one.given, one.given_as) for one in book.history("p")] == [
        ("chat", True, "guardian"),
        ("quality", True, "guardian"),
        ("chat", False, "guardian"),
    ]
