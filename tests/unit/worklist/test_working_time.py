"""Waits in a hospital's own working time: days off are skipped, make-up days are not, P0, P1 never wait."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.worklist.clocks import NO_CALENDAR, shipped_clocks
from assistant.worklist.task import PRIORITIES
from assistant.worklist.working_time import WorkingTime

# 2026-06-01 is a Monday. Thursday and Friday of that week are off; the Sunday after is worked instead.
WORKS = WorkingTime(
    days={date(2026, 6, 4): False, date(2026, 6, 5): False, date(2026, 6, 7): True},
)


def at(day, hour, minute=0):
    return datetime(2026, 6, day, hour, minute).astimezone()


@pytest.mark.parametrize(
    ("begins", "hours", "counted", "over"),
    [
        pytest.param(at(1, 9), 2, "hours", at(1, 11), id="within-the-day"),
        pytest.param(at(1, 17), 2, "hours", at(2, 9), id="over-a-night"),
        pytest.param(at(1, 3), 2, "hours", at(1, 10), id="asked-at-night"),
        pytest.param(at(3, 17), 2, "hours", at(7, 9), id="over-days-off-to-a-make-up-sunday"),
        pytest.param(at(6, 12), 2, "hours", at(7, 10), id="asked-on-a-saturday-before-a-make-up-sunday"),
        pytest.param(at(2, 10), 24, "days", at(3, 10), id="a-plain-day"),
        pytest.param(at(3, 17), 24, "days", at(7, 17), id="a-day-over-days-off"),
        pytest.param(at(4, 11), 24, "days", at(8, 8), id="asked-on-a-day-off-begins-when-the-next-opens"),
        pytest.param(at(3, 17), 72, "days", at(9, 17), id="three-working-days"),
        pytest.param(at(4, 11), 1, "clock", at(4, 12), id="by-the-clock-no-day-is-off"),
    ],
)
def test_a_wait_is_over_when(begins, hours, counted, over):
    assert WORKS.after(begins, timedelta(hours=hours), counted) == over


LISTS = some.dictionaries(some.dates(date(2026, 6, 1), date(2026, 7, 15)), some.booleans(), max_size=20)


@settings(max_examples=30, deadline=None)
@given(
    days=LISTS,
    minutes=some.integers(0, 40 * 1440),
    wait=some.integers(1, 5000),
    counted=some.sampled_from(["hours", "days"]),
)
def test_no_list_shortens_a_wait_or_ends_it_while_nobody_works(days, minutes, wait, counted):
    works = WorkingTime(opens=time(8, 30), closes=time(17), days=days)
    begins = at(1, 0) + timedelta(minutes=minutes)
    over = works.after(begins, timedelta(minutes=wait), counted)
    assert begins + timedelta(minutes=wait) <= over <= begins + timedelta(days=92)
    just_before = over - timedelta(seconds=1)
    assert works.works_on(just_before.date())
    assert counted == "days" or works.working(just_before)


def test_a_list_that_leaves_no_working_day_is_waited_for_no_longer_than_a_quarter():
    never = WorkingTime(days={date(2026, 1, 1) + timedelta(days=one): False for one in range(730)})
    for counted in ("hours", "days"):
        assert never.after(at(1, 9), timedelta(hours=8), counted) <= at(1, 9) + timedelta(days=93)


class Calendar(type(NO_CALENDAR)):
    def working_time(self):
        return WORKS


CLOCKS = replace(shipped_clocks(), staffing=Calendar())


@pytest.mark.parametrize(
    ("priority", "asked", "seen", "answered"),
    [
        pytest.param("P0", at(4, 3), at(4, 3, 1), at(4, 3, 5), id="an-alarm-on-a-day-off"),
        pytest.param("P1", at(4, 3), at(4, 3, 10), at(4, 3, 30), id="a-critical-value-on-a-day-off"),
        pytest.param("P2", at(4, 11), at(4, 15), at(4, 15), id="the-first-hand-is-never-after-the-reply"),
        pytest.param("P3", at(3, 17), at(7, 15), at(7, 17), id="an-ordinary-question-waits-over-days-off"),
        pytest.param("P4", at(3, 17), at(9, 17), at(9, 17), id="paperwork-takes-three-working-days"),
    ],
)
def test_a_task_on_the_eve_of_days_off_is_due(priority, asked, seen, answered):
    due = CLOCKS.answered_by(priority, asked)
    assert (CLOCKS.seen_by(priority, asked, due), due) == (seen, answered)


def test_what_is_late_runs_by_the_clock_and_without_a_list_everything_does():
    late, due = at(4, 12), at(3, 17)
    assert CLOCKS.seen_by("P3", late, due) == late + CLOCKS.of("P3").acknowledge
    plain = shipped_clocks()
    for priority in PRIORITIES:
        assert plain.answered_by(priority, late) == late + plain.of(priority).reply
