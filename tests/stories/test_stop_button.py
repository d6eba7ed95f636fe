"""REG-40 in a house with its library: stopped at every door, also in mid-answer and after a restart."""

import asyncio
import json
import shutil
import time

import httpx
import pytest

from assistant.exchange import Role
from assistant.settings import Settings
from assistant.wiring import ModelChoice, open_house
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import key_for
from tests.fakes.model_endpoint import MODEL, Recording, content, endpoint

pytestmark = [
    pytest.mark.story,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ORIGIN = {"origin": "http://house.test"}
QUESTION = "成人高血压的诊断界值是多少？"
ALARM = "胸口像压了块大石头,一身冷汗"
MILD = "有点流鼻涕，两天了"


def turns(text):
    return [{"speaker": "patient", "text": text}]


def chat(text):
    return {"model": "yizheng", "messages": [{"role": "user", "content": text}]}


# Door, role, body; whether the notice comes as an outcome or as a refusal.
DOORS = [
    ("/v1/ask", "patient", {"question": QUESTION}, 200),
    ("/v1/ask", "doctor", {"question": QUESTION}, 200),
    ("/v1/chat/completions", "doctor", chat(QUESTION), 200),
    ("/v1/chat/completions", "doctor", chat(QUESTION) | {"stream": True}, 200),
    ("/ui/patient/say", "patient", {"episode": "story-stop-1", "text": MILD}, 200),
    ("/v1/check", "doctor", {"text": "成人高血压的诊断界值为140/90 mmHg。"}, 503),
    ("/v1/search", "doctor", {"query": "高血压"}, 503),
    ("/v1/triage", "patient", {"turns": turns(MILD)}, 503),
    ("/v1/drafts", "clerk", {"turns": turns("头晕三天")}, 503),
    ("/v1/drafts/kept", "clerk", {"turns": turns("头晕三天")}, 503),
    ("/v1/labs", "patient", {"text": "血红蛋白 130 g/L 115-150"}, 503),
    ("/v1/ground", "doctor", {"claim": "甲", "evidence": [{"text": "甲"}]}, 503),
]
# What is an emergency gets its card at every door that takes words.
ALARMS = [
    ("/v1/ask", {"question": ALARM}),
    ("/v1/tasks", {"question": ALARM}),
    ("/v1/chat/completions", chat(ALARM)),
    ("/v1/check", {"text": ALARM}),
    ("/ui/patient/say", {"episode": "story-stop-2", "text": ALARM}),
]


@pytest.fixture
def home(tmp_path, furnished):
    place = tmp_path / "home"
    shutil.copytree(furnished, place)
    return place


def opened(home, cache, model=None):
    return open_house(Settings(home=home, cache=cache), model=model)


class Client:
    """Somebody at the doors of a house's application, by key or signed in."""

    def __init__(self, house):
        self.house = house
        transport = httpx.ASGITransport(app=create_app(house))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://house.test", headers=ORIGIN)

    async def post(self, path, body, role):
        return await self.http.post(path, json=body, headers=key_for(self.house, role))

    async def officer(self):
        self.house.accounts.create_account("安", PASSWORD, role=Role.SAFETY_OFFICER)
        answer = await self.http.post("/v1/session", json={"name": "安", "password": PASSWORD})
        self.cookie = {"cookie": answer.headers["set-cookie"].split(";")[0]}

    async def press(self, what, reason="两条答复出错"):
        return await self.http.post(f"/v1/safety/{what}", json={"reason": reason}, headers=self.cookie)


async def stopped_at(client, doors):
    for path, role, body, status in doors:
        answer = await client.post(path, body, role)
        told = answer.text if status == 200 else answer.json()["detail"]
        assert (path, answer.status_code) == (path, status), answer.text
        told = json.loads(f'"{told}"') if "\\u" in told and status != 200 else told
        assert "助手已被院方暂停" in told, (path, told)
        assert "120" in told, path
        assert "mmHg" not in told, path
    for path, body in ALARMS:
        answer = await client.post(path, body, "patient")
        assert (path, answer.status_code) == (path, 200), answer.text
        assert "120" in answer.text, path
        assert "助手已被院方暂停" not in answer.text, path
    urgent = await client.post("/v1/triage", {"turns": turns(ALARM)}, "patient")
    assert urgent.json()["urgency"] == "E120"


async def test_every_door_is_shut_until_a_person_starts_it_again(home, cache):
    (home / "policy.toml").write_text(
        'id = "own"\nversion = 1\n[contacts]\ndoctor = "总值班：内线 8000"\n', "utf-8"
    )
    with opened(home, cache) as house:
        client = Client(house)
        await client.officer()
        before = (await client.post("/v1/ask", {"question": QUESTION}, "doctor")).json()
        assert before["outcome"] == "answered"
        assert (await client.press("stop")).status_code == 200
        await stopped_at(client, DOORS)
        asked = (await client.post("/v1/ask", {"question": QUESTION}, "patient")).json()
        assert (asked["outcome"], asked["reason"], asked["ticket"]) == ("deferred", "stopped", None)
        assert asked["claims"][1]["text"] == "总值班：内线 8000"
        person = (await client.post("/v1/tasks", {"question": QUESTION}, "patient")).json()
        assert (person["outcome"], person["reason"]) == ("deferred", "person_asked")
        assert person["ticket"]
    with opened(home, cache) as house:
        client.house, client.http = house, Client(house).http
        await stopped_at(client, DOORS[::4])
        again = await client.http.post("/v1/safety/start", json={"reason": " "}, headers=client.cookie)
        assert again.status_code == 409
        program = await client.post("/v1/safety/start", {"reason": "mended"}, "admin")
        assert program.status_code == 403
        assert (await client.press("start", "已修正")).json()["stopped"] is False
        after = (await client.post("/v1/ask", {"question": QUESTION}, "doctor")).json()
        assert after["outcome"] == "answered"
        told = (await client.http.get("/v1/safety/stop", headers=client.cookie)).json()
        assert [(one["act"], one["by"], one["reason"]) for one in told["acts"]] == [
            ("start", "安", "已修正"),
            ("stop", "安", "两条答复出错"),
        ]
        verdict = house.records.verify()
        assert verdict.links > len(DOORS)


async def test_an_answer_under_way_ends_within_five_seconds_and_nothing_of_it_counts(home, cache):
    slow = Recording(deltas=[content("成人"), content("高血压"), content("的诊断界值为")], delay_s=20.0)
    async with endpoint(slow) as model:
        with opened(home, cache, ModelChoice(url=model.url, name=MODEL)) as house:
            client = Client(house)
            await client.officer()
            asking = asyncio.create_task(client.post("/v1/ask", {"question": QUESTION}, "doctor"))
            while not model.requests:  # noqa: ASYNC110 - the recorded model tells nobody that it is asked
                await asyncio.sleep(0.05)
            pressed = time.monotonic()
            assert (await client.press("stop")).status_code == 200
            answer = (await asking).json()
            assert time.monotonic() - pressed < 5
            assert (answer["outcome"], answer["reason"]) == ("deferred", "stopped")
            assert all(claim["origin"] == "template" for claim in answer["claims"])
