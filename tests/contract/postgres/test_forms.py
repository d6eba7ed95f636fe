"""Record forms keep their law on PostgreSQL."""

from tests.unit.forms.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.forms.test_book import *  # noqa: F403 - the same tests, fixtures and all
