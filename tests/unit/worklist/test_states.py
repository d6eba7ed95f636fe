"""Whatever happens, a task stands in one state, has an owner or a queue, and a due time (law 5)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.errors import TaskError
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.states import CLOCK, TABLE, Move, moved
from assistant.worklist.task import LIVE, PRIORITIES, WAITING, Queue, State, Task
from assistant.worklist.working_time import WorkingTime

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class SomebodyOnCall:
    """Names one doctor for every desk; everybody is there."""

    def on_call(self, unit, at):
        return f"p_{unit}_{at:%H}"

    def covering(self, person, at):  # noqa: ARG002 - the port
        return person

    def serves(self, person):  # noqa: ARG002 - the port
        return True

    def name_of(self, person):
        return person

    def working_time(self):
        return HOLIDAYS


HOLIDAYS = WorkingTime(days={NOON.date(): False, NOON.date() + timedelta(days=5): True})
CLOCKS = replace(shipped_clocks(), staffing=SomebodyOnCall())
STEPS = ("claim", "release", "escalate", "cover", "leave", "answer", "close", "cancel", "withdraw")
OVER = {State.ANSWERED, State.CLOSED, State.CANCELLED}


def fresh(priority="P3"):
    clock = CLOCKS.of(priority)
    return Task(
        task_id="t",
        ticket="TTTT-TTTT",
        kind="deferral",
        priority=priority,
        state=State.OPEN,
        queue=Queue(kind="desk", name=clock.desks[0]),
        asker="p",
        record_id="r",
        opened_at=NOON,
        due_at=NOON + clock.reply,
        next_at=NOON + clock.acknowledge,
    )


HISTORIES = some.lists(
    some.tuples(some.sampled_from(STEPS), some.sampled_from(["p_li", "p_wu", CLOCK]), some.integers(0, 9000)),
    max_size=30,
)


@given(priority=some.sampled_from(PRIORITIES), history=HISTORIES)
def test_no_history_loses_a_task(priority, history):
    task, now = fresh(priority), NOON
    for step, by, minutes in history:
        now += timedelta(minutes=minutes)
        try:
            to = "p_cover" if step == "cover" else None
            after = moved(task, Move(step=step, by=by, at=now, to=to), CLOCKS)
        except TaskError:
            continue
        assert TABLE[task.state, step] is after.state
        assert after.version == task.version + 1
        task = after
        assert task.queue.name
        if step in {"release", "escalate", "cover", "leave"}:
            assert task.called == CLOCKS.whom(task.queue, now)
        assert (step == "cover") <= (task.queue == Queue(kind="doctor", name="p_cover"))
        assert task.due_at == NOON + CLOCKS.of(priority).reply
        assert (task.owner is not None) == (
            task.state in {State.CLAIMED, State.PROPOSED} or task.answered_at is not None
        ) or (task.state is State.CANCELLED)
        assert task.next_at is None or task.next_at > now
        assert not (task.state in OVER and task.next_at)
        if task.state in WAITING and task.next_at is None:
            assert task.queue.name == CLOCKS.of(priority).desks[-1]
        assert task.state not in {State.CLAIMED, State.PROPOSED} or task.next_at is not None


@pytest.mark.parametrize("state", list(State))
def test_what_is_over_stays_over_and_what_is_live_can_always_go_on(state):
    onward = {step for (before, step) in TABLE if before is state}
    assert (
        onward == ({"close"} if state is State.ANSWERED else set()) if state in OVER else "escalate" in onward
    )


def test_every_priority_gets_slower_and_ends_somewhere():
    clocks = [CLOCKS.of(priority) for priority in PRIORITIES]
    assert [one.reply for one in clocks] == sorted(one.reply for one in clocks)
    assert all(one.acknowledge <= one.reply and len(one.desks) >= 2 for one in clocks)
    assert clocks[0].acknowledge == timedelta(minutes=1)
    assert CLOCKS.of("P1").reply == timedelta(minutes=30)


def test_a_task_that_lies_still_goes_from_desk_to_desk_and_stays_at_the_last():
    task, now, desks = fresh("P0"), NOON, []
    for _ in range(4):
        now += timedelta(minutes=2)
        task = moved(task, Move(step="escalate", by=CLOCK, at=now), CLOCKS)
        desks.append(task.queue.name)
    assert desks == ["emergency_desk", "duty_officer", "duty_officer", "duty_officer"]
    assert task.state in LIVE
    assert replace(task, next_at=None) == task
