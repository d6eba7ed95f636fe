"""What keeps a processor busy waits in a line of its own; nothing short or urgent stands behind it."""

import asyncio
import threading
from contextvars import ContextVar

import pytest

from assistant.exchange import Answered, Emergency
from assistant.grounding.grounder import Grounder
from assistant.lanes import LONG, THINKING, Lane
from tests.fakes.memory_ledger import MemoryLedger
from tests.unit.assistant.test_engine import GOOD, Everything, Notebook, engine_with, ledger, question

__all__ = ["ledger"]
WHO = ContextVar("who", default="nobody")


@pytest.fixture
async def standing_still():
    """Hold up every lane but the gate's, as a long search does, until the test ends."""
    go_on, begun = threading.Event(), [threading.Event(), threading.Event()]

    def work(mine):
        mine.set()
        go_on.wait(60)

    held = [
        asyncio.create_task(lane.do(work, mine)) for lane, mine in zip((THINKING, LONG), begun, strict=True)
    ]
    for one in begun:
        await asyncio.to_thread(one.wait, 60)
    yield
    go_on.set()
    await asyncio.gather(*held)


@pytest.mark.usefixtures("standing_still")
async def test_an_emergency_stands_behind_no_search():
    engine = engine_with(MemoryLedger(), Notebook())
    told = await asyncio.wait_for(engine.ask(question("我突然胸口压着疼，疼到左胳膊，出冷汗")), 30)
    assert isinstance(told, Emergency)


@pytest.mark.usefixtures("standing_still")
async def test_whoever_asks_for_a_person_stands_behind_no_search():
    engine = engine_with(MemoryLedger(), Notebook())
    told = await asyncio.wait_for(engine.hand_over(question("我想找真人医生")), 30)
    assert told.reason == "person_asked"


async def test_nothing_that_takes_long_runs_on_the_event_loop(ledger, monkeypatch):
    seen = []

    def watched(real):
        def seeing(*given, **named):
            seen.append(threading.current_thread().name)
            return real(*given, **named)

        return seeing

    monkeypatch.setattr(Everything, "find", watched(Everything.find))
    monkeypatch.setattr(Grounder, "ground", watched(Grounder.ground))
    told = await engine_with(ledger, Notebook(), GOOD).ask(question("70岁甲病患者血压目标是多少？"))
    assert isinstance(told, Answered)
    assert len(seen) == 2
    assert all(one.startswith("thinking") for one in seen)


async def test_work_keeps_its_order_its_context_and_its_faults():
    lane, done = Lane("test", workers=1), []
    WHO.set("me")
    await asyncio.gather(*(lane.do(lambda n=n: done.append((n, WHO.get()))) for n in range(5)))
    assert done == [(n, "me") for n in range(5)]
    with pytest.raises(ZeroDivisionError):
        await lane.do(lambda: 1 / 0)


async def test_whoever_leaves_takes_work_that_has_not_begun_out_of_the_line():
    lane, go_on, done = Lane("test", workers=1), threading.Event(), []
    first = asyncio.create_task(lane.do(go_on.wait, 60))
    left = asyncio.create_task(lane.do(done.append, "left"))
    await asyncio.sleep(0)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    last = asyncio.create_task(lane.do(done.append, "last"))
    go_on.set()
    await asyncio.gather(first, last)
    assert done == ["last"]
