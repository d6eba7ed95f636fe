"""A server in a process of its own: first administrator, sign-in, programs with keys, commands through it."""

import json
import shutil
import signal

import httpx
import psutil
import pytest
from openai import OpenAI

from tests.fakes import ward_rules as ward
from tests.fakes.doors import PASSWORD
from tests.stories.conftest import files_of, offspring, serving

pytestmark = pytest.mark.story
QUESTION = "一般高血压患者的血压目标是多少？"
CANARY = "雀跃的琥珀鹦鹉"


@pytest.fixture(scope="module")
def served(tmp_path_factory, furnished, cache):
    """One server for the stories that leave it running."""
    folder = tmp_path_factory.mktemp("served")
    home = shutil.copytree(furnished, folder / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIZHENG_HOME", str(home))
        patch.setenv("YIZHENG_CACHE", str(cache))
        patch.setenv("YIZHENG_MODEL__USE", "off")
        with serving(folder) as server:
            server.home = home
            yield server


@pytest.fixture
def operated(served, monkeypatch):
    """Commands are given on the home of the running server."""
    monkeypatch.setenv("YIZHENG_HOME", str(served.home))
    return served


@pytest.fixture(scope="module")
def administrator(served):
    """A browser with the first administrator signed in, by the one-time link that the terminal showed."""
    with httpx.Client(base_url=served.url, headers={"Origin": served.url}, trust_env=False) as browser:
        body = {"token": served.setup_token, "name": "canary-admin", "password": PASSWORD}
        assert browser.post("/v1/setup", json=body).status_code == 201
        assert browser.post("/v1/setup", json=body | {"name": "second"}).status_code == 410
        assert browser.post("/v1/session", json={"name": "canary-admin", "password": PASSWORD}).is_success
        yield browser


def key(browser, *scopes, role="doctor"):
    made = browser.post("/v1/keys", json={"label": "ward program", "role": role, "scopes": list(scopes)})
    assert made.status_code == 201, made.text
    return made.json()["secret"]


def events(text):
    blocks = [one.split("\n") for one in text.split("\n\n") if "data: " in one]
    fields = [dict(line.split(": ", 1) for line in block if ": " in line) for block in blocks]
    return [(one["event"], json.loads(one["data"])) for one in fields]


def test_from_the_first_link_to_a_programs_answer(served, administrator):
    nobody = httpx.post(f"{served.url}/v1/ask", json={"question": QUESTION}, trust_env=False)
    assert nobody.status_code == 401

    own = administrator.post("/v1/ask", json={"id": "x", "question": QUESTION, "role": "doctor"}).json()
    assert (own["id"], own["outcome"]) == ("x", "answered")

    secret = key(administrator, "ask")
    bearer = {"Authorization": f"Bearer {secret}"}
    doctor = httpx.post(
        f"{served.url}/v1/ask", json={"question": QUESTION}, headers=bearer, trust_env=False
    ).json()
    assert (doctor["outcome"], doctor["mode"]) == ("answered", "verbatim")

    stream = httpx.post(
        f"{served.url}/v1/ask",
        json={"question": QUESTION},
        headers=bearer | {"Accept": "text/event-stream"},
        trust_env=False,
    )
    told = events(stream.text)
    assert told[0][0] == "evidence"
    assert [name for name, _ in told].count("outcome") == 1
    assert told[-1][0] == "outcome"
    assert [one["text"] for name, one in told if name == "claim"] == [one["text"] for one in doctor["claims"]]

    with OpenAI(base_url=f"{served.url}/v1", api_key=secret, max_retries=0) as client:
        (model,) = [one.id for one in client.models.list()]
        asked = {"model": model, "messages": [{"role": "user", "content": QUESTION}]}
        whole = client.chat.completions.create(**asked).choices[0].message
        pieces = list(client.chat.completions.create(**asked, stream=True))
    assert whole.content == doctor["text"]
    assert whole.annotations
    assert "".join(one.choices[0].delta.content or "" for one in pieces) == doctor["text"]
    assert pieces[-1].choices[0].finish_reason == "stop"

    ready = httpx.get(f"{served.url}/readyz", trust_env=False).json()
    assert (ready["status"], ready["model"], ready["answers"]) == ("ready", "off", "verbatim")
    metrics = httpx.get(f"{served.url}/metrics", trust_env=False).text
    assert 'outcome="answered"' in metrics
    refused = httpx.post(f"{served.url}/v1/index/rebuild", headers=bearer, trust_env=False)
    assert refused.status_code == 403


def test_commands_go_through_the_running_server(operated, yizheng, tmp_path):
    (tmp_path / "rules.md").write_bytes(ward.markdown(ward.OLD))
    (tmp_path / "meta.toml").write_text(ward.record("wheelchair-2019", file="rules.md"), "utf-8")
    report = yizheng("guidelines", "add", tmp_path / "rules.md", "--meta", tmp_path / "meta.toml").one
    assert report["new"] is True
    assert yizheng("ask", ward.QUESTION, "--role", "doctor", "--json").one["claims"][0]["text"] == ward.OLD
    assert yizheng("search", ward.QUESTION, "--json").one["hits"][0]["document_id"] == "wheelchair-2019"
    corpus = tmp_path / "c.jsonl"
    corpus.write_text('{"id": "a", "text": "Looms of oak."}\n', "utf-8")
    assert yizheng("index", corpus, "--collection", "looms").one["documents"] == 1
    assert yizheng("index", "--rebuild").one["documents"] > 20
    unknown = yizheng("guidelines", "show", "nosuch")
    assert (unknown.code, "'nosuch'" in unknown.err) == (2, True)
    other = yizheng("ask", QUESTION, "--model", "off")
    assert (other.code, operated.url in other.err) == (2, True)
    found = {one["name"]: one["state"] for one in yizheng("doctor", "--json").lines}
    assert (found["server"], found["store"], found["index"]) == ("ok", "ok", "ok")


def test_a_second_server_is_refused_and_nothing_changes(operated, yizheng):
    second = yizheng("serve", "--port", "0")
    assert (second.code, second.out) == (2, "")
    assert operated.url in second.err
    assert httpx.get(f"{operated.url}/healthz", trust_env=False).is_success


def test_neither_words_nor_names_nor_secrets_reach_the_log(served, administrator):
    bearer = {"Authorization": f"Bearer {key(administrator, 'ask', 'library')}"}
    with httpx.Client(base_url=served.url, headers=bearer, trust_env=False) as program:
        for body in (
            {"question": f"{CANARY}的血压目标是多少？"},
            {"question": f"{CANARY}胸口压着疼，出冷汗"},
            {"question": f"{CANARY}\x00"},
            {"question": f"{CANARY}", "role": CANARY, "id": "x"},
            {
                "question": f"{CANARY} 血压",
                "collection": "nosuch",
                "history": [{"speaker": "patient", "text": CANARY}],
            },
            {"question": [CANARY]},
        ):
            program.post("/v1/ask", json=body)
            program.post("/v1/ask", json=body, headers={"Accept": "text/event-stream"})
        program.post("/v1/search", json={"query": CANARY})
        program.post("/v1/ask", content=f"{{{CANARY}".encode())
        program.get(f"/v1/guidelines/{CANARY}")
        program.post("/v1/guidelines", files={"files": (f"{CANARY}.pdf", CANARY.encode())})
    administrator.post("/v1/session", json={"name": CANARY, "password": f"{CANARY} {PASSWORD}"})
    log = served.log
    assert "Uvicorn" in log or "Application" in log or "INFO" in log
    secrets = (CANARY, CANARY.encode("unicode_escape").decode(), "canary-admin", PASSWORD, served.setup_token)
    for word in (*secrets, bearer["Authorization"].split()[1]):
        assert word not in log


def test_sigterm_leaves_nothing_behind(home, tmp_path):
    before = files_of(home, without=("run/", "index/owner.lock"))
    with serving(tmp_path, "up", "--model", "off") as server:
        below = offspring(server.popen.pid)
        server.popen.send_signal(signal.SIGTERM)
        assert server.popen.wait(60) in (0, 130)
    assert not [one for one in below if psutil.pid_exists(one.pid)]
    assert files_of(home, without=("run/", "index/owner.lock")) == before
    assert {one.name for one in (home / "run").iterdir()} <= {"operator.token"}
    assert "Traceback" not in server.log


def test_a_port_in_use_is_named_with_what_to_do(served, yizheng, monkeypatch, tmp_path):
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path / "other"))
    port = served.url.rpartition(":")[2]
    refused = yizheng("serve", "--port", port)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert port in refused.err
    assert "--port" in refused.err
