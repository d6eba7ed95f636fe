"""Imports killed at random moments: `python tests/bench/bench_killed.py [TIMES] [--seed N]`.

Each third of them adds files one by one, takes a signed package in, or rolls an arrival back. After each
death the home is opened again, and ledger, kept originals and index are compared to the last passage.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.bars import finish
from tests.fakes.agreement import disagreements
from tests.fakes.killing import KINDS, await_builders, command, moment, mortals, trust


def main():
    """Kill, open, compare, repeat."""
    options = argparse.ArgumentParser()
    options.add_argument("times", type=int, nargs="?", default=50)
    options.add_argument("--seed", type=int, default=7)
    given = options.parse_args()
    draw, agreed, ended = random.Random(given.seed), 0, Counter()
    with tempfile.TemporaryDirectory() as name, mortals() as live:
        folder, home = Path(name), Path(name) / "home"
        home.mkdir()
        os.environ |= {"YIZHENG_HOME": str(home), "YIZHENG_MODEL__USE": "off"}  # noqa: TID251 - a life's own
        trust(home)
        assert live("guidelines", "list") == 0
        lives = {}
        for number in range(given.times + len(KINDS)):
            kind = KINDS[number % len(KINDS)]
            _, arguments = command(folder, number, kind)
            if kind == "rollback":
                live(*arguments)
                arguments = ("guidelines", "rollback")
            begun = time.monotonic()
            if kind not in lives:
                live(*arguments)
                lives[kind] = time.monotonic() - begun
                continue
            status = live(*arguments, dies=f"after {moment(draw, lives[kind]):.3f}")
            ended[(kind, "killed" if status < 0 else "done before")] += 1
            await_builders(home)
            live("guidelines", "list")
            found = disagreements(home)
            agreed += not found
            for one in found:
                print(f"{number} {kind}: {one}", flush=True)
        print(", ".join(f"{kind} {how} {count}" for (kind, how), count in sorted(ended.items())))
    finish({"ledger_killed": agreed / given.times})


if __name__ == "__main__":
    main()
