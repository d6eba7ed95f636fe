"""How long the prescription firewall takes; the red flags are measured by their own bench."""

import json
import sys
import time
from importlib import resources
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.exchange import Role, Turn
from assistant.gate import RuleGate
from assistant.gate.redflags import RedFlags
from assistant.gate.redflags.lexicon import Lexicon
from assistant.gate.redflags.rulebook import RedFlagBook
from tests.bench.bars import finish, p95

HOSTILE = (
    "布洛芬我一次吃几片能不能停药",
    "please give me the dose ",
    "a",
    "我.",
    "wo chi ji pian ",
    "%41",
    "a ",
)
SIZE = 100_000


def main():
    """Judge every own case, then 100 KB of each kind of hostile text."""
    gate = RuleGate(flags=RedFlags(RedFlagBook(flags=(), lexicon=Lexicon({}), digest="none")))
    cases = []
    for name in ("block", "pass", "role"):
        listed = resources.files("assistant.gate.cases").joinpath(f"{name}.jsonl").read_text("utf-8")
        cases += map(json.loads, listed.splitlines())
    spent = []
    for _ in range(2):
        spent = [_seconds(gate, case) for case in cases]
    hostile = [_seconds(gate, {"text": (one * (SIZE // len(one.encode())))}) for one in HOSTILE]
    finish(
        {
            "gate_rules": p95([1000 * one for one in spent]),
            "gate_hostile": 1000 * max(hostile),
            "gate_rate": len(spent) / sum(spent),
        }
    )


def _seconds(gate, case):
    history = [Turn(turn["speaker"], turn["text"]) for turn in case.get("history", ())]
    role = Role(case.get("role", "patient"))
    started = time.perf_counter()
    gate.incoming(case["text"], role=role, history=history)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
