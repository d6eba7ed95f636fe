"""What is kept about a person is handed out and erased on PostgreSQL, too."""

from tests.unit.worklist.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.worklist.test_own_data import *  # noqa: F403 - the same tests, fixtures and all
