"""Endurance: `python tests/bench/bench_endurance.py kill [TIMES]` or `load [USERS] [SECONDS]`, `--seed N`.

`kill`: a serving process is killed (SIGKILL) at random moments under requests; every accepted request must be
fully recorded, every other one wholly there or not at all. `load`: so many people for so long at one server
with a scripted model; none of their questions, tickets and steps may be lost or doubled, no answer a 5xx.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.bars import finish, p95
from tests.fakes.endurance import killed_often, lived_with


def kill(times, seed):
    """Kill, look, serve on."""
    kept, ended = killed_often(times, seed, tell=lambda line: print(line, flush=True))
    print(", ".join(f"{what} {count}" for what, count in sorted(ended.items())))
    finish({"killed_kept": kept / times})


def load(users, seconds, seed):
    """Let them all come, then count."""
    promises, faults = asyncio.run(lived_with(users, seconds, seed))
    for what, spent in sorted(promises.spent.items()):
        print(
            f"{what}: {len(spent)} times, p95 {p95(spent) * 1000:.0f} ms, slowest {max(spent) * 1000:.0f} ms"
        )
    print(f"statuses {dict(promises.statuses)}, tickets {len(promises.tickets)}, steps {len(promises.steps)}")
    for one in [*promises.faults, *faults][:20]:
        print(one)
    finish(
        {
            "load_lost": len(faults),
            "load_faults": len(promises.faults),
            "load_worklist": p95(promises.spent["worklist"]) * 1000,
        }
    )


def main():
    """Run one of the two."""
    options = argparse.ArgumentParser()
    options.add_argument("what", choices=["kill", "load"])
    options.add_argument("numbers", type=int, nargs="*")
    options.add_argument("--seed", type=int, default=11)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="yizheng-endurance-") as folder:
        os.environ |= {"YIZHENG_HOME": f"{folder}/home", "YIZHENG_MODEL__USE": "off"}  # noqa: TID251 - its own
        if given.what == "kill":
            kill(*(given.numbers or [100]), given.seed)
        else:
            load(*(given.numbers or [200, 300]), given.seed)


if __name__ == "__main__":
    main()
