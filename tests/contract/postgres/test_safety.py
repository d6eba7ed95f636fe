"""The stop button, the policy's versions and the incidents keep their law on PostgreSQL."""

from tests.unit.safety.conftest import office  # noqa: F401 - a fixture of the same tests
from tests.unit.safety.test_incidents import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.safety.test_policies import *  # noqa: F403 - the same tests, fixtures and all
from tests.unit.safety.test_stop import *  # noqa: F403 - the same tests, fixtures and all
