"""The law of `DraftModel`, for every adapter; and every quirk of real servers by its name."""

import asyncio
from contextlib import aclosing, asynccontextmanager

import pytest

from assistant.errors import ModelUnavailableError
from assistant.ports import DraftLimits, Prompt
from assistant.scripted_model import Reply, ScriptedModel
from assistant.vllm_model import VllmModel
from tests.fakes.certificates import certificate
from tests.fakes.model_endpoint import MODEL, Recording, content, endpoint, thinking

PROMPT = Prompt(system="Answer from the passages.", user="SECRET-QUESTION", digest="t@1", tokens=12)
LIMITS = DraftLimits(first_token_s=5.0, total_s=5.0)


async def read(model, limits=LIMITS):
    """Collect what was yielded and the fault at the end, if any."""
    pieces = []
    try:
        async for piece in model.stream(PROMPT, limits):
            pieces.append(piece)  # noqa: PERF401 - what came before a fault counts
    except ModelUnavailableError as fault:
        return "".join(pieces), str(fault)
    return "".join(pieces), None


@asynccontextmanager
async def scripted(pieces, *, broken=False, delay_s=0.0, reasoning=False):
    yield ScriptedModel([Reply(pieces=tuple(pieces), broken=broken, delay_s=delay_s)], reasoning=reasoning)


@asynccontextmanager
async def over_http(pieces, *, broken=False, delay_s=0.0, reasoning=False):
    recording = Recording([content(p) for p in pieces], delay_s=delay_s, end="cut" if broken else "stop")
    async with endpoint(recording) as server:
        model = VllmModel(url=server.url, model=MODEL, reasoning=reasoning)
        yield model


@pytest.fixture(params=[scripted, over_http], ids=["scripted", "vllm"])
def speaking(request):
    return request.param


async def test_text_comes_in_order(speaking):
    async with speaking(["血压目标", " <130/80", " mmHg [1]"]) as model:
        assert await read(model) == ("血压目标 <130/80 mmHg [1]", None)
        assert await model.ready()
        assert model.name


async def test_the_same_prompt_gives_the_same_text(speaking):
    async with speaking(["一句。"]) as model:
        assert await read(model) == await read(model)


@pytest.mark.parametrize(
    ("reasoning", "pieces", "shown"),
    [
        pytest.param(False, ["<think>hm", "m</think>", "答 [1]"], "答 [1]", id="inline"),
        pytest.param(False, ["<th", "ink>hm</th", "ink>\n\n答"], "答", id="tags-cut-into-pieces"),
        pytest.param(False, ["答 [1]。<think>again</think>完"], "答 [1]。完", id="thinks-in-the-middle"),
        pytest.param(False, ["血压 <", "140"], "血压 <140", id="a-less-than-sign-is-no-tag"),
        pytest.param(False, ["血压 <t"], "血压 <t", id="half-a-tag-at-the-end-is-text"),
        pytest.param(True, ["hm", "m</think>", "答"], "答", id="missing-opening-tag"),
        pytest.param(True, ["<think>hm</think>答"], "答", id="flagged-with-opening-tag"),
    ],
)
async def test_reasoning_is_never_yielded(speaking, reasoning, pieces, shown):
    async with speaking(pieces, reasoning=reasoning) as model:
        assert await read(model) == (shown, None)


@pytest.mark.parametrize(
    ("reasoning", "pieces"),
    [
        pytest.param(False, ["<think>only this</think>"], id="closed"),
        pytest.param(False, ["<think>never closed"], id="open"),
        pytest.param(True, ["never closed, never opened"], id="flagged"),
        pytest.param(False, ["  \n"], id="white-space"),
        pytest.param(False, [], id="nothing"),
    ],
)
async def test_an_answer_of_nothing_but_reasoning_is_no_answer(speaking, reasoning, pieces):
    async with speaking(pieces, reasoning=reasoning) as model:
        text, fault = await read(model)
        assert text == ""
        assert fault is not None


async def test_a_stream_cut_in_the_middle_keeps_what_came_and_says_so(speaking):
    async with speaking(["第一句 [1]。"], broken=True) as model:
        text, fault = await read(model)
        assert text == "第一句 [1]。"
        assert "scripted" in fault or MODEL in fault


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param(DraftLimits(first_token_s=0.05, total_s=5.0), id="first-token"),
        pytest.param(DraftLimits(first_token_s=5.0, total_s=0.3), id="total"),
    ],
)
async def test_a_slow_model_is_given_up(speaking, limits):
    async with speaking(["a", "b", "c", "d"], delay_s=0.12) as model:
        text, fault = await read(model, limits)
        assert "slow" in fault
        assert text in ("", "a", "ab")


@pytest.mark.parametrize(
    ("deltas", "reasoning", "shown"),
    [
        pytest.param([thinking("hm"), content("答")], True, "答", id="reasoning-field"),
        pytest.param(
            [thinking("hm", "reasoning_content"), content("答")], True, "答", id="reasoning-content-field"
        ),
        pytest.param([thinking("hm"), content("答")], False, "答", id="field-without-flag"),
        pytest.param([content("答", reasoning="hm")], False, "答", id="both-in-one-delta"),
        pytest.param([thinking("hm"), content("<think>leak</think>答")], True, "答", id="field-and-inline"),
        pytest.param([thinking('{"answer": "…"}')], True, "", id="json-in-the-reasoning-field"),
        pytest.param([thinking("答 [1]。")], False, "", id="answer-in-the-reasoning-field"),
    ],
)
async def test_reasoning_fields_of_servers(deltas, reasoning, shown):
    async with endpoint(Recording(deltas)) as server:
        model = VllmModel(url=server.url, model=MODEL, reasoning=reasoning)
        text, fault = await read(model)
        assert text == shown
        assert (fault is None) == bool(shown)


