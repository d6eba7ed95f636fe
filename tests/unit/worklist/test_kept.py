"""How promised times were kept: what was taken and answered late counts as late, what waits as waiting."""

from datetime import UTC, datetime, timedelta

from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.kept import kept
from assistant.worklist.task import Queue, State, Task

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def task(number, opened_h, *, state=State.ANSWERED, taken=None, answered=None, priority="P2"):
    opened = NOW - timedelta(hours=opened_h)

    def later(hours):
        return None if hours is None else opened + timedelta(hours=hours)

    return Task(
        task_id=f"t_{number}",
        ticket=f"AAAA-AAA{number}",
        kind="question",
        priority=priority,
        state=state,
        queue=Queue(kind="desk", name="on_call"),
        asker="p_1",
        record_id="",
        opened_at=opened,
        due_at=opened + timedelta(hours=4),
        next_at=None,
        claimed_at=later(taken),
        answered_at=later(answered),
    )


def test_counts_in_time_late_and_waiting():
    tasks = [
        task(1, 10, taken=1, answered=3),
        task(2, 10, taken=3, answered=5),
        task(3, 6, state=State.OPEN),
        task(4, 1, state=State.CLAIMED, taken=0.5),
        task(5, 1000, taken=1, answered=2),
        task(6, 3, state=State.OPEN, priority="P4"),
    ]
    levels = {
        one.priority: one for one in kept(tasks, shipped_clocks(), since=NOW - timedelta(days=30), now=NOW)
    }
    assert list(levels) == ["P0", "P1", "P2", "P3", "P4"]
    two = levels["P2"]
    assert (two.opened, two.seen, two.seen_in_time) == (4, 3, 2)
    assert (two.answered, two.answered_in_time, two.waiting, two.late) == (2, 1, 2, 1)
    assert (levels["P4"].waiting, levels["P4"].late, levels["P0"].opened) == (1, 0, 0)
