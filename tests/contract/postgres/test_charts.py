"""Kept records keep their law on PostgreSQL."""

from tests.unit.charts.conftest import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.charts.test_charts import *  # noqa: F403 - the same tests, fixtures and all
