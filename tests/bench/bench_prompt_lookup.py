"""Prompt lookup on and off: the same 30 quoting answers over prompts of about 800 tokens, one run.

Usage: `python tests/bench/bench_prompt_lookup.py [PROFILE] [N]`. Starts two servers one after the other and
prints one JSON object; a ratio is fair only within one run, because other work slows both.
"""

import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from transformers import AutoTokenizer

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.errors import ModelUnavailableError
from assistant.ports import DraftLimits, Prompt
from assistant.settings import Settings
from assistant.vllm_model import VllmModel
from serving.model_server import ModelServer, Places, TerminalProgress, profile_named
from tests.bench.bars import finish

EDITIONS = Path(__file__).resolve().parents[2] / "guidelines" / "library" / "editions"
SYSTEM = "你是医院里的指南助手。逐字抄写资料中与问题有关的句子，每句末尾写资料编号，如[1]。不写别的。"
TOKENS = 780


def sentences():
    """The library's Chinese facts, in a fixed order."""
    for path in sorted(EDITIONS.glob("*.toml")):
        for text in re.findall(r'^text = "(.+)"$', path.read_text("utf-8"), re.MULTILINE):
            if re.search(r"[\u4e00-\u9fff]", text):
                yield text


def prompts(tokenizer, wanted):
    """Prompts of about 800 tokens, each with other sentences; the question names three to copy."""
    pool = list(sentences())
    for number in range(wanted):
        evidence, tokens = [], len(tokenizer.encode(SYSTEM)) + 40
        for step in range(len(pool)):
            text = pool[(number * 11 + step) % len(pool)]
            line = f"[{len(evidence) + 1}] {text}"
            tokens += len(tokenizer.encode(line)) + 1
            if tokens > TOKENS:
                break
            evidence.append(line)
        subject = ", ".join(evidence[at].split("] ")[1][:12] for at in (1, 4, 7))
        user = "资料：\n" + "\n".join(evidence) + f"\n\n问题：关于“{subject}”的资料怎么说？"
        yield Prompt(system=SYSTEM, user=user, digest="bench", tokens=tokens)


async def measure(server, asked):
    endpoint = server.ensure_and_start(TerminalProgress())
    model = VllmModel(url=endpoint.url, model=endpoint.model)
    tokenizer = AutoTokenizer.from_pretrained(server.model_folder)
    decode, first, tokens, texts = [], [], 0, []
    for prompt in asked:
        begun = time.perf_counter()
        pieces, since = [], None
        # An answer that reaches the token limit counts with what it had written until then.
        with suppress(ModelUnavailableError):
            async for piece in model.stream(prompt, DraftLimits(max_tokens=120)):
                since = since or time.perf_counter()
                pieces.append(piece)
        ended = time.perf_counter()
        text = "".join(pieces)
        texts.append(text)
        count = len(tokenizer.encode(text))
        tokens += count
        first.append(since - begun)
        decode.append((max(count - 1, 1), ended - since))
    return {
        "answers": len(texts),
        "tokens": tokens,
        "decode_tokens_per_s": round(sum(c for c, _ in decode) / sum(s for _, s in decode), 2),
        "whole_tokens_per_s": round(tokens / (sum(first) + sum(s for _, s in decode)), 2),
        "first_token_s_p50": round(statistics.median(first), 2),
    }, texts


def main(name="cpu-small", wanted="30"):
    settings = Settings()
    profile = profile_named(name)
    report, texts = {"profile": name, "prompt_tokens": TOKENS}, {}
    for way, lookup in (("off", False), ("on", True)):
        home = Path(tempfile.mkdtemp(prefix="yizheng-bench-"))
        server = ModelServer(replace(profile, prompt_lookup=lookup), Places(home=home, cache=settings.cache))
        server.ensure_and_start(TerminalProgress())
        asked = list(prompts(AutoTokenizer.from_pretrained(server.model_folder), int(wanted)))
        report[way], texts[way] = asyncio.run(measure(server, asked))
        server.stop()
    report["ratio_decode"] = round(
        report["on"]["decode_tokens_per_s"] / report["off"]["decode_tokens_per_s"], 2
    )
    report["same_text"] = sum(a == b for a, b in zip(texts["off"], texts["on"], strict=True))
    print(json.dumps(report, ensure_ascii=False, indent=2))
    finish({"prompt_lookup": report["ratio_decode"]})


if __name__ == "__main__":
    main(*sys.argv[1:])
