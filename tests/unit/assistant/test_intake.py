"""Taking documents in: one bad file or line is named, and what was done before it stays told."""

import json
from hashlib import sha256

import pytest

from assistant.errors import DiskFullError, StoreError
from assistant.intake import Added, IncomingFile, Intake, Rejected
from assistant.writing import Unfinished
from guidelines import EditionId
from guidelines.arrivals import Origin
from guidelines.errors import GuidelineError
from guidelines.metadata import meta
from retrieval.errors import CorpusError, IndexWriteError
from tests.fakes.memory_ledger import MemoryLedger


class Shelf:
    """Keeps originals; refuses the bytes named."""

    def __init__(self, refused=b"", fault=None):
        self._refused, self._fault, self.kept = refused, fault, set()

    def put(self, data):
        if self._fault and self._refused in data:
            raise self._fault
        self.kept.add(sha256(data).hexdigest())
        return sha256(data).hexdigest()

    def holds(self, address):
        return address in self.kept

    def discard(self, address):
        self.kept.discard(address)


class Index:
    """Takes entries; refuses those that hold the words named."""

    def __init__(self, refused="", fault=None):
        self._refused, self._fault, self.held = refused, fault, set()

    def add(self, collection, entries, progress=None):  # noqa: ARG002 - the port
        for entry in entries:
            self.held.add(entry.passage.edition_id)
            if self._fault and self._refused in entry.passage.text:
                raise self._fault

    def remove(self, collection, editions):  # noqa: ARG002 - the port
        self.held -= editions

    def replace(self, collection, entries, progress=None):  # noqa: ARG002 - the port
        self.add(collection, list(entries))


class Notes:
    """A journal that outlives its process."""

    def __init__(self, *left):
        self._left = left

    def begin(self, entries):
        self._left = tuple(entries)

    def end(self):
        self._left = ()

    def left(self):
        return self._left


def incoming(name, words, year="2020"):
    record = {
        "document_id": name,
        "family": name,
        "title": f"某病防治指南 {name}",
        "issuer": "某学会",
        "edition": year,
        "date_published": year,
        "language": "zh",
    }
    return IncomingFile(name=f"{name}.md", data=words.encode(), meta=meta(record, name="test"))


FILES = [
    incoming(name, f"# 总则\n\n{name} 的患者应每年复查一次。\n") for name in ("first", "second", "third")
]


@pytest.mark.parametrize(
    ("index", "shelf", "expected"),
    [
        pytest.param(Index("second", IndexWriteError("no room")), Shelf(), IndexWriteError, id="index"),
        pytest.param(Index(), Shelf(b"second", DiskFullError("no room")), StoreError, id="originals"),
    ],
)
def test_a_file_that_cannot_be_kept_is_rejected_and_the_others_are_told(index, shelf, expected):
    ledger, told = MemoryLedger(), []
    taken = Intake(ledger, index, shelf).add_files(FILES, on_done=told.append)
    assert told == taken
    assert [type(one) for one in taken] == [Added, Rejected, Added]
    assert isinstance(taken[1].fault, expected)
    assert [one.document_id for one in ledger.editions()] == ["first", "third"]
    assert index.held == {one.edition_id for one in ledger.editions()}
    assert shelf.kept == {one.sha256 for one in ledger.editions()}


def test_files_that_come_together_are_all_taken_or_none():
    ledger, index, shelf = MemoryLedger(), Index("second", IndexWriteError("no room")), Shelf()
    taken = Intake(ledger, index, shelf).add_together(FILES, Origin(kind="package", name="x.yzp"))
    assert [type(one) for one in taken] == [Rejected] * 3
    assert (ledger.editions(), index.held, shelf.kept) == ((), set(), set())
    broken = IncomingFile(name="x.pdf", data=b"%PDF-")
    taken = Intake(ledger, Index(), Shelf()).add_together([FILES[0], broken], Origin())
    assert ["x.pdf" in str(taken[0].fault), taken[1].name] == [True, "x.pdf"]
    assert ledger.editions() == ()
    whole = Intake(ledger, Index(), Shelf())
    assert [one.new for one in whole.rehearse(FILES)] == [True] * 3
    assert [one.new for one in whole.add_together(FILES, Origin(kind="package", name="x.yzp"))] == [True] * 3
    assert [len(one.editions) for one in whole.arrivals()] == [3]


