"""The on-call calendar keeps its law on PostgreSQL."""

from tests.stories.test_on_call import *  # noqa: F403 - the same tests, fixtures and all
