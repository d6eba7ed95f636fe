"""A ledger with invented editions of one family, and whoever looks at it."""

from datetime import date

import pytest

from assistant.changes import ChangeLog
from assistant.changes.showing import Viewer
from guidelines import Reader
from guidelines.library.loader import starter_library
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger

OLD = "血压目标为<150/90 mmHg。\n每年复查一次。\n可使用氨氯地平。\n戒烟。"
NEW = "血压目标为<140/90 mmHg。\n每年复查一次。\n可使用硝苯地平。\n戒烟。"


@pytest.fixture
def ledger():
    held = MemoryLedger()
    held.add([content("bp-2018", year=2018, words=OLD, family="bp")])
    held.add([content("bp-2024", year=2024, words=NEW, family="bp")])
    return held


@pytest.fixture
def log(ledger):
    return ChangeLog(ledger)


@pytest.fixture
def everybody():
    return Viewer(reader=Reader())


@pytest.fixture(scope="session")
def library():
    held = MemoryLedger(today=lambda: date(2026, 6, 1))
    held.add(starter_library())
    return held
