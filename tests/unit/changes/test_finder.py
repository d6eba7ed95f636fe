"""Disagreements are looked for pair by pair: what is left is counted, nothing is compared twice."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.changes.finder import ConflictFinder
from assistant.changes.showing import Viewer
from guidelines import Reader
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger

VIEWER = Viewer(reader=Reader())


def titled(document, limit, title="糖尿病防治指南", **fields):
    made = content(document, words=f"成人患者空腹血糖控制目标为<{limit} mmol/L。", **fields)
    return replace(made, edition=replace(made.edition, title=title))


class CountingLedger(MemoryLedger):
    """Counts how often an edition's text is read."""

    def __init__(self):
        super().__init__()
        self.read = []

    def text(self, edition_id):
        self.read.append(edition_id)
        return super().text(edition_id)


@pytest.fixture
def ledger():
    ledger = CountingLedger()
    ledger.add([titled("a-1", "7.0"), titled("b-1", "6.1"), titled("c-1", "5.0", access="board")])
    ledger.add([titled("d-1", "4.0", title="流感诊疗方案")])
    return ledger


def numbers(found):
    return {frozenset((one.old, one.new)) for conflict in found.conflicts for one in conflict.numbers}


def test_finds_what_the_viewer_may_know_of_within_one_topic(ledger):
    finder = ConflictFinder(ledger)
    assert numbers(finder.find(VIEWER)) == {frozenset({"7.0", "6.1"})}
    board = Viewer(reader=Reader(groups=frozenset({"all", "board"})))
    assert len(numbers(finder.find(board))) == 3


def test_what_time_did_not_suffice_for_is_counted_and_gone_on_with(ledger):
    finder = ConflictFinder(ledger)
    none = finder.find(VIEWER, within_s=0)
    assert (none.conflicts, none.left) == ((), 1)
    finder.find(VIEWER)
    assert finder.find(VIEWER, within_s=0).left == 0


def test_no_pair_is_compared_twice(ledger):
    finder = ConflictFinder(ledger)
    finder.find(VIEWER)
    shown = len(finder.find(VIEWER).conflicts)
    before = len(ledger.read)
    finder.find(VIEWER)
    # What is left to read is what every shown conflict quotes: one text a side.
    assert len(ledger.read) - before == 2 * shown


def test_an_edition_out_of_force_disagrees_no_more(ledger):
    finder = ConflictFinder(ledger)
    finder.find(VIEWER)
    ledger.withdraw(ledger.resolve("a-1").edition_id, on=date(2026, 1, 1), reason="recalled")
    assert finder.find(VIEWER).conflicts == ()


def test_looks_only_where_one_of_two_is_about_what_is_asked(ledger):
    finder = ConflictFinder(ledger)
    assert finder.find(VIEWER, about=lambda edition: edition.document_id == "b-1").conflicts
    assert not finder.find(VIEWER, about=lambda edition: edition.document_id == "d-1").conflicts


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("糖尿病防治指南（2023年部分更新）", id="a partial update"),
        pytest.param("基层糖尿病管理共识", id="for primary care"),
    ],
)
def test_what_kind_of_document_it_is_makes_no_topic(title):
    ledger = MemoryLedger()
    ledger.add([titled("a-1", "7.0", title="糖尿病诊疗指南"), titled("b-1", "6.1", title=title)])
    assert numbers(ConflictFinder(ledger).find(VIEWER)) == {frozenset({"7.0", "6.1"})}
