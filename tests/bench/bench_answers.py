"""How long an asker waits: cards, first verified sentence against raw vLLM, and grounding.

Usage: `python tests/bench/bench_answers.py [PROFILE] [N]`. Opens a fresh house over the starter library with
a real model server, asks N questions of the smoke suite as a doctor, prints one JSON object. Raw vLLM is read
off the same stream: the moment at which the model's text held its first whole sentence.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.engine import Engine
from assistant.exchange import Asker, ClaimShown, EvidenceFound, Finished, Question, Role
from assistant.grounding.sentences import SentenceStream
from assistant.settings import Settings
from assistant.wiring import ModelChoice, open_house
from evals.loaders import load
from evals.suites import suite_path
from guidelines.text import language_of
from serving.model_server import ModelServer, Places, TerminalProgress, profile_named
from tests.bench.bars import finish, p95


class Tapped:
    """The house's own model, noting when its text first held a whole sentence."""

    def __init__(self, model):
        """Listen to `model`."""
        self._model, self.whole_at = model, None

    @property
    def name(self):
        """Name the model."""
        return self._model.name

    async def ready(self):
        """Say whether the model answers."""
        return await self._model.ready()

    async def stream(self, prompt, limits):
        """Pass every piece on."""
        sentences, self.whole_at = SentenceStream(), None
        async with aclosing(self._model.stream(prompt, limits)) as pieces:
            async for piece in pieces:
                if sentences.feed(piece) and self.whole_at is None:
                    self.whole_at = time.perf_counter()
                yield piece
        self.whole_at = self.whole_at or time.perf_counter()


async def measure(engine, tap, questions):
    """Ask one after another; give one row of seconds a question."""
    rows = []
    for number, text in enumerate(questions):
        asked = Question(id=str(number), text=text, asker=Asker(role=Role.DOCTOR), language=language_of(text))
        begun, row = time.perf_counter(), {}
        async with aclosing(engine.stream(asked)) as events:
            async for event in events:
                now = time.perf_counter() - begun
                match event:
                    case EvidenceFound():
                        row["cards"] = now
                    case ClaimShown(claim=claim):
                        row.setdefault("claim", now)
                        row.setdefault("origin", claim.origin)
                    case Finished(outcome=outcome):
                        row["ground_ms"] = outcome.trace.timings_ms.get("ground", 0.0)
        if tap.whole_at is not None:
            row["raw"] = tap.whole_at - begun
        rows.append(row)
    return rows


def spread(values, unit):
    """Give n, median, 95th percentile and maximum."""
    p50, p95 = np.percentile(values, [50, 95])
    return {
        "n": len(values),
        f"p50_{unit}": round(p50, 3),
        f"p95_{unit}": round(p95, 3),
        "max": round(max(values), 3),
    }


def main(name="cpu-small", wanted="20"):
    """Start, ask, report."""
    home, settings = Path(tempfile.mkdtemp(prefix="yizheng-bench-")), Settings()
    settings = settings.model_copy(update={"home": home})
    cases = [case for case in load(suite_path("smoke"))[0].cases if case.role == "doctor"]
    questions = [case.ask for case in cases if case.group == "answerable"][: int(wanted)]
    server = ModelServer(profile_named(name), Places(home=home, cache=settings.cache))
    endpoint = server.ensure_and_start(TerminalProgress())
    choice = ModelChoice(url=endpoint.url, name=endpoint.model, tokenizer=server.model_folder)
    try:
        with open_house(settings, model=choice) as house:
            house.warm_up()
            rooms = house.engine._rooms
            tap = Tapped(rooms.model)
            engine = Engine(replace(rooms, model=tap))
            # The first question fills the prefix cache with the constant head; it is not counted.
            rows = asyncio.run(measure(engine, tap, questions))[1:]
    finally:
        server.stop()
    drafted = [row for row in rows if "claim" in row and "raw" in row]
    report = {
        "profile": name,
        "cards": spread([row["cards"] for row in rows if "cards" in row], "s"),
        "first_verified_sentence": spread([row["claim"] for row in drafted], "s"),
        "ratio_to_raw": spread([row["claim"] / row["raw"] for row in drafted], "x"),
        "ground_ms_an_answer": spread([row["ground_ms"] for row in rows], "ms"),
        "first_origin": statistics.multimode([row["origin"] for row in drafted]),
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))
    finish(
        {
            "cards": max((row["cards"] for row in rows if "cards" in row), default=None),
            "first_sentence": p95([row["claim"] / row["raw"] for row in drafted]),
        }
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
