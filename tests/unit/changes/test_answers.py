"""The line on an answer: said by the engine, and never at the price of the answer."""

from assistant.changes import ChangeLog
from assistant.engine import Engine
from assistant.errors import StoreError
from assistant.exchange import Answered, Role
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger
from tests.unit.assistant.test_engine import NEW, OLD, Notebook, engine_with, question

LINE = "65–79岁甲病患者的血压目标：2018 版为 <150/90 mmHg，2024 版改为 <140/90 mmHg。"


class Broken:
    """A change log whose ledger cannot be read."""

    def remarks(self, *_):
        raise StoreError("the ledger cannot be read; see its disk")


async def answered(changes_of, **asked):
    ledger = MemoryLedger()
    ledger.add([content("jia-2018", year=2018, words=OLD), content("jia-2024", year=2024, words=NEW)])
    rooms = engine_with(ledger, Notebook())._rooms
    parts = {name: getattr(rooms, name) for name in rooms.__slots__} | {"changes": changes_of(ledger)}
    return await Engine(type(rooms)(**parts)).ask(question("65–79岁甲病患者的血压目标是多少？", **asked))


async def test_an_answer_that_cites_a_changed_statement_says_so_in_one_line():
    outcome = await answered(ChangeLog)
    assert isinstance(outcome, Answered)
    assert [note for note in outcome.trace.notes if "2018" in note] == [LINE]


async def test_a_patient_is_told_too_where_both_statements_are_checked():
    outcome = await answered(ChangeLog, role=Role.PATIENT)
    assert LINE in outcome.trace.notes


async def test_an_answer_stands_when_the_editions_cannot_be_compared():
    outcome = await answered(lambda _: Broken())
    assert isinstance(outcome, Answered)
    assert outcome.trace.signals["editions_compared"] is False
    assert not [note for note in outcome.trace.notes if "2018" in note]
