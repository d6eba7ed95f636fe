"""The state machine of a plan under any walk of steps: nothing is lost, doubled or taken back."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from assistant.errors import PlanStateError
from assistant.follow_up import states
from assistant.follow_up.plan import Deviation, Plan, Terms
from assistant.follow_up.questions import Answer, YesNo
from assistant.worklist.task import Queue

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
ASKED = (YesNo(key="q", text="有没有头晕？"),)
SAID = states.Told(answers=(Answer(key="q", said="no"),))
SILENT = states.Told(deviations=(Deviation(kind="no_answer"),), ticket="2222-2222")


def terms(number, at, rng):
    due = tuple(at + rng.randint(1, 40) * HOUR for _ in range(rng.randint(1, 4)))
    queue = Queue(kind="doctor", name="p_li")
    return Terms(
        number=number, by="p_li", at=at, questions=ASKED, due=tuple(set(due)), grace=3 * HOUR, tell=queue
    )


def new_plan(rng):
    first = terms(1, START, rng)
    return Plan(
        plan_id="f",
        person="p",
        doctor="p_li",
        ticket="t",
        title="随访",
        state="active",
        terms=(first,),
        rounds=states.planned(first),
    )


def step(plan, at, rng):
    """Take a step that may or may not be possible, as anybody could try."""
    number = rng.randint(1, len(plan.rounds) + 1)
    match rng.choice(["answer", "answer", "miss", "miss", "change", "end"]):
        case "answer":
            return states.answered(plan, number, SAID, at=at)
        case "miss":
            return states.missed(plan, number, SILENT, at=at)
        case "change":
            return states.changed(plan, terms(len(plan.terms) + 1, at, rng))
        case _:
            if rng.random() < 0.7:
                raise PlanStateError("not this time")
            return states.ended(plan, by="p_li", at=at, why="done")


def holds(before, after, at):
    """Say what must be true of any step."""
    assert after.version == before.version + 1
    assert after.terms[: len(before.terms)] == before.terms
    assert [one.number for one in after.rounds] == list(range(1, len(after.rounds) + 1))
    waiting = [one for one in after.rounds if one.state == "waiting"]
    assert (after.state == "active") == bool(waiting), "an active plan waits for something"
    assert (after.next_at() is None) == (not waiting)
    for old, new in zip(before.rounds, after.rounds, strict=False):
        assert old.state == new.state or (old.state, new.state) in {
            (was, became) for (was, _), became in states.ROUNDS.items()
        }
        if old.state == "answered":
            assert new == old, "an answer is never taken back or given twice"
        if new.state == "answered" and old.state != "answered":
            assert old.due_at <= at
            assert new.late == (old.state == "missed" or at > old.due_at + 3 * HOUR)
        if new.state == "missed" and old.state != "missed":
            assert old.due_at + 3 * HOUR <= at
        if new.state == "dropped" and old.state != "dropped":
            assert after.state == "ended" or old.due_at > at


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_tried_in_whatever_order_the_plan_stays_whole(seed):
    rng, done = random.Random(seed), {}
    for _ in range(150):
        plan, at = new_plan(rng), START
        for _ in range(25):
            at += rng.randint(0, 9) * HOUR
            try:
                after = step(plan, at, rng)
            except PlanStateError:
                continue
            assert plan.state != "ended", "an ended plan stays as it is"
            holds(plan, after, at)
            if after.state == "ended":
                assert after.open_rounds(at) == after.late_rounds(at + 99 * HOUR) == ()
            done[after.state] = done.get(after.state, 0) + 1
            plan = after
    assert set(done) == {"active", "finished", "ended"}
    assert min(done.values()) >= 10


def test_a_round_is_open_from_its_time_on_and_late_after_its_grace():
    plan = new_plan(random.Random(7))
    first = plan.rounds[0]
    assert plan.open_rounds(first.due_at - HOUR) == ()
    assert first in plan.open_rounds(first.due_at)
    assert plan.late_rounds(first.due_at + 2 * HOUR) == ()
    assert first in plan.late_rounds(first.due_at + 3 * HOUR)
