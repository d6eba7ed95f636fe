import pytest

from assistant.gate import RuleGate


@pytest.fixture(scope="module")
def gate():
    return RuleGate()
