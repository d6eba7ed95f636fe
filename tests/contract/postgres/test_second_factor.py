"""Second factors keep their law on PostgreSQL."""

from tests.unit.auth.test_second_factor import *  # noqa: F403 - the same tests, fixtures and all
