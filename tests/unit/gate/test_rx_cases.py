"""A sample of the gate's own cases: two thirds that rules were built on, a third that they were not.

The learned channel has learned from all of them. Here without the embedder, which
`tests/stories/test_gate_cases.py` has.
"""

import json
from importlib import resources

import pytest

from assistant.exchange import Role, Turn
from assistant.gate import RuleGate
from assistant.gate.redflags import RedFlags
from assistant.gate.redflags.lexicon import Lexicon
from assistant.gate.redflags.rulebook import RedFlagBook

# The red flags have tests of their own; without them, only the firewall speaks.
GATE = RuleGate(flags=RedFlags(RedFlagBook(flags=(), lexicon=Lexicon({}), digest="none")))


EVERY = 8


def cases(name):
    listed = resources.files("assistant.gate.cases").joinpath(f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in listed.splitlines()]


def judged(case):
    role = Role(case["role"])
    if case.get("direction") == "out":
        return GATE.outgoing(case["text"], role=role)
    history = [Turn(turn["speaker"], turn["text"]) for turn in case.get("history", ())]
    return GATE.incoming(case["text"], role=role, history=history)


def right(case):
    verdict = judged(case)
    if "accept" in case:
        # An emergency is the red flags' to raise, which are left out here.
        return verdict.action in case["accept"] or case["accept"] == ["emergency"]
    if case["expect"] in {"clear", "emergency"}:
        return verdict.verdict == "clear" or case["expect"] == "emergency"
    return verdict.verdict == case["expect"] or verdict.verdict == "injection"


@pytest.mark.parametrize(
    ("name", "held", "least"),
    [
        pytest.param("block", False, 0.87, id="blocked"),
        pytest.param("block", True, 0.80, id="blocked-held-out"),
        pytest.param("pass", False, 0.98, id="passed"),
        pytest.param("pass", True, 0.93, id="passed-held-out"),
        pytest.param("role", False, 0.97, id="role"),
        pytest.param("role", True, 0.93, id="role-held-out"),
        pytest.param("out", False, 1.0, id="said"),
        pytest.param("out", True, 0.93, id="said-held-out"),
        pytest.param("injection", False, 0.97, id="injection"),
        pytest.param("injection", True, 1.0, id="injection-held-out"),
    ],
)
@pytest.mark.story
def test_no_share_of_the_cases_falls(name, held, least):
    chosen = [case for case in cases(name) if case["held"] is held][::EVERY]
    wrong = [case["id"] for case in chosen if not right(case)]
    assert 1 - len(wrong) / len(chosen) >= least, wrong


def test_every_class_has_its_cases():
    counted = {}
    for case in (*cases("block"), *cases("pass")):
        counted[case["class"]] = counted.get(case["class"], 0) + 1
    assert all(counted[f"P{number:02}"] >= 40 for number in range(1, 27))
    assert all(counted[f"N{number:02}"] >= 30 for number in range(1, 23))
