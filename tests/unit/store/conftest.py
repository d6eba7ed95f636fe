import pytest

from assistant.store.keys import KeyRing, MasterKey
from tests.fakes.databases import fresh_database


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def database(home):
    database = fresh_database(home / "house.sqlite3")
    yield database
    database.close()


@pytest.fixture
def keys(home):
    return KeyRing(MasterKey.open(home / "keys" / "master.key"))
