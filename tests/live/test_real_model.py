"""The real vLLM over HTTP: it answers, it is killed in mid-answer, it comes back."""

import asyncio
import time

import psutil
import pytest
from openai import AsyncOpenAI

from assistant.errors import ModelUnavailableError
from assistant.ports import DraftLimits, Prompt
from assistant.vllm_model import VllmModel
from serving.model_server import ServerState

pytestmark = pytest.mark.live

PROMPT = Prompt(
    system="Copy the passage word for word, then stop.",
    user="[1] Measure blood pressure on both arms at the first visit and use the arm with the higher value.",
    digest="live@1",
    tokens=60,
)
LIMITS = DraftLimits(max_tokens=200, first_token_s=60.0, total_s=120.0)


def drafting(server):
    endpoint = server.ensure_and_start()
    return VllmModel(url=endpoint.url, model=endpoint.model)


async def read(model, limits=LIMITS):
    return [piece async for piece in model.stream(PROMPT, limits)]


async def test_it_streams_the_same_text_twice(live_server):
    model = drafting(live_server)
    assert await model.ready()
    pieces = await read(model)
    assert len(pieces) > 3
    assert "blood pressure" in "".join(pieces).lower()
    assert "".join(await read(model)) == "".join(pieces)


async def test_it_answers_without_streaming(live_server):
    endpoint = live_server.ensure_and_start()
    async with AsyncOpenAI(base_url=endpoint.url, api_key="none") as client:
        answer = await client.chat.completions.create(
            model=endpoint.model,
            messages=[{"role": "user", "content": "Say yes."}],
            max_tokens=8,
            temperature=0,
        )
    assert answer.choices[0].message.content


async def test_structured_decoding_follows_the_pattern(live_server):
    model = drafting(live_server)
    text = "".join(await read(model, DraftLimits(max_tokens=24, pattern=r"(YES|NO) \[[1-9]\]")))
    assert text in {f"{word} [{number}]" for word in ("YES", "NO") for number in range(1, 10)}


async def test_no_prompt_text_reaches_the_log(live_server):
    model = drafting(live_server)
    await read(model)
    log = live_server.log_file.read_text("utf-8")
    assert "arm with the higher" not in log


async def test_killed_in_mid_answer_it_is_unavailable_and_comes_back(live_server):
    model = drafting(live_server)
    restarts = live_server.status.restarts
    vllm = psutil.Process(live_server.status.pid).children()[0]
    pieces = model.stream(PROMPT, LIMITS)
    assert await anext(pieces)
    vllm.kill()
    with pytest.raises(ModelUnavailableError):
        [_ async for _ in pieces]
    end = time.monotonic() + 600
    while not (live_server.status.restarts > restarts and live_server.status.state is ServerState.READY):
        assert time.monotonic() < end, live_server.status
        await asyncio.sleep(1.0)
    assert await read(model)
