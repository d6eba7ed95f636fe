"""The smoke suite with a real model: how much is answered, by whom, and whether every quotation resolves.

Usage: `python tests/bench/bench_smoke.py [PROFILE]`. Opens a fresh house over the starter library, asks every
case of the suite and prints the table of the run.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.settings import Settings
from assistant.wiring import ModelChoice, open_house
from evals.record import read_run
from serving.evaluations import evaluate
from serving.local import LocalDesk
from serving.model_server import ModelServer, Places, TerminalProgress, profile_named
from tests.bench.bars import finish


def share(part, whole):
    """Give a share, None of nothing."""
    return part / whole if whole else None


def main(name="cpu-small"):
    """Start, ask, report."""
    home = Path(tempfile.mkdtemp(prefix="yizheng-bench-"))
    settings = Settings().model_copy(update={"home": home})
    server = ModelServer(profile_named(name), Places(home=home, cache=settings.cache))
    endpoint = server.ensure_and_start(TerminalProgress())
    choice = ModelChoice(url=endpoint.url, name=endpoint.model, tokenizer=server.model_folder)
    try:
        with open_house(settings, model=choice) as house:
            house.warm_up()
            print(asyncio.run(evaluate(LocalDesk(house), ["smoke"], folder=home / "run")))
    finally:
        server.stop()
    records = read_run(home / "run").records
    answerable = [one for one in records if one.group == "answerable"]
    # A sentence of fixed text is nobody's answer; it counts on neither side.
    shown = {origin: sum(one.origins.get(origin, 0) for one in records) for origin in ORIGINS}
    unscored = sum(one.unscored is not None for one in records)
    print(f"profile {name}: cases {len(records)}, unscored {unscored}, shown {shown}")
    finish(
        {
            "answered": share(sum(one.outcome == "answered" for one in answerable), len(answerable)),
            "from_model": share(shown["model"], sum(shown.values())),
            "unresolved": sum(one.unresolved for one in records) if len(records) > unscored else None,
        }
    )


ORIGINS = ("model", "repaired", "verbatim")

if __name__ == "__main__":
    main(*sys.argv[1:])
