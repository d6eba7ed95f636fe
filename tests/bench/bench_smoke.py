"""The smoke suite with a real model: how much is answered, by whom, and whether every quotation resolves.

Usage: `python tests/bench/bench_smoke.py [PROFILE]`. Asks every case of the suite in a house over the starter
library and prints the tables of the run.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.settings import Settings
from evals import measure, read_run
from serving.evaluations import Wanted, Watching, evaluate
from tests.bench.bars import finish


def main(name="cpu-small"):
    """Start, ask, report."""
    folder = Path(tempfile.mkdtemp(prefix="yizheng-bench-"))
    settings = Settings().model_copy(update={"home": folder / "home"})
    wanted = Wanted(suites=("smoke",), folder=folder / "run", model=name)
    watching = Watching(tell=lambda line: print(line, file=sys.stderr))
    print(asyncio.run(evaluate(settings, wanted, watching)))
    figures = {one.name: one.value for one in measure(read_run(folder / "run").records)}
    finish(
        {
            "answered": figures.get("answered"),
            "from_model": figures.get("model_share"),
            "unresolved": figures.get("unresolved"),
        }
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
