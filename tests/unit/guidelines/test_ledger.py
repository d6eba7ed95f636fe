from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.ledger import Reader, families, may_speak, readable, speaking, standing, term
from guidelines.metadata import edition, meta
from guidelines.model import Status

TODAY = date(2026, 1, 1)
EVERYONE = Reader()


def make(name, published, **more):
    record = {
        "document_id": name,
        "family": "htn",
        "title": name,
        "issuer": "某学会",
        "edition": published,
        "date_published": published,
        "language": "zh",
    } | more
    return edition(meta(record, name="test"), (name.encode().hex() + "0" * 64)[:64])


def ids(editions, *, as_of=None, reader=EVERYONE):
    return {one.partition("@")[0] for one in speaking(editions, reader, as_of=as_of, today=TODAY)}


OLD, NEW = make("old", "2018"), make("new", "2024-03")


@pytest.mark.parametrize(
    ("editions", "as_of", "expected"),
    [
        pytest.param([OLD, NEW], None, {"new"}, id="today the newer one"),
        pytest.param([OLD, NEW], date(2020, 5, 1), {"old"}, id="then the older one"),
        pytest.param([OLD, NEW], date(2024, 3, 1), {"new"}, id="from its first day"),
        pytest.param([OLD, NEW], date(2017, 1, 1), set(), id="before both"),
        pytest.param([OLD], None, {"old"}, id="alone"),
        pytest.param([make("old", "2018", status="superseded")], None, set(), id="declared superseded"),
        pytest.param(
            [make("old", "2018", status="superseded")],
            date(2020, 1, 1),
            {"old"},
            id="declared, but asked as of",
        ),
        pytest.param(
            [OLD, make("new", "2024", withdrawn_on="2025")], None, set(), id="withdrawal revives nothing"
        ),
        pytest.param(
            [make("old", "2018", status="withdrawn")], date(2020, 1, 1), set(), id="declared withdrawn"
        ),
        pytest.param([make("old", "2018", effective_to="2022")], None, set(), id="ended"),
        pytest.param(
            [make("a", "2018"), make("b", "2020", family="other")], None, {"a", "b"}, id="two families"
        ),
        pytest.param(
            [make("a", "2018"), make("b", "2020", family="other", supersedes="a")],
            None,
            {"b"},
            id="named across families",
        ),
        pytest.param(
            [make("new", "2024", effective_from="2026-06-01"), OLD], None, {"old"}, id="not yet in effect"
        ),
        pytest.param([make("a", "2024"), make("b", "2024")], None, {"b"}, id="one day, nothing said"),
        pytest.param(
            [make("a", "2024", supersedes="b"), make("b", "2024")], None, {"a"}, id="one day, one named"
        ),
    ],
)
def test_who_may_speak(editions, as_of, expected):
    assert ids(editions, as_of=as_of) == expected


def test_standing_names_the_successor_and_its_day():
    now = standing(OLD, [OLD, NEW], on=TODAY)
    assert (now.status, now.since, now.by) == (Status.SUPERSEDED, date(2024, 3, 1), NEW.edition_id)


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        pytest.param(Reader(), {"open"}, id="stranger"),
        pytest.param(Reader(groups=frozenset({"all", "board"})), {"open", "secret"}, id="in the group"),
        pytest.param(Reader(department="儿科"), {"open", "child"}, id="department"),
        pytest.param(Reader(department="外科"), {"open"}, id="other department"),
        pytest.param(Reader(every_department=True), {"open", "child"}, id="who keeps the ledger"),
    ],
)
def test_readers_see_only_what_they_may(reader, expected):
    editions = [
        make("open", "2020", family="a"),
        make("secret", "2020", family="b", access="board"),
        make("child", "2020", family="c", departments=["儿科"]),
    ]
    assert ids(editions, reader=reader) == expected
    assert {one.document_id for one in editions if readable(one, reader)} == expected


def test_families_are_listed_oldest_first():
    assert [one.document_id for one in families([NEW, OLD])[OLD.family_id]] == ["old", "new"]


DAYS = st.integers(0, 9000).map(lambda days: date(2005, 1, 1) + timedelta(days=days))


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=3).map(lambda days: days * 2), DAYS, st.booleans())
def test_never_do_two_editions_of_a_family_speak_on_one_day(days, asked, withdrawn):
    editions = [make(f"e{at}", day.isoformat()) for at, day in enumerate(sorted(days))]
    if withdrawn:
        editions[-1] = make("last", max(days).isoformat(), withdrawn_on=(max(days)).isoformat())
    assert len(speaking(editions, EVERYONE, as_of=asked, today=TODAY)) <= 1


@settings(max_examples=40, deadline=None)
@given(DAYS)
def test_an_edition_never_speaks_before_it_takes_effect(asked):
    assert may_speak(NEW, [NEW], as_of=asked, today=TODAY) == (asked >= NEW.effective_from)


FATES = st.fixed_dictionaries(
    {},
    optional={
        "withdrawn_on": DAYS,
        "effective_to": DAYS,
        "declared": st.just(Status.SUPERSEDED),
        "amends": st.just(("e0",)),
        "erratum": st.just(value=True),
        "supersedes": st.just(("e1",)),
        "family_id": st.just("other"),
    },
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(DAYS, FATES), min_size=1, max_size=4), DAYS)
def test_the_days_found_once_are_those_on_which_an_edition_may_speak(histories, asked):
    made = [replace(make(f"e{at}", day.isoformat()), **fate) for at, (day, fate) in enumerate(histories)]
    made = [replace(one, amends=()) if one.document_id == "e0" else one for one in made]
    days = {asked, TODAY, *(one.effective_from + timedelta(days=off) for one in made for off in (-1, 0, 1))}
    for one in made:
        found = term(one, made)
        for day in days:
            spoken = may_speak(one, made, as_of=day, today=TODAY)
            assert found.covers(day, today=TODAY) is spoken