def test_two_files_of_a_load_that_claim_to_be_one_document_are_not_both_taken():
    ledger = MemoryLedger()
    claiming = IncomingFile(name="copy.md", data=b"# other\n\nwords.\n", meta=FILES[0].meta)
    taken = Intake(ledger, Index(), Shelf()).add_files([FILES[0], claiming, FILES[0]])
    assert [type(one) for one in taken] == [Added, Rejected, Added]
    assert "first" in str(taken[1].fault)
    assert len(ledger.editions()) == 1


def test_what_a_killed_process_left_is_taken_out_at_the_next_start():
    ledger, index, shelf = MemoryLedger(), Index(), Shelf()
    house = Intake(ledger, index, shelf, Notes())
    house.add_files(FILES[:1])
    half = EditionId("second@000000000000")
    index.held.add(half)
    shelf.kept.add("half")
    notes = Notes(
        Unfinished(edition_id=half, address="half"),
        *(Unfinished(edition_id=one.edition_id, address=one.sha256) for one in ledger.editions()),
    )
    Intake(ledger, index, shelf, notes).settle()
    assert index.held == {one.edition_id for one in ledger.editions()}
    assert shelf.kept == {one.sha256 for one in ledger.editions()}
    assert notes.left() == ()


def test_a_roll_back_leaves_the_index_and_keeps_the_original():
    ledger, index, shelf = MemoryLedger(), Index(), Shelf()
    house = Intake(ledger, index, shelf)
    house.add_files(FILES)
    house.roll_back(house.arrivals()[0].arrival_id, reason="")
    assert index.held == {one.edition_id for one in ledger.editions()}
    assert (len(index.held), len(shelf.kept)) == (2, 3)
    assert [one.new for one in house.add_files(FILES)] == [False, False, True]
    assert len(index.held) == 3


def test_each_file_is_told_before_the_next_is_read():
    told, seen = [], []

    def arriving():
        for file in FILES:
            seen.append(len(told))
            yield file

    Intake(MemoryLedger(), Index(), Shelf()).add_files(arriving(), on_done=told.append)
    assert seen == [0, 1, 2]


def test_a_file_that_is_no_guideline_is_rejected():
    (taken,) = Intake(MemoryLedger(), Index(), Shelf()).add_files([IncomingFile(name="x.pdf", data=b"%PDF-")])
    assert isinstance(taken, Rejected)
    assert isinstance(taken.fault, GuidelineError)


GOOD = json.dumps({"id": "a", "text": "一句话。"})


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(json.dumps({"id": "b", "text": "half \ud800 letter"}), id="surrogate in the text"),
        pytest.param(json.dumps({"id": "b\udfff", "text": "words"}), id="surrogate in the id"),
        pytest.param(
            json.dumps({"id": "b", "text": "words", "title": "\udc80"}), id="surrogate in the title"
        ),
        pytest.param('{"id": "b", "text": ' + "[" * 200_000, id="nested too deep"),
        pytest.param('{"id": "b"}', id="no text"),
        pytest.param("[]", id="no object"),
        pytest.param('{"id": "b", "text": " "}', id="empty text"),
        pytest.param(GOOD, id="the id twice"),
    ],
)
def test_a_line_of_a_corpus_that_cannot_be_used_is_named_by_its_number(line):
    with pytest.raises(CorpusError, match="line 3"):
        Intake(MemoryLedger(), Index(), Shelf()).index_corpus([GOOD, "", line], collection="bench")
