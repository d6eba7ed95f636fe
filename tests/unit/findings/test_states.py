"""Whatever is said on the telephone, a case stands in one place, and inside the recall it has a day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.errors import FindingStateError
from assistant.findings.amending import UNDER_REVIEW, corrected, taken_back
from assistant.findings.finding import RECALL, Case, Standing
from assistant.findings.rules import recall_rules
from assistant.findings.states import TABLE, Said, escalated, moved
from tests.unit.findings.conftest import finding

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
STEPS = sorted({step for _, step in TABLE})
BY_SOURCE = ("take_back", "correct")
ELSEWHERE_THAN_THE_TABLE = {
    "uphold": set(Standing),
    "accept": {Standing.FOLLOW_UP},
    "not_accept": {Standing.TO_TELL},
    "told": {Standing.NOT_ACCEPTED},
    "give_up": {Standing.NOT_ACCEPTED},
}
"""Where a step leads when the patient was called before the source changed its mind."""
WAIT = timedelta(hours=48)
OVER = {one for one in Standing if not any(before is one for before, _ in TABLE)}


def fresh():
    return Case(
        case_id="f", ticket="T", finding=finding(), flagged_at=NOON, department="胰腺外科", phone="139"
    )


def said_at(now, days):
    return Said(note="因故", day=now.astimezone().date() + timedelta(days=days), phone="138")


@settings(max_examples=40, deadline=None)
@given(
    some.lists(
        some.tuples(some.sampled_from([*STEPS, *BY_SOURCE, "reached", "clock"]), some.integers(0, 9000)),
        max_size=14,
    )
)
def test_no_history_loses_a_case(history):
    case, now = fresh(), NOON
    for step, minutes in [("accept", 1), *history]:
        now += timedelta(minutes=minutes)
        before = case
        try:
            if step == "clock":
                case = escalated(case, now, "p_on_call")
                assert case.standing is before.standing
                assert 1 <= case.level <= len(recall_rules().desks)
            elif step == "take_back":
                case = taken_back(case, "误报", by="panda", at=now)
                assert case.standing is not Standing.FLAGGED
                assert (case.standing in RECALL) == (before.standing is Standing.TO_TELL)
            elif step == "correct":
                case = corrected(case, finding(system="3"), by="panda", at=now)
                assert (case.standing, case.review) == (Standing.FLAGGED, None)
            else:
                case = moved(case, step, said_at(now, 3), by="p", at=now, first_wait=WAIT)
                goals = {TABLE[before.standing, step]} | ELSEWHERE_THAN_THE_TABLE.get(step, set())
                assert case.standing in goals
                assert (case.level, case.called) == (0, None)
        except FindingStateError:
            assert case == before
            continue
        assert case.version == before.version + 1
        assert (case.due_at is not None) == (case.standing in RECALL)
        if case.standing in RECALL:
            assert case.escalate_at is not None or case.level == len(recall_rules().desks)
            assert step in {"clock", "take_back"} or case.escalate_at > case.due_at >= now
        elif case.standing in UNDER_REVIEW:
            assert (case.escalate_at, case.settled_at) == (None, None)
        else:
            assert (case.escalate_at, case.settled_at) == (None, now)
        if case.reached_at is not None and before.standing in RECALL and step in BY_SOURCE:
            assert case.standing in UNDER_REVIEW | {Standing.TO_TELL}, "somebody was called and is forgotten"


def test_every_case_ends_by_a_person_and_what_is_settled_stays():
    assert {Standing.NOT_ACCEPTED, Standing.CONFIRMED, Standing.RULED_OUT, Standing.ENDED} == OVER
    for case in (fresh(),):
        with pytest.raises(FindingStateError):
            escalated(case, NOON + timedelta(days=900), None)


@pytest.mark.parametrize(
    ("step", "said", "why"),
    [
        pytest.param("refused", Said(), "note", id="refusal-without-reason"),
        pytest.param("reached", Said(), "day", id="reached-without-a-day"),
        pytest.param("reached", Said(day=datetime(2026, 5, 1, tzinfo=UTC).date()), "day", id="a-day-gone-by"),
        pytest.param("new_number", Said(note="家属提供"), "phone", id="number-missing"),
        pytest.param("give_up", Said(note="打不通"), "at least 3 times", id="given-up-too-soon"),
        pytest.param("confirmed", Said(note="病理"), "cannot take", id="confirmed-before-anybody-came"),
    ],
)
def test_what_is_missing_is_said(step, said, why):
    case = moved(fresh(), "accept", Said(), by="p", at=NOON, first_wait=WAIT)
    with pytest.raises(FindingStateError, match=why):
        moved(case, step, said, by="p", at=NOON, first_wait=WAIT)


def test_calls_in_vain_wait_longer_each_time_and_a_wrong_number_is_forgotten():
    case, waits = moved(fresh(), "accept", Said(), by="p", at=NOON, first_wait=WAIT), []
    for _ in range(3):
        case = moved(case, "not_reached", Said(), by="p", at=NOON, first_wait=WAIT)
        waits.append(case.due_at - NOON)
    assert waits == [timedelta(hours=hours) for hours in (4, 24, 72)]
    assert moved(case, "wrong_number", Said(), by="p", at=NOON, first_wait=WAIT).phone is None
    lost = moved(case, "give_up", Said(note="三次未接"), by="p", at=NOON, first_wait=WAIT)
    assert (lost.standing, lost.reached_at) == (Standing.UNREACHABLE, None)
