"""What the engine defers reaches the worklist with its record; an alarm goes out whatever the store does."""

from dataclasses import replace

import pytest

from assistant.engine import Engine
from assistant.errors import StoreError, TaskStateError
from assistant.exchange import NOT_MEASURED, REHEARSAL, Asker, Deferred, Emergency, Role, Voice
from assistant.worklist.clocks import NoCalendar, shipped_clocks
from assistant.worklist.opening import TaskOpener
from assistant.worklist.worklist import Asked
from tests.fakes.memory_ledger import MemoryLedger
from tests.unit.assistant.test_engine import Notebook, engine_with
from tests.unit.worklist.conftest import OFFICER, PATIENT, question


class Broken:
    def open(self, *_):
        raise StoreError("no room; free some")


def engine(ward, tasks=None):
    rooms = engine_with(MemoryLedger(), Notebook())._rooms
    return Engine(replace(rooms, recorder=ward.recorder, tasks=tasks or ward.opener))


async def test_a_deferral_carries_its_ticket_and_is_recorded_once(ward):
    outcome = await engine(ward).ask(question("甲病的随访间隔是多少？"))
    assert isinstance(outcome, Deferred)
    (task,) = ward.work.queue(OFFICER)
    assert outcome.trace.ticket == task.ticket
    assert ward.recorder.replay(task.record_id).outcome.trace.ticket == task.ticket
    assert ward.recorder.verify().links == 1
    assert ward.work.packet(task).trace.record_id == task.record_id


async def test_an_emergency_calls_for_a_review_at_once(ward):
    outcome = await engine(ward).ask(question("我突然胸口压着疼，疼到左胳膊，出冷汗"))
    assert isinstance(outcome, Emergency)
    (task,) = ward.work.queue(OFFICER)
    assert (task.kind, task.priority, task.ticket) == ("emergency", "P0", outcome.trace.ticket)
    with pytest.raises(TaskStateError, match="safety"):
        ward.work.withdraw(task.ticket, PATIENT, Asked())


async def test_whoever_wants_a_person_gets_one_but_an_alarm_comes_first(ward):
    wanted = await engine(ward).hand_over(question("我想找真人医生"))
    assert (wanted.reason, wanted.claims[0].origin) == ("person_asked", "template")
    assert isinstance(
        await engine(ward).hand_over(question("我突然胸口压着疼，疼到左胳膊，出冷汗")), Emergency
    )
    assert {one.priority for one in ward.work.queue(OFFICER)} == {"P0", "P3"}


@pytest.mark.parametrize("asker", [Asker(role=Role.PATIENT), Asker(role=Role.DOCTOR, person="p_li")])
async def test_no_ticket_where_nobody_waits_for_a_person(ward, asker):
    outcome = await engine(ward).ask(question("甲病的随访间隔是多少？", asker=asker))
    assert outcome.trace.ticket is None
    assert ward.work.queue(OFFICER) == ()
    assert ward.recorder.verify().links == 1


@pytest.mark.parametrize("text", ["甲病的随访间隔是多少？", "我突然胸口压着疼，疼到左胳膊，出冷汗"])
async def test_a_card_that_is_only_tried_makes_no_task_but_is_on_record(ward, text):
    voice = Voice(twin_id=REHEARSAL, doctor="p_li", doctor_name="李明")
    outcome = await engine(ward).ask(question(text, voice=voice))
    assert (outcome.trace.ticket, ward.work.queue(OFFICER)) == (None, ())
    assert ward.recorder.verify().links == 1


class Night(NoCalendar):
    """A calendar by which nobody works at this hour, or everybody does."""

    def __init__(self, off):
        self.off = off

    def off_hours(self, _):
        return self.off


@pytest.mark.parametrize(
    ("off", "text", "measured"),
    [
        (True, "我突然胸口压着疼，疼到左胳膊，出冷汗", True),
        (False, "我突然胸口压着疼，疼到左胳膊，出冷汗", False),
        (None, "我突然胸口压着疼，疼到左胳膊，出冷汗", NOT_MEASURED),
        (True, "甲病的随访间隔是多少？", False),
    ],
    ids=["urgent-by-night", "urgent-by-day", "no-calendar", "can-wait"],
)
async def test_what_cannot_wait_out_of_hours_is_measured_and_named_on_the_task(ward, off, text, measured):
    clocks = replace(shipped_clocks(), staffing=Night(off))
    opener = TaskOpener(ward.store, ward.opener._gate, clocks, now=ward.clock)
    outcome = await engine(ward, opener).ask(question(text))
    (task,) = ward.work.queue(OFFICER)
    assert outcome.trace.signals["D30"] == measured
    assert ("D30" in task.triggers) == (measured is True)
    assert ward.recorder.replay(task.record_id).outcome.trace.signals["D30"] == measured


async def test_an_alarm_goes_out_although_nothing_can_be_stored(ward):
    outcome = await engine(ward, Broken()).ask(
        question("我突然胸口压着疼，疼到左胳膊，出冷汗", asker=PATIENT)
    )
    assert isinstance(outcome, Emergency)
    assert outcome.trace.ticket is None
