"""How long the prescription firewall takes; the red flags are measured by their own bench."""

import json
import random
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
WORDS = (
    *("布洛芬", "阿莫西林", "药", "疼", "发烧", "医生", "孩子", "我", "今天", "血压", "吃", "次", "指南"),
    *("头晕", "多少", "能", "停", "天", "片", " mg ", " dose ", " take ", " how ", " my "),
)
HAN = tuple(map(chr, range(0x4E00, 0x4E00 + 3_000)))


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
    different = [_seconds(gate, {"text": _different(share)}) for share in (0.0, 0.3)]
    finish(
        {
            "gate_rules": p95([1000 * one for one in spent]),
            "gate_hostile": 1000 * max(hostile),
            "gate_different": 1000 * max(different),
            "gate_rate": len(spent) / sum(spent),
        }
    )


def _different(share):
    """Give 100 KB in which no sentence comes twice, this share of its words from the trade."""
    chance = random.Random(1)
    pieces, size = [], 0
    while size < SIZE:
        word = chance.choice(WORDS) if chance.random() < share else "".join(chance.choices(HAN, k=3))
        pieces.append(word + ("。" if chance.random() < 0.1 else ""))
        size += len(pieces[-1].encode())
    return "".join(pieces)


def _seconds(gate, case):
    history = [Turn(turn["speaker"], turn["text"]) for turn in case.get("history", ())]
    role = Role(case.get("role", "patient"))
    started = time.perf_counter()
    gate.incoming(case["text"], role=role, history=history)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
