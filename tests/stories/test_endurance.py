"""A sample of `tests/bench/bench_endurance.py`: three deaths under requests, and some people at once."""

import asyncio

import pytest

from tests.fakes.endurance import killed_often, lived_with

pytestmark = pytest.mark.story


@pytest.fixture
def alone(tmp_path, monkeypatch, surroundings):
    """A home that the endurance makes itself."""
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path / "home"))


def test_what_was_promised_is_kept_whenever_the_server_is_killed(alone):
    told = []
    kept, ended = killed_often(3, 2, tell=told.append)
    assert (kept, told) == (3, [])
    assert ended["accepted"] > 0


def test_of_many_people_at_once_nothing_is_lost_and_nobody_meets_a_fault(alone):
    promises, broken = asyncio.run(lived_with(12, 6, 4, pause=0.05))
    assert (promises.faults, broken) == ([], [])
    assert promises.tickets
    assert set(promises.statuses) <= {200, 409, 429}
    assert len(promises.spent["worklist"]) > 5
