"""What is new to whom, and what was taken back, on PostgreSQL."""

from tests.unit.store.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.store.test_arrivals import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.store.test_looks import *  # noqa: F403 - the same tests, fixtures and all
