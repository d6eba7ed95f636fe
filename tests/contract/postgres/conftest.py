"""The tests of the store's rooms once more, on a real PostgreSQL."""

import pytest

from tests.fakes.databases import kept_on
from tests.fakes.postgres import running_postgres


@pytest.fixture(scope="session")
def postgres():
    """A server of our own; its tests are skipped where none is installed."""
    yield from running_postgres()


@pytest.fixture(autouse=True)
def on_postgres(postgres):
    with kept_on(postgres):
        yield
