"""Digital twins keep their law on PostgreSQL."""

from tests.unit.twin.test_twin import *  # noqa: F403 - the same tests, fixtures and all
