"""Every ledger takes arrivals back and lets single statements be amended, in memory and in SQL."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.store.ledger import SqlLedger
from guidelines import Reader, Status
from guidelines.arrivals import Origin
from guidelines.errors import MetadataError, UnknownReferenceError
from tests.fakes.databases import fresh_database
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger

TODAY = date(2026, 6, 1)
ANYONE = Reader()
OLD = "轮椅的刹车应每6个月检查一次并登记。\n轮椅的坐垫应每3周清洗一次。\n走廊的灯应整夜开着。"
MENDED = "轮椅的刹车应每2个月检查一次并登记。"


@pytest.fixture(params=["memory", "sql"])
def ledger(request, tmp_path):
    if request.param == "memory":
        yield MemoryLedger(today=lambda: TODAY)
        return
    database = fresh_database(tmp_path / "house.sqlite3")
    yield SqlLedger(database, today=lambda: TODAY)
    database.close()


def spoken(ledger, *, as_of=None):
    """Give the passages that may be evidence, by their words."""
    view = ledger.view(ANYONE, as_of=as_of)
    return {passage.text for one in view.editions for passage in ledger.passages(one) if view.admits(passage)}


def latest(ledger):
    return ledger.arrivals()[0].arrival_id


def test_a_roll_back_leaves_the_ledger_as_it_was(ledger):
    old, new = content("ht-2010", year=2010, words="old"), content("ht-2024", year=2024, words="new")
    ledger.add([old], origin=Origin(name="old.pdf"))
    before = (ledger.editions(), spoken(ledger), ledger.standing(old.edition.edition_id))
    ledger.add([new, content("dm-2024", year=2024)], origin=Origin(kind="package", name="x.yzp", by="p"))
    assert spoken(ledger) >= {"new"}
    gone = ledger.roll_back(latest(ledger), reason="unread", by="p-2")
    assert (ledger.editions(), spoken(ledger), ledger.standing(old.edition.edition_id)) == before
    assert ledger.resolve("ht-2010") == old.edition
    assert [one.origin.name for one in ledger.arrivals()] == ["x.yzp", "old.pdf"]
    assert (gone.taken_back.by, len(gone.editions)) == ("p-2", 2)
    with pytest.raises(UnknownReferenceError):
        ledger.resolve("ht-2024")


def test_what_an_answer_quoted_is_there_after_a_roll_back(ledger):
    new = content("ht-2024", year=2024)
    ledger.add([new])
    ledger.roll_back(latest(ledger), reason="")
    assert ledger.passage(new.passages[0].passage_id) == new.passages[0]
    assert ledger.edition(new.edition.edition_id) == new.edition
    assert ledger.standing(new.edition.edition_id).status is Status.WITHDRAWN
    assert not ledger.holds(new.edition.edition_id)
    for day in (None, date(2025, 1, 1)):
        assert spoken(ledger, as_of=day) == set()


def test_what_was_rolled_back_can_come_again_under_a_better_record(ledger):
    wrong = content("ht-2024", year=2014)
    right = replace(wrong, edition=replace(wrong.edition, effective_from=date(2024, 1, 1), title="Mended"))
    ledger.add([wrong])
    ledger.roll_back(latest(ledger), reason="wrong day")
    assert ledger.rehearse([right]) == (right.edition.edition_id,)
    assert not ledger.holds(right.edition.edition_id)
    assert ledger.add([right]) == (right.edition.edition_id,)
    assert ledger.edition(right.edition.edition_id) == right.edition
    assert ledger.editions() == (right.edition,)
    assert ledger.add([wrong]) == ()


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param(lambda _: "a_none", UnknownReferenceError, id="unknown"),
        pytest.param(
            lambda ledger: ledger.roll_back(latest(ledger), reason="").arrival_id, MetadataError, id="twice"
        ),
    ],
)
def test_refuses_to_roll_back(ledger, spoil, fault):
    ledger.add([content("ht-2024")])
    name = spoil(ledger)
    with pytest.raises(fault):
        ledger.roll_back(name, reason="")


def test_refuses_a_roll_back_that_leaves_two_editions_of_a_day(ledger):
    first = content("ht-a", year=2024, words="one")
    ledger.add([first])
    ledger.add([replace(content("ht-a", year=2025, words="one, corrected"))])
    ledger.add([content("ht-b", year=2024, words="another")])
    corrected = ledger.arrivals()[1].arrival_id
    with pytest.raises(MetadataError, match="supersedes"):
        ledger.roll_back(corrected, reason="")
    assert ledger.resolve("ht-a").effective_from == date(2025, 1, 1)


def test_a_rehearsal_says_what_an_addition_would_and_stores_nothing(ledger):
    first = content("ht-2024", year=2024)
    assert ledger.rehearse([first]) == (first.edition.edition_id,)
    assert (ledger.editions(), ledger.arrivals()) == ((), ())
    ledger.add([first])
    with pytest.raises(MetadataError):
        ledger.rehearse([content("ht-also", year=2024, words="other words")])
    assert ledger.rehearse([first]) == ()


def test_refuses_two_documents_that_claim_to_be_one_edition(ledger):
    ledger.add([content("ht-2024", year=2024)])
    claiming = content("ht-again", year=2024, words="other", effective_from=date(2024, 5, 1))
    with pytest.raises(MetadataError, match=r"edition|supersedes"):
        ledger.add([claiming])
    named = replace(claiming, edition=replace(claiming.edition, supersedes=("ht-2024",)))
    ledger.add([named])
    assert ledger.resolve("ht-again") == named.edition


def test_an_amendment_replaces_its_statement_and_nothing_else(ledger):
    base = content("chair-2019", year=2019, words=OLD)
    update = content("chair-2021", year=2021, words=MENDED, amends=("chair-2019",))
    ledger.add([base])
    assert len(spoken(ledger)) == 3
    ledger.add([update])
    brakes, cushions, lights = OLD.split("\n")
    assert spoken(ledger) == {MENDED, cushions, lights}
    assert spoken(ledger, as_of=date(2020, 1, 1)) == {brakes, cushions, lights}
    for one in (base, update):
        assert ledger.standing(one.edition.edition_id).status is Status.CURRENT
    (found,) = ledger.amended(base.edition.edition_id).values()
    assert [base.text[one.span.start : one.span.end] for one in found] == [brakes]
    ledger.withdraw(update.edition.edition_id, on=TODAY, reason="wrong")
    assert spoken(ledger) == {cushions, lights}
    ledger.roll_back(latest(ledger), reason="wrong")
    assert spoken(ledger) == {brakes, cushions, lights}


def test_an_amendment_may_come_before_what_it_amends(ledger):
    update = content("chair-2021", year=2021, words=MENDED, amends=("chair-2019",))
    ledger.add([update])
    assert spoken(ledger) == {MENDED}
    ledger.add([content("chair-2019", year=2019, words=OLD)])
    assert spoken(ledger) == {MENDED, *OLD.split("\n")[1:]}


def test_an_amendment_ends_with_what_it_amends(ledger):
    update = content("chair-2025", year=2025, words=MENDED, amends=("chair-2019",))
    ledger.add([content("chair-2019", year=2019, words=OLD), update])
    whole = content("chair-2023", year=2023, words="轮椅全部换新。")
    ledger.add([whole])
    assert spoken(ledger) == {"轮椅全部换新。"}
    standing = ledger.standing(update.edition.edition_id)
    assert (standing.status, standing.by) == (Status.SUPERSEDED, whole.edition.edition_id)


def test_an_erratum_counts_from_the_first_day_of_what_it_corrects(ledger):
    erratum = content(
        "chair-2021",
        year=2021,
        words=MENDED,
        amends=("chair-2019",),
        erratum=True,
        amended_units=("刹车应每6个月检查",),
    )
    ledger.add([content("chair-2019", year=2019, words=OLD), erratum])
    for day in (None, date(2020, 1, 1)):
        assert spoken(ledger, as_of=day) == {MENDED, *OLD.split("\n")[1:]}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        pytest.param("病房的窗户朝南。", (), id="restates nothing"),
        pytest.param(MENDED, ("推荐意见9",), id="no such number"),
        pytest.param(MENDED, ("电梯的按钮",), id="no such words"),
    ],
)
def test_refuses_an_amendment_that_fits_nothing(ledger, words, named):
    base = content("chair-2019", year=2019, words=OLD)
    ledger.add([base])
    with pytest.raises(MetadataError, match="amended_units"):
        ledger.add(
            [content("chair-2021", year=2021, words=words, amends=("chair-2019",), amended_units=named)]
        )
    assert ledger.editions() == (base.edition,)


def test_refuses_amendments_that_amend_each_other(ledger):
    one = content("chair-a", year=2020, words=OLD, amends=("chair-b",))
    other = content("chair-b", year=2021, words=OLD + "\n更多。", amends=("chair-a",))
    with pytest.raises(MetadataError, match=r"each other|itself"):
        ledger.add([one, other])
