"""Taking documents in: one bad file or line is named, and what was done before it stays told."""

import json

import pytest

from assistant.errors import DiskFullError, StoreError
from assistant.intake import Added, IncomingFile, Intake, Rejected
from guidelines.errors import GuidelineError
from guidelines.metadata import meta
from retrieval.errors import CorpusError, IndexWriteError
from tests.fakes.memory_ledger import MemoryLedger


class Shelf:
    """Keeps originals; refuses the bytes named."""

    def __init__(self, refused=b"", fault=None):
        self._refused, self._fault = refused, fault

    def put(self, data):
        if self._fault and self._refused in data:
            raise self._fault
        return "kept"


class Index:
    """Takes entries; refuses those that hold the words named."""

    def __init__(self, refused="", fault=None):
        self._refused, self._fault = refused, fault

    def add(self, collection, entries, progress=None):  # noqa: ARG002 - the port
        if self._fault and any(self._refused in entry.passage.text for entry in entries):
            raise self._fault

    def replace(self, collection, entries, progress=None):  # noqa: ARG002 - the port
        self.add(collection, list(entries))


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
