"""The risk that two people set keeps its law on PostgreSQL."""

from tests.unit.risk.test_room import *  # noqa: F403 - the same tests, fixtures and all
