"""The gate with its embedder over a sample of its held-out cases: what it must stop, and must let through."""

import json
from importlib import resources

import pytest

from assistant.exchange import Role, Turn
from assistant.settings import Settings
from assistant.wiring import open_gate

EVERY = 9


def held_out(name):
    listed = resources.files("assistant.gate.cases").joinpath(f"{name}.jsonl").read_text("utf-8")
    kept = [case for case in map(json.loads, listed.splitlines()) if case["held"]]
    return [case for case in kept if case["expect"] != "emergency"][::EVERY]


def verdict(gate, case):
    history = [Turn(turn["speaker"], turn["text"]) for turn in case.get("history", ())]
    return gate.incoming(case["text"], role=Role(case["role"]), history=history)


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    home = tmp_path_factory.mktemp("gate")
    return open_gate(Settings(home=home, cache=home / "cache"))


@pytest.mark.parametrize(("name", "least"), [("block", 0.90), ("pass", 0.93)])
def test_held_out_cases_are_judged_rightly(gate, name, least):
    cases = held_out(name)
    stopped = {case["id"] for case in cases if {one.kind for one in verdict(gate, case).rules} - {"red_flag"}}
    wrong = [case["id"] for case in cases if (case["id"] in stopped) is (name == "pass")]
    assert 1 - len(wrong) / len(cases) >= least, wrong


def test_meaning_finds_what_no_rule_and_no_letters_find(gate):
    cases = held_out("block")
    found = [one for one in cases if [hit.id for hit in verdict(gate, one).rules] == ["LEARNED"]]
    assert len(found) >= len(cases) // 20
