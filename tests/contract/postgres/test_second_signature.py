"""Two signatures and notices keep their law on PostgreSQL."""

from tests.unit.worklist.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.worklist.test_notices import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.worklist.test_second_signature import *  # noqa: F403 - the same tests, fixtures and all
