"""A model drafts behind the real house: what it writes is verified, and when it dies the evidence speaks."""

import json
import socket
import sys
import threading
import time

import httpx
import psutil
import pytest

from tests.fakes import vllm_standin
from tests.fakes.model_endpoint import Recording, content, endpoint
from tests.stories.conftest import serving

QUESTION = "一般高血压患者的血压目标是多少？"


@pytest.fixture
def recorded():
    """Serve a recording from a thread of its own; gives a function from recording to address."""
    import asyncio

    ends, threads = [], []

    def serve(recording):
        ready, box = threading.Event(), {}

        async def live():
            box["end"], box["loop"] = asyncio.Event(), asyncio.get_running_loop()
            async with endpoint(recording) as served:
                box["url"] = served.url
                ready.set()
                await box["end"].wait()

        thread = threading.Thread(target=asyncio.run, args=(live(),), daemon=True)
        thread.start()
        assert ready.wait(5)
        ends.append(box)
        threads.append(thread)
        return box["url"]

    yield serve
    for box in ends:
        box["loop"].call_soon_threadsafe(box["end"].set)
    for thread in threads:
        thread.join(10)


def evidence(yizheng):
    """Give the best passage that the house has for the question, with its marker."""
    claims = yizheng("ask", QUESTION, "--role", "doctor", "--json").one["claims"]
    return claims[0]["text"]


def drafted(sentence):
    """Write a sentence in the pieces that a model sends."""
    return [content(sentence[at : at + 3]) for at in range(0, len(sentence), 3)]


def ask(yizheng, url):
    done = yizheng("ask", QUESTION, "--role", "doctor", "--model", url, "--json")
    assert done.code == 0, done.err
    return done.one


def test_a_sentence_that_stands_on_its_evidence_is_shown_and_another_is_not(home, yizheng, recorded):
    words = evidence(yizheng)
    wrong = words.replace("140", "170").replace("130", "160")
    told = ask(yizheng, recorded(Recording(drafted(f"{words.rstrip('。')}[1]。{wrong.rstrip('。')}[1]。"))))
    assert (told["outcome"], told["mode"]) == ("answered", "model")
    assert "170" not in told["text"]
    assert told["versions"]["model"] == "recorded"
    for claim in told["claims"]:
        assert claim["citations"]


def test_a_model_that_says_there_is_no_answer_is_believed_as_far_as_the_risk_goes(home, yizheng, recorded):
    """The evidence answers this question word for word: the passages speak, and the note says who did not."""
    spoken = ask(yizheng, recorded(Recording(drafted("血压目标"))))
    silent = ask(yizheng, recorded(Recording(drafted("资料中没有答案。"))))
    assert (silent["outcome"], silent["mode"]) == ("answered", "verbatim")
    assert silent["risk"] > spoken["risk"]
    assert silent["signals"]["model_silent"]
    assert any("语言模型没有" in note for note in silent["notes"])


@pytest.mark.parametrize("end", ["cut", "silent", "error", "garbage"])
def test_a_model_killed_in_mid_answer_leaves_what_stood_and_the_evidence(home, yizheng, recorded, end):
    told = ask(yizheng, recorded(Recording(drafted("血压目标"), end=end)))
    assert (told["outcome"], told["mode"], told["reason"]) == ("answered", "verbatim", "model_unavailable")
    assert {claim["origin"] for claim in told["claims"]} == {"verbatim"}
    assert any("语言模型" in note for note in told["notes"])


def test_a_model_that_is_not_there_is_said_and_the_evidence_speaks(home, yizheng):
    told = ask(yizheng, "http://127.0.0.1:9/v1")
    assert (told["outcome"], told["mode"], told["reason"]) == ("answered", "verbatim", "model_unavailable")


def test_a_profile_that_is_not_on_this_machine_is_not_fetched_by_the_way(home, yizheng, monkeypatch):
    monkeypatch.setenv("YIZHENG_MODEL__USE", "cpu-small")
    done = yizheng("ask", QUESTION, "--role", "doctor", "--json")
    assert (done.code, done.one["mode"]) == (0, "verbatim")
    assert done.err.count("\n") == 1
    assert "yizheng up" in done.err
    assert yizheng("search", QUESTION).err == ""


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A hospital's own vLLM and weights, as far as the product can see."""
    interpreter, folder = tmp_path / "python", tmp_path / "weights"
    interpreter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{vllm_standin.__file__}" "$@"\n')
    interpreter.chmod(0o755)
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    monkeypatch.setenv("YIZHENG_MODEL__PYTHON", str(interpreter))
    monkeypatch.setenv("YIZHENG_MODEL__FOLDER", str(folder))
    monkeypatch.setenv("YIZHENG_MODEL__PORT", str(free_port()))


def test_the_profile_in_the_settings_is_served_where_it_is_prepared(home, yizheng, stand_in, monkeypatch):
    monkeypatch.setenv("YIZHENG_MODEL__USE", "cpu-tiny")
    done = yizheng("ask", QUESTION, "--role", "doctor", "--json")
    assert (done.code, done.one["mode"]) == (0, "model")
    assert "--model off" in done.err
    assert not (home / "model-server.json").exists()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_a_profile_named_for_a_command_is_served_for_as_long_as_it_runs(home, yizheng, stand_in):
    words = evidence(yizheng)
    done = yizheng("ask", QUESTION, "--role", "doctor", "--model", "cpu-tiny", "--json")
    assert done.code == 0, done.err
    assert (done.one["mode"], done.one["claims"][0]["text"]) == ("model", words)
    assert done.one["versions"]["model"] == "cpu-tiny@weights"
    assert not (home / "model-server.json").exists()
    assert not [
        one for one in psutil.Process().children(recursive=True) if "vllm_standin" in " ".join(one.cmdline())
    ]


@pytest.mark.story
def test_while_the_model_server_starts_the_doors_say_so(home, tmp_path, stand_in):
    go, interpreter = tmp_path / "go", tmp_path / "python"
    waits = f'while [ ! -e "{go}" ]; do sleep 0.05; done\nexec'
    interpreter.write_text(interpreter.read_text().replace("exec", waits))
    with serving(tmp_path, "up", "--model", "cpu-tiny") as server:

        def told():
            return httpx.get(f"{server.url}/readyz", trust_env=False).json()

        assert (told()["model"], told()["answers"]) == ("starting", "verbatim")
        assert 'state="starting"} 1.0' in httpx.get(f"{server.url}/metrics", trust_env=False).text
        go.touch()
        end = time.monotonic() + 15
        while told()["model"] == "starting" and time.monotonic() < end:
            time.sleep(0.1)
        assert (told()["model"], told()["answers"]) == ("ready", "model")


@pytest.mark.story
def test_a_served_draft_that_breaks_off_still_ends_with_an_outcome(home, tmp_path, recorded):
    url = recorded(Recording(drafted("血压目标"), end="cut"))
    with serving(tmp_path, model_url=url) as server:
        token = (home / "run" / "operator.token").read_text()
        answer = httpx.post(
            f"{server.url}/v1/ask",
            json={"question": QUESTION, "role": "doctor"},
            headers={"Authorization": f"Bearer {token}", "Accept": "text/event-stream"},
            trust_env=False,
            timeout=30,
        )
    last = [block for block in answer.text.split("\n\n") if "data: " in block][-1]
    assert "event: outcome" in last
    outcome = json.loads(next(line for line in last.split("\n") if line.startswith("data: "))[6:])
    assert (outcome["outcome"], outcome["mode"], outcome["reason"]) == (
        "answered",
        "verbatim",
        "model_unavailable",
    )
