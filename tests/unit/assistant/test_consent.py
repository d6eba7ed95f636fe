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


def test_a_guardian_s_consent_counts_over_a_child_s_own_that_stands_and_not_the_other_way_round():
    book = ConsentBook(Notes(), now=utc_now)
    for given_as in ("self", "guardian", "guardian", "self"):
        book.give("p", {Purpose.HEALTH_FILE}, given_as=given_as)
    assert [(one.given, one.given_as) for one in book.history("p")] == [(True, "self"), (True, "guardian")]
    book.withdraw("p", {Purpose.HEALTH_FILE})
    assert (book.standing("p"), book.history("p")[-1].given_as) == (frozenset(), "guardian")
