"""The ledger of editions keeps its law on PostgreSQL."""

import pytest

from assistant.store.ledger import SqlLedger
from tests.contract.test_arrivals import *  # noqa: F403 - the same tests
from tests.contract.test_ledger import *  # noqa: F403 - the same tests
from tests.contract.test_ledger import TODAY
from tests.fakes.databases import fresh_database


@pytest.fixture
def ledger(tmp_path):
    database = fresh_database(tmp_path / "house")
    yield SqlLedger(database, today=lambda: TODAY)
    database.close()
