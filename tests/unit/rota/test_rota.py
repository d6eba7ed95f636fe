"""The calendar's questions: who is on call, who stands in, where nobody is; and tables that people bring."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.errors import RotaError
from assistant.rota import Absence, Duty, Rota, Watched
from assistant.rota.table import Known, moment_from, read_rota
from assistant.worklist.working_time import WorkingTime

MONDAY = datetime(2026, 6, 1, 0).astimezone()
HEART = "心内科"
KNOWN = Known(
    unit=lambda name: {HEART: HEART, "值班医生": "on_call"}.get(name.strip()),
    doctor=lambda name: {"li": "p_li", "wu": "p_wu"}.get(name.strip()),
)


def hours(number):
    return MONDAY + timedelta(hours=number)


def duty(person, start, end, unit=HEART):
    return Duty(duty_id=f"{person}{start}", unit=unit, person=person, starts=hours(start), ends=hours(end))


def away(person, cover, start=0, end=200):
    return Absence(
        absence_id=f"{person}{cover}", person=person, cover=cover, starts=hours(start), ends=hours(end)
    )


@pytest.mark.parametrize(
    ("rota", "at", "who"),
    [
        pytest.param(Rota((duty("li", 18, 32),)), 20, "li", id="at-night"),
        pytest.param(Rota((duty("li", 18, 32),)), 32, None, id="the-end-is-not-in-it"),
        pytest.param(Rota((duty("li", 18, 32, unit="x"),)), 20, None, id="another-department"),
        pytest.param(Rota((duty("li", 0, 48), duty("wu", 18, 24))), 20, "wu", id="who-came-last"),
        pytest.param(Rota((duty("li", 18, 32),), (away("li", "wu"),)), 20, "wu", id="stands-in"),
        pytest.param(
            Rota((duty("li", 18, 32),), (away("li", "wu"), away("wu", "an"))), 20, "an", id="stands-in-twice"
        ),
        pytest.param(
            Rota((duty("li", 18, 32),), (away("li", "wu"), away("wu", "li"))),
            20,
            None,
            id="each-for-the-other",
        ),
        pytest.param(
            Rota((duty("an", 0, 48), duty("li", 18, 32)), (away("li", "wu"), away("wu", "li"))),
            20,
            "an",
            id="the-one-before-is-there",
        ),
    ],
)
def test_who_is_on_call(rota, at, who):
    assert rota.on_call(HEART, hours(at)) == who


STRETCHES = some.lists(
    some.tuples(some.sampled_from(["li", "wu"]), some.integers(0, 90), some.integers(1, 30)), max_size=6
)


@settings(max_examples=20, deadline=None)
@given(STRETCHES, some.sampled_from(["always", "off_hours"]), some.booleans())
def test_gaps_are_exactly_where_nobody_is_on_call(stretches, needed, li_is_away):
    duties = tuple(duty(who, start, start + length) for who, start, length in stretches)
    rota = Rota(duties, (away("li", "wu", 10, 20), away("wu", "li", 15, 20)) if li_is_away else ())
    found = rota.gaps(Watched(HEART, needed), hours(0), hours(96))
    assert all(one.ends < other.starts for one, other in pairwise(found))
    for hour in range(0, 96, 2):
        at = hours(hour) + timedelta(minutes=30)
        open_here = any(one.starts <= at < one.ends for one in found)
        wanted = needed == "always" or not WorkingTime().working(at)
        assert open_here == (wanted and rota.on_call(HEART, at) is None)


TABLE = "科室,开始,结束,医生\n心内科,2026-06-01 18:00,2026/6/2 08:00,li\n值班医生,2026-06-03,2026-06-03,wu\n"


def test_a_table_is_read_in_the_hospitals_own_time_and_words():
    for data in (TABLE.replace("/6/2", "/06/02").encode("gb18030"), TABLE.replace("/6/2", "/06/02").encode()):
        night, day = read_rota(data, KNOWN)
        assert (night.unit, night.person, night.ends - night.starts) == (HEART, "p_li", timedelta(hours=14))
        assert (day.unit, day.ends - day.starts) == ("on_call", timedelta(days=1))
    assert night.starts == moment_from("2026-06-01T18:00", end=False)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        pytest.param("科室,开始,医生\n", "'ends' is missing", id="a-column-short"),
        pytest.param(TABLE.replace("li", "zhao").replace("/6/2", "-06-02"), "line 2: 'zhao'", id="no-doctor"),
        pytest.param("unit,from,to,doctor\n牙科,2026-06-01,2026-06-01,li", "'牙科'", id="no-department"),
        pytest.param(
            "unit,from,to,doctor\n心内科,2026-06-02,2026-06-01,li", "ends after it starts", id="backwards"
        ),
        pytest.param("unit,from,to,doctor\n心内科,25 June,2026-06-01,li", "is no time", id="no-time"),
        pytest.param("\0", "no text", id="no-text"),
    ],
)
def test_a_faulty_table_names_its_lines(table, why):
    with pytest.raises(RotaError, match=why):
        read_rota(table.encode(), KNOWN)
