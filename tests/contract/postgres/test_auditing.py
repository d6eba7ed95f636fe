"""Tampering is found, links are searched, notices are told once on PostgreSQL, too."""

from tests.unit.auditing.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.auditing.test_room import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.auditing.test_tampering import *  # noqa: F403 - the same tests, fixtures and all
