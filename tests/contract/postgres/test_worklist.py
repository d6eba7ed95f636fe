"""The worklist keeps its law on PostgreSQL."""

from tests.unit.worklist.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.worklist.test_inspection import (  # noqa: F401 - one of the packs is enough here
    inspection,
    test_a_day_proves_itself_too_and_an_erased_person_stays_erased,
)
from tests.unit.worklist.test_migration import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.worklist.test_worklist import *  # noqa: F403 - the same tests, fixtures and all
