"""Every ledger keeps the same law, in memory and in SQL."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from assistant.store.ledger import SqlLedger
from guidelines import Reader, Status
from guidelines.errors import MetadataError, QuotationError, UnknownReferenceError
from tests.fakes.databases import fresh_database
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger

TODAY = date(2026, 6, 1)
ANYONE = Reader()
STAFF = Reader(groups=frozenset({"all", "staff"}))


@pytest.fixture(params=["memory", "sql"])
def ledger(request, tmp_path):
    if request.param == "memory":
        yield MemoryLedger(today=lambda: TODAY)
        return
    database = fresh_database(tmp_path / "house.sqlite3")
    yield SqlLedger(database, today=lambda: TODAY)
    database.close()


def spoken(ledger, *, as_of=None, reader=ANYONE):
    return ledger.view(reader, as_of=as_of).editions


def test_gives_back_what_was_added(ledger):
    first = content(
        "ht-2020",
        population="成人",
        licence="own",
        jurisdiction="CN",
        departments=("心内科",),
        supersedes=("ht-2010",),
    )
    assert ledger.add([first]) == (first.edition.edition_id,)
    assert ledger.edition(first.edition.edition_id) == first.edition
    assert ledger.text(first.edition.edition_id) == first.text
    assert ledger.passages(first.edition.edition_id) == first.passages
    assert ledger.passage(first.passages[1].passage_id) == first.passages[1]


def test_adding_the_same_content_twice_changes_nothing(ledger):
    first = content("ht-2020")
    ledger.add([first])
    again = replace(first, edition=replace(first.edition, title="Another title"))
    assert ledger.add([again, again]) == ()
    assert ledger.editions() == (first.edition,)


def test_adds_all_or_none(ledger):
    good, bad = content("ht-2020"), content("dm-2021")
    torn = replace(bad, passages=(replace(bad.passages[0], text="other words"),))
    with pytest.raises(QuotationError, match="cut the edition again"):
        ledger.add([good, torn])
    assert ledger.editions() == ()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"collection": "corpus"}, id="other-collection"),
        pytest.param({"sha256": "f" * 64}, id="other-content"),
    ],
)
def test_refuses_an_id_that_is_taken(ledger, change):
    first = content("ht-2020")
    ledger.add([first])
    with pytest.raises(MetadataError, match="another"):
        ledger.add([content("dm-2020"), replace(first, edition=replace(first.edition, **change))])
    assert ledger.editions() == (first.edition,)


@pytest.mark.parametrize(
    "look_up",
    [
        pytest.param(lambda ledger: ledger.edition("nowhere@0"), id="edition"),
        pytest.param(lambda ledger: ledger.resolve("nowhere"), id="resolve"),
        pytest.param(lambda ledger: ledger.text("nowhere@0"), id="text"),
        pytest.param(lambda ledger: ledger.passages("nowhere@0"), id="passages"),
        pytest.param(lambda ledger: ledger.passage("nowhere@0#1"), id="passage"),
        pytest.param(lambda ledger: ledger.standing("nowhere@0"), id="standing"),
        pytest.param(lambda ledger: ledger.supersede("nowhere@0", "nowhere@1"), id="supersede"),
        pytest.param(lambda ledger: ledger.withdraw("nowhere@0", on=TODAY, reason="r"), id="withdraw"),
    ],
)
def test_an_unknown_reference_is_said_to_be_unknown(ledger, look_up):
    ledger.add([content("ht-2020")])
    with pytest.raises(UnknownReferenceError, match="nowhere"):
        look_up(ledger)


def test_lists_by_family_then_by_effect(ledger):
    late, early, other = content("ht-2024", year=2024), content("ht-2010", year=2010), content("dm-2020")
    ledger.add([late, early, other])
    assert [one.document_id for one in ledger.editions()] == ["dm-2020", "ht-2010", "ht-2024"]


def test_a_later_edition_takes_the_place_of_the_earlier(ledger):
    old, new = content("ht-2010", year=2010), content("ht-2024", year=2024)
    ledger.add([old])
    assert spoken(ledger) == {old.edition.edition_id}
    ledger.add([new])
    assert spoken(ledger) == {new.edition.edition_id}
    assert spoken(ledger, as_of=date(2015, 1, 1)) == {old.edition.edition_id}
    assert ledger.standing(old.edition.edition_id).by == new.edition.edition_id
    assert ledger.standing(old.edition.edition_id, on=date(2015, 1, 1)).status is Status.CURRENT


def test_supersedes_across_families(ledger):
    old, new = content("ht-2010", year=2010), content("cv-2024", year=2024)
    ledger.add([old, new])
    assert spoken(ledger) == {old.edition.edition_id, new.edition.edition_id}
    ledger.supersede(old.edition.edition_id, new.edition.edition_id)
    ledger.supersede(old.edition.edition_id, new.edition.edition_id)
    assert spoken(ledger) == {new.edition.edition_id}
    assert ledger.edition(new.edition.edition_id).supersedes == ("ht-2010",)
    assert ledger.standing(old.edition.edition_id).status is Status.SUPERSEDED


def test_refuses_a_second_edition_of_the_day_that_says_nothing_of_the_first(ledger):
    first, second = content("ht-2024a", year=2024), content("ht-2024b", year=2024)
    with pytest.raises(MetadataError, match=r"`supersedes`.*`effective_from`"):
        ledger.add([first, second])
    ledger.add([first])
    with pytest.raises(MetadataError, match=r"`supersedes`.*`effective_from`"):
        ledger.add([second])
    assert spoken(ledger) == {first.edition.edition_id}
    named = content("ht-2024b", year=2024, supersedes=("ht-2024a",))
    ledger.add([named])
    assert spoken(ledger) == {named.edition.edition_id}


def test_newer_content_of_a_document_may_have_the_day_of_the_older(ledger):
    first, mended = content("ht-2024", words="a typing eror"), content("ht-2024", words="a typing error")
    ledger.add([first])
    ledger.add([mended])
    assert spoken(ledger) == {mended.edition.edition_id}


def test_a_departments_document_is_for_its_department(ledger):
    one = content("ht-2024", departments=("心内科",))
    ledger.add([one])
    assert spoken(ledger) == spoken(ledger, reader=Reader(department="儿科")) == frozenset()
    for reader in (Reader(department="心内科"), Reader(every_department=True)):
        assert spoken(ledger, reader=reader) == {one.edition.edition_id}


@pytest.mark.parametrize("length", [1, 2, 3])
def test_refuses_a_circle_of_supersessions(ledger, length):
    ring = [content(f"g{number}-x") for number in range(length)]
    ledger.add(ring)
    ids = [one.edition.edition_id for one in ring]
    for old, new in itertools.pairwise(ids):
        ledger.supersede(old, new)
    before = spoken(ledger)
    with pytest.raises(MetadataError):
        ledger.supersede(ids[-1], ids[0])
    assert spoken(ledger) == before


def test_refuses_a_circle_in_the_metadata(ledger):
    with pytest.raises(MetadataError, match="supersede"):
        ledger.add([content("a-1", supersedes=("b-1",)), content("b-1", supersedes=("a-1",))])
    assert ledger.editions() == ()


def test_newer_content_of_a_document_silences_the_older(ledger):
    first = content("ht-2020", words="a typing eror")
    mended = content("ht-2020", words="a typing error")
    ledger.add([first])
    ledger.add([mended])
    assert spoken(ledger) == {mended.edition.edition_id}
    assert spoken(ledger, as_of=date(2021, 1, 1)) == {mended.edition.edition_id}
    assert ledger.resolve("ht-2020") == mended.edition
    assert ledger.resolve(first.edition.edition_id) == first.edition
    assert ledger.standing(first.edition.edition_id).by == mended.edition.edition_id
    assert ledger.text(first.edition.edition_id) == "a typing eror"


def test_newer_content_with_an_earlier_date_speaks_all_the_same(ledger):
    first, mended = content("ht-2020", year=2020, words="a"), content("ht-2020", year=2019, words="b")
    ledger.add([first])
    ledger.add([mended])
    assert spoken(ledger) == {mended.edition.edition_id}
    assert ledger.standing(mended.edition.edition_id).status is Status.CURRENT


def test_a_withdrawn_edition_falls_silent_from_its_day(ledger):
    old, new = content("ht-2010", year=2010), content("ht-2020", year=2020)
    ledger.add([old, new])
    ledger.withdraw(new.edition.edition_id, on=date(2025, 1, 1), reason="retracted")
    ledger.withdraw(new.edition.edition_id, on=date(2025, 5, 1), reason="said again, later")
    assert spoken(ledger) == frozenset()
    assert spoken(ledger, as_of=date(2024, 12, 31)) == {new.edition.edition_id}
    assert ledger.standing(new.edition.edition_id).since == date(2025, 1, 1)
    with pytest.raises(MetadataError, match="reason"):
        ledger.withdraw(old.edition.edition_id, on=TODAY, reason="  ")


def test_a_reader_sees_only_what_is_open_to_him(ledger):
    everyone, staff = content("ht-2020"), content("dm-2020", access="staff")
    heart = content("cv-2020", access="staff", departments=("心内科",))
    ledger.add([everyone, staff, heart])
    assert spoken(ledger) == {everyone.edition.edition_id}
    assert spoken(ledger, reader=STAFF) == {one.edition.edition_id for one in (everyone, staff)}
    surgeon = replace(STAFF, department="外科")
    assert spoken(ledger, reader=surgeon) == {everyone.edition.edition_id, staff.edition.edition_id}


def test_a_line_of_a_corpus_never_shadows_a_guideline(ledger):
    guideline = content("ht-2020")
    ledger.add([guideline])
    ledger.add([content("ht-2020", words="Another text altogether.", collection="corpus")])
    assert ledger.resolve("ht-2020") == guideline.edition


def test_a_plain_corpus_has_no_lifecycle(ledger):
    one = content("doc-1", collection="corpus")
    ledger.add([one, content("doc-2", collection="corpus", year=2024, family="doc")])
    assert ledger.view(ANYONE, as_of=None, collection="corpus").editions is None
    assert ledger.standing(one.edition.edition_id).status is Status.CURRENT
    assert len(ledger.editions(collection="corpus")) == 2
    assert ledger.editions() == ()
    with pytest.raises(UnknownReferenceError):
        ledger.resolve("doc-1")
    with pytest.raises(MetadataError, match="corpus"):
        ledger.withdraw(one.edition.edition_id, on=TODAY, reason="why not")


def test_a_plain_corpus_keeps_only_what_it_is_told_to(ledger):
    guideline = content("ht-2020")
    kept, old = content("doc-1", collection="corpus"), content("doc-2", collection="corpus")
    ledger.add([guideline, kept, old])
    ledger.passage(old.passages[0].passage_id)
    assert ledger.keep_only("corpus", {kept.edition.edition_id}) == 1
    assert ledger.keep_only("corpus", {kept.edition.edition_id}) == 0
    assert ledger.editions(collection="corpus") == (kept.edition,)
    assert ledger.editions() == (guideline.edition,)
    for forgotten in (
        lambda: ledger.edition(old.edition.edition_id),
        lambda: ledger.passage(old.passages[0].passage_id),
    ):
        with pytest.raises(UnknownReferenceError):
            forgotten()
    assert ledger.add([old]) == (old.edition.edition_id,)
    with pytest.raises(MetadataError):
        ledger.keep_only("guidelines", frozenset())
