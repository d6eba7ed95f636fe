"""A draft that cites one of two guidelines that disagree: the other one is quoted beside it."""

import pytest

from assistant.changes import ChangeLog
from assistant.engine import Engine
from assistant.scripted_model import ScriptedModel
from assistant.sufficiency import Sizing, Weighing
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger
from tests.unit.assistant.test_engine import Notebook, engine_with, question
from tests.unit.assistant.test_sufficiency import Level

ASKED = "甲病患者的血压目标是多少？"
ONE = "甲病患者的血压目标为<140/90 mmHg。"


async def asked(other):
    """Ask two families, of which the model cites the first; gives the outcome."""
    ledger = MemoryLedger()
    ledger.add([content("a-guide", year=2024, words=ONE, family="a")])
    ledger.add([content("b-guide", year=2023, words=other, family="b")])
    rooms = engine_with(ledger, Notebook(), model=ScriptedModel([f"[1] {ONE}"]))._rooms
    parts = {name: getattr(rooms, name) for name in rooms.__slots__}
    parts |= {"weighing": Weighing(Sizing(Level()), None), "changes": ChangeLog(ledger)}
    return await Engine(type(rooms)(**parts)).ask(question(ASKED))


async def test_the_other_value_is_quoted_with_issuer_and_year():
    outcome = await asked("甲病患者的血压目标为<130/80 mmHg。")
    told = [(claim.origin, claim.citations[0].year) for claim in outcome.claims]
    assert told == [("model", 2024), ("verbatim", 2023)]
    (line,) = [note for note in outcome.trace.notes if "<130/80" in note]
    assert "2024" in line
    assert "2023" in line


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("甲病患者的血压目标应<140/90 mmHg。", id="the same value"),
        pytest.param("甲病患者每2周测量一次血压。", id="another matter"),
        pytest.param("甲病患者的家庭血压目标为<135/85 mmHg。", id="measured elsewhere"),
    ],
)
async def test_what_does_not_disagree_is_not_added(other):
    outcome = await asked(other)
    assert [claim.citations[0].document_id for claim in outcome.claims] == ["a-guide"]
