"""A digest in a bounded time: what was not told is counted, what was learned late is new, too."""

from datetime import date

import pytest

from assistant.changes import ChangeLog
from assistant.changes.digest import Period
from assistant.changes.looks import Learned
from assistant.changes.showing import Viewer
from guidelines import Reader
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger

VIEWER = Viewer(reader=Reader())
TODAY = date(2026, 6, 1)
ALL = Period(since=date(2000, 1, 1), until=TODAY)


@pytest.fixture
def ledger():
    ledger = MemoryLedger(today=lambda: TODAY)
    for number in range(4):
        name = f"f{number}"
        ledger.add(
            [
                content(f"{name}-2018", year=2018, words=f"目标为<15{number} mmHg。"),
                content(f"{name}-2024", year=2024, words=f"目标为<14{number} mmHg。"),
            ]
        )
    return ledger


def test_without_time_one_renewal_is_told_and_the_others_are_counted(ledger):
    found = ChangeLog(ledger).digest_within(VIEWER, ALL, 0, most=10)
    assert (len(found.renewals), found.left, found.beyond) == (1, 3, 0)


def test_too_many_renewals_are_cut_at_the_newest(ledger):
    found = ChangeLog(ledger).digest_within(VIEWER, ALL, 60, most=3)
    assert (len(found.renewals), found.left, found.beyond) == (3, 0, 1)
    assert len(found.changes) == 3


@pytest.mark.parametrize(
    ("period", "told"),
    [
        pytest.param(Period(since=date(2025, 1, 1), until=TODAY), [], id="before"),
        pytest.param(
            Period(since=date(2024, 1, 1), until=date(2024, 1, 1)), ["f3", "f2", "f1", "f0"], id="day"
        ),
        pytest.param(Period(since=date(2024, 1, 1), until=date(2023, 1, 1)), [], id="not-yet"),
    ],
)
def test_tells_what_came_into_force_in_the_period(ledger, period, told):
    found = ChangeLog(ledger).digest_within(VIEWER, period, 60, most=10)
    assert [one.edition.family_id for one in found.renewals] == told


def test_what_was_learned_late_is_new_whatever_its_day(ledger):
    late = ledger.resolve("f1-2024").edition_id
    for learned in (Learned(added=frozenset({late})), Learned(superseding=frozenset({late}))):
        period = Period(since=TODAY, until=TODAY, learned=learned)
        (renewal,) = ChangeLog(ledger).digest_within(VIEWER, period, 60, most=10).renewals
        assert renewal.edition.edition_id == late


def test_what_is_learned_of_an_edition_that_is_not_in_effect_waits(ledger):
    ledger.add([content("f0-2030", year=2030, words="目标为<100 mmHg。")])
    new = ledger.resolve("f0-2030").edition_id
    period = Period(since=TODAY, until=TODAY, learned=Learned(added=frozenset({new})))
    assert ChangeLog(ledger).digest_within(VIEWER, period, 60, most=10).renewals == ()
