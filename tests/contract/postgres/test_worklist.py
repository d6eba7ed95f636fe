"""The worklist keeps its law on PostgreSQL."""

from tests.unit.worklist.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.worklist.test_inspection import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.worklist.test_migration import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.worklist.test_worklist import *  # noqa: F403 - the same tests, fixtures and all
