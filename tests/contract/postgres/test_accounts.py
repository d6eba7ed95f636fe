"""Accounts, sessions, keys, second factors and staff lists keep their law on PostgreSQL."""

from tests.unit.accounts.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.accounts.test_accounts import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.accounts.test_staff import *  # noqa: F403 - the same tests, fixtures and all