@pytest.mark.parametrize(
    ("recording", "shown"),
    [
        pytest.param(Recording([content("a")], end="cut"), "a", id="connection-drops"),
        pytest.param(Recording([content("a")], end="length"), "a", id="token-limit"),
        pytest.param(Recording([content("a")], end="silent"), "a", id="ends-without-a-reason"),
        pytest.param(Recording([content("a")], end="error"), "a", id="error-event"),
        pytest.param(Recording([content("a")], end="garbage"), "a", id="no-json"),
        pytest.param(Recording(status=400), "", id="refused"),
        pytest.param(Recording(status=503), "", id="not-there-yet"),
        pytest.param(Recording([content("a"), content("b</think>c")]), "a", id="closing-tag-out-of-nowhere"),
    ],
)
async def test_faults_of_servers_never_pass_for_an_answer(recording, shown):
    async with endpoint(recording) as server:
        model = VllmModel(url=server.url, model=MODEL)
        text, fault = await read(model)
        assert text == shown
        assert fault is not None
        assert "SECRET" not in fault


async def test_nobody_there():
    model = VllmModel(url="http://127.0.0.1:9/v1", model=MODEL)
    assert not await model.ready()
    assert (await read(model))[1] is not None


async def test_without_a_name_the_first_model_listed_answers():
    async with endpoint(Recording([content("x")])) as server:
        model = VllmModel(url=server.url, model=None)
        assert model.name == "unnamed"
        assert await read(model) == ("x", None)
        assert model.name == server.requests[0]["model"] == MODEL


async def test_a_server_without_this_model_is_not_ready():
    async with endpoint(Recording()) as server:
        model = VllmModel(url=server.url, model="another")
        assert not await model.ready()


async def test_the_request_is_deterministic_and_carries_the_pattern():
    async with endpoint(Recording([content("x")])) as server:
        model = VllmModel(url=server.url, model=MODEL, seed=7)
        await read(model, DraftLimits(max_tokens=99, pattern="(a|b)"))
        asked = server.requests[0]
        assert (asked["temperature"], asked["seed"], asked["max_tokens"]) == (0.0, 7, 99)
        assert asked["structured_outputs"] == {"regex": "(a|b)"}


async def test_leaving_the_iteration_ends_the_request():
    async with endpoint(Recording([content("x")] * 200, delay_s=0.02)) as server:
        model = VllmModel(url=server.url, model=MODEL)
        async with aclosing(model.stream(PROMPT, LIMITS)) as pieces:
            await anext(pieces)
        await asyncio.wait_for(server.left.wait(), 2.0)


async def test_no_more_drafts_at_a_time_than_allowed():
    async with endpoint(Recording([content("x")] * 3, delay_s=0.02)) as server:
        model = VllmModel(url=server.url, model=MODEL, concurrency=2)
        await asyncio.gather(*(read(model) for _ in range(6)))
        assert server.most_open == 2
        assert len(server.requests) == 6


async def test_waiting_for_a_place_has_an_end():
    async with endpoint(Recording([content("x")] * 20, delay_s=0.05)) as server:
        model = VllmModel(url=server.url, model=MODEL, concurrency=1)
        slow = asyncio.create_task(read(model))
        await asyncio.sleep(0.1)
        _, fault = await read(model, DraftLimits(first_token_s=0.1, total_s=5.0))
        assert "taken" in fault
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)


@pytest.mark.usefixtures("dead_proxies")
async def test_no_question_goes_through_a_proxy():
    async with endpoint(Recording([content("x")])) as server:
        model = VllmModel(url=server.url, model=MODEL)
        assert await model.ready()
        assert await read(model) == ("x", None)


async def test_a_hospital_s_own_certificate_is_believed(tmp_path, monkeypatch):
    authority = certificate(tmp_path)
    async with endpoint(Recording([content("x")]), tls=authority) as server:
        assert not await VllmModel(url=server.url, model=MODEL).ready()
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        model = VllmModel(url=server.url, model=MODEL)
        assert await model.ready()
        assert await read(model) == ("x", None)


async def test_no_question_follows_a_redirect():
    async with endpoint(Recording([content("x")])) as elsewhere:
        async with endpoint(Recording(status=307, location=f"{elsewhere.url}/chat/completions")) as server:
            text, fault = await read(VllmModel(url=server.url, model=MODEL))
        assert (text, elsewhere.requests) == ("", [])
        assert "307" in fault


async def test_a_connection_ends_with_its_request():
    """Nothing is left to close, in whichever event loop the house is closed."""
    async with endpoint(Recording([content("x")], keeps_alive=True)) as server:
        model = VllmModel(url=server.url, model=MODEL)
        assert await model.ready()
        assert await read(model) == ("x", None)
        await asyncio.wait_for(asyncio.gather(*server.tasks), 2.0)
