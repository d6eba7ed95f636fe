"""How long a record takes: the placed draft of a half-hour talk, and its first phrased section.

Usage: `python tests/bench/bench_draft.py [PROFILE|off]`. The talks are our own dialogues one after the other,
10,000 characters in Chinese and in English. With `off` only the placed drafts are timed.
"""

import asyncio
import json
import sys
import tempfile
import time
from contextlib import aclosing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.drafting import Drafter, Talk, packaged_templates
from assistant.drafting.rewording import Step
from assistant.gate import RuleGate
from assistant.settings import Settings
from assistant.wiring import ModelChoice, open_rewording
from serving.model_server import ModelServer, Places, TerminalProgress, profile_named
from tests.bench.bars import finish
from tests.unit.drafting.dialogues import dialogues

LONG = 10_000
TEMPLATES = {"zh": "入院记录", "en": "SOAP"}


def talk_of(language):
    """Put own dialogues together until they have 10,000 characters."""
    turns = []
    while sum(len(turn.text) for turn in turns) < LONG:
        turns += [turn for one in dialogues() if one.talk.language == language for turn in one.turns]
    whole = 0
    for number, turn in enumerate(turns):
        whole += len(turn.text)
        if whole >= LONG:
            return Talk(turns=tuple(turns[: number + 1]), language=language)
    raise AssertionError("the loop above collected enough")


def placed(drafter, talk):
    """Draft without a model; give the draft and its seconds."""
    begun = time.perf_counter()
    draft = drafter.draft(talk, packaged_templates().named(TEMPLATES[talk.language], talk.language))
    return draft, time.perf_counter() - begun


async def phrased(rewording, drafter, talk):
    """Phrase until the first section is whole, then leave; give its seconds, the placed draft's included."""
    begun = time.perf_counter()
    draft, _ = placed(drafter, talk)
    async with aclosing(rewording.steps(draft, talk)) as steps:
        async for step in steps:
            if isinstance(step, Step) and step.section is not None and step.done >= 1:
                told = {"of": step.of, "by_model": sum(s.origin == "model" for s in step.section.sentences)}
                return time.perf_counter() - begun, told
    return None, {}


def main(name="cpu-small"):
    """Draft, start the model, phrase, report."""
    drafter, talks = Drafter(RuleGate()), [talk_of(language) for language in TEMPLATES]
    times = [placed(drafter, talk)[1] for talk in talks for _ in range(3)]
    firsts, told = [], []
    if name != "off":
        settings = Settings()
        home = Path(tempfile.mkdtemp(prefix="yizheng-bench-"))
        server = ModelServer(profile_named(name), Places(home=home, cache=settings.cache))
        endpoint = server.ensure_and_start(TerminalProgress())
        try:
            choice = ModelChoice(url=endpoint.url, name=endpoint.model, tokenizer=server.model_folder)
            rewording = open_rewording(settings, choice)
            for talk in talks:
                seconds, what = asyncio.run(phrased(rewording, drafter, talk))
                firsts, told = [*firsts, seconds], [*told, what]
        finally:
            server.stop()
    print(json.dumps({"profile": name, "placed_s": times, "first_section_s": firsts, "told": told}, indent=2))
    finish({"draft": max(times), "draft_phrased": max(firsts, default=None)})


if __name__ == "__main__":
    main(*sys.argv[1:])
