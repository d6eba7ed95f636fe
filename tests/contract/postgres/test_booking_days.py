"""A clerk's day keeps its law on PostgreSQL: whoever books while a time closes is told or was too late."""

import pytest

from assistant.store.keys import KeyRing, MasterKey
from tests.fakes.databases import fresh_database, kept_on
from tests.unit.booking.test_days import *  # noqa: F403 - the same tests, fixtures and all


@pytest.fixture(scope="module")
def store(postgres, tmp_path_factory):
    home = tmp_path_factory.mktemp("days")
    with kept_on(postgres):
        database = fresh_database(home / "calendar.sqlite3")
        yield database, KeyRing(MasterKey.open(home / "master.key"))
        database.close()


def test_this_is_postgres(store):
    assert store[0]._engine.dialect.name == "postgresql"
