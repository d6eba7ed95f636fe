import pytest

from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock, account_book


@pytest.fixture
def database(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    yield database
    database.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def book(database, tmp_path, clock):
    return account_book(database, tmp_path, clock)
