"""Outside findings keep their law on PostgreSQL."""

from tests.unit.findings.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.findings.test_amending import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.findings.test_room import *  # noqa: F403 - the same tests, fixtures and all
