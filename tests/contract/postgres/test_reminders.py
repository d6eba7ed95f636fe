"""Reminders keep their law on PostgreSQL."""

from tests.unit.reminders.test_room import *  # noqa: F403 - the same tests, fixtures and all
