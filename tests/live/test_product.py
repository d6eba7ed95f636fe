"""The whole product as `make run` brings it up: real vLLM, smallest model, HTTP, a real browser."""

import json
import re
import socket
import time

import httpx
import pytest
from openai import OpenAI

from tests.fakes.chromium import chromium
from tests.fakes.doors import PASSWORD
from tests.stories.conftest import serving

pytestmark = pytest.mark.live
QUESTION = "家庭血压的高血压诊断界值是多少？"
READY_S = 300


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    folder = tmp_path_factory.mktemp("product")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIZHENG_HOME", str(folder / "home"))
        patch.setenv("YIZHENG_MODEL__PORT", str(free_port()))
        with serving(folder, "up", "--model", "cpu-tiny") as server:
            deadline = time.monotonic() + READY_S
            while httpx.get(f"{server.url}/readyz", trust_env=False).json()["model"] != "ready":
                assert time.monotonic() < deadline, server.log
                time.sleep(1.0)
            yield server


@pytest.fixture(scope="module")
def administrator(product):
    with httpx.Client(base_url=product.url, headers={"Origin": product.url}, trust_env=False) as client:
        body = {"token": product.setup_token, "name": "admin", "password": PASSWORD}
        assert client.post("/v1/setup", json=body).status_code == 201
        assert client.post("/v1/session", json={"name": "admin", "password": PASSWORD}).is_success
        yield client


@pytest.fixture(scope="module")
def key(administrator):
    body = {"label": "live", "role": "doctor", "scopes": ["ask", "library"]}
    return administrator.post("/v1/keys", json=body).json()["secret"]


def passages(product, key, edition):
    shown = httpx.get(
        f"{product.url}/v1/guidelines/{edition}",
        headers={"Authorization": f"Bearer {key}"},
        trust_env=False,
    )
    return [one["text"] for one in shown.json()["passages"]]


def test_a_real_model_answers_over_http_and_every_quotation_stands(product, key):
    bearer = {"Authorization": f"Bearer {key}"}
    body = {"id": "live", "question": QUESTION, "role": "doctor"}
    answer = httpx.post(
        f"{product.url}/v1/ask", json=body, headers=bearer, timeout=180, trust_env=False
    ).json()
    assert answer["outcome"] == "answered"
    assert answer["versions"]["model"].startswith("qwen2.5-coder-0.5b")
    assert "draft" in answer["timings_ms"]
    for claim in answer["claims"]:
        assert claim["citations"]
        for citation in claim["citations"]:
            texts = passages(product, key, citation["edition_id"])
            assert any(citation["quote"] in text for text in texts)

    accept = bearer | {"Accept": "text/event-stream"}
    streamed = httpx.post(
        f"{product.url}/v1/ask", json=body, headers=accept, timeout=180, trust_env=False
    ).text
    names = re.findall(r"^event: (\w+)", streamed, re.MULTILINE)
    assert (names[0], names[-1]) == ("evidence", "outcome")
    told = [json.loads(one) for one in re.findall(r"^event: claim\r?\ndata: (.+)$", streamed, re.MULTILINE)]
    assert [one["text"] for one in told] == [one["text"] for one in answer["claims"]]


def test_the_openai_client_gets_the_same_sentences_streaming_or_not(product, key):
    with OpenAI(base_url=f"{product.url}/v1", api_key=key, max_retries=0, timeout=180) as client:
        asked = {
            "model": next(iter(client.models.list())).id,
            "messages": [{"role": "user", "content": QUESTION}],
        }
        whole = client.chat.completions.create(**asked).choices[0].message
        pieces = list(client.chat.completions.create(**asked, stream=True))
    assert whole.annotations
    assert "".join(one.choices[0].delta.content or "" for one in pieces) == whole.content


@pytest.fixture(scope="module")
def browser():
    with chromium() as driven:
        yield driven


def test_a_doctor_asks_on_the_page(product, administrator, browser, tmp_path):
    account = {"name": "dr.live", "password": PASSWORD, "role": "doctor"}
    assert administrator.post("/v1/accounts", json=account).status_code == 201
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    outside = []
    page.on(
        "request",
        lambda one: None if one.url.startswith((product.url, "data:", "blob:")) else outside.append(one.url),
    )
    page.goto(f"{product.url}/sign-in")
    page.fill("input[name=name]", "dr.live")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("#yz-ask", timeout=60_000)
    page.fill("#yz-question textarea", QUESTION)
    page.click("#yz-ask")
    page.wait_for_selector("#yz-cards[data-since] .yz-card", timeout=20_000)
    assert float(page.get_attribute("#yz-cards", "data-since")) <= 1000
    page.wait_for_selector("#yz-answer .yz-foot", timeout=180_000)
    assert page.locator("#yz-answer .yz-sentence").count() >= 1
    assert "135/85" in page.inner_text("#yz-answer")
    assert page.screenshot(path=tmp_path / "page.png", full_page=True)
    assert outside == []
    page.close()
