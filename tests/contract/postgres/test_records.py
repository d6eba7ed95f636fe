"""The chain of records keeps its law on PostgreSQL."""

from tests.unit.store.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.store.test_records import *  # noqa: F403 - the same tests, fixtures and all
