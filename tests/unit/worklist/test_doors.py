"""Tasks over HTTP: from a patient's question to a doctor's signed reply, and who is told nothing."""

from dataclasses import replace

import httpx
import pytest

from assistant.consent import Purpose
from assistant.exchange import Role
from assistant.gate import RuleGate
from assistant.store.instant import utc_now
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.opening import TaskOpener
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import key_for, scripted_house
from tests.unit.worklist.conftest import alarm, deferral

ORIGIN = {"origin": "http://house.test"}
REPLY = {
    "decision": "clinic",
    "text": "请到心内科门诊复诊。",
    "sign": True,
    "basis": [{"kind": "clinical_judgement"}],
}


class Deferring:
    """An engine that hands every question over; whoever writes 胸痛 is sent to 120 first."""

    def __init__(self, opener):
        self._opener = opener

    async def hand_over(self, question):
        closed = alarm() if "胸痛" in question.text else deferral("person_asked")
        return self._opener.open(question, closed, ())


@pytest.fixture
def house(tmp_path, gate):
    with scripted_house(tmp_path) as house:
        opener = TaskOpener(house.worklist._store, gate, shipped_clocks(), now=utc_now)
        yield replace(house, engine=Deferring(opener), gate=gate)


@pytest.fixture
def app(house):
    return create_app(house, pages=False)


@pytest.fixture
def people(app, house):
    """Sign somebody in by name and role; gives a client."""

    async def sign_in(name, role, department=None):
        made = house.accounts.create_account(name, PASSWORD, role=Role(role), department=department)
        house.consents.give(made.account_id, {Purpose.CHAT, Purpose.HAND_OVER})
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
        )
        answer = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200
        # The cookie is for https only away from this machine; a program hands it on itself.
        client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
        return client

    return sign_in


async def test_a_question_reaches_a_doctor_and_the_reply_its_asker(people):
    patient, li, wu = (
        await people("zhao", "patient"),
        await people("li", "doctor"),
        await people("wu", "doctor"),
    )
    told = (await patient.post("/v1/tasks", json={"question": "我想请医生看看"})).json()
    assert (told["outcome"], told["reason"]) == ("deferred", "person_asked")
    place = f"/v1/tasks/{told['ticket']}"
    mine = (await patient.get(place)).json()
    assert (mine["state"], mine["reply"], mine["ticket"]) == ("open", None, told["ticket"])
    assert not {"packet", "history", "record_id", "owner"} & mine.keys()

    (listed,) = (await li.get("/v1/tasks")).json()["tasks"]
    assert (listed["priority"], listed["overdue"], listed["version"]) == ("P3", False, 1)
    assert 86_000 < listed["seconds_left"] <= 86_400
    assert (await li.post(f"{place}/claim")).json()["owner"]["name"] == "li"
    late = await wu.post(f"{place}/claim")
    assert (late.status_code, late.json()["type"]) == (409, "urn:yizheng:problem:task-taken")
    assert "'li'" in late.json()["detail"]
    shown = (await li.get(place, params={"language": "en"})).json()
    assert shown["packet"]["situation"]["question"] == "我想请医生看看"
    assert "[S] Situation" in shown["page"]

    blocked = await li.post(f"{place}/reply", json=REPLY | {"text": "吃阿莫西林0.5g，一天三次"})
    assert (blocked.status_code, blocked.json()["type"]) == (422, "urn:yizheng:problem:reply-refused")
    unsigned = {name: value for name, value in REPLY.items() if name != "sign"}
    assert (await li.post(f"{place}/reply", json=unsigned)).status_code == 422
    once = {"Idempotency-Key": "reply-1"}
    assert (await li.post(f"{place}/reply", json=REPLY, headers=once)).json()["state"] == "answered"
    assert (await li.post(f"{place}/reply", json=REPLY, headers=once)).status_code == 200
    reply = (await patient.get(place)).json()["reply"]
    assert (reply["text"], reply["by"], reply["decision"]) == (REPLY["text"], "li", "clinic")
    assert "recorded" not in reply
    assert (await li.get(place)).json()["read_at"] is not None
    assert (await li.post(f"{place}/close")).json()["state"] == "closed"


async def test_nobody_else_learns_that_there_is_a_task(people, house, app):
    patient, other = await people("zhao", "patient"), await people("qian", "patient")
    clerk, li = await people("clerk", "clerk"), await people("li", "doctor")
    ticket = (await patient.post("/v1/tasks", json={"question": "胸痛怎么办"})).json()["ticket"]
    for client in (other, clerk):
        there, nowhere = await client.get(f"/v1/tasks/{ticket}"), await client.get("/v1/tasks/BBBB-BBBB")
        assert (there.status_code, there.json()) == (nowhere.status_code, nowhere.json())
        assert there.status_code == 404
    key = key_for(house, "doctor", "ask")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://house.test"
    ) as program:
        assert (await program.get("/v1/tasks", headers=key)).status_code == 403
        assert (await program.get(f"/v1/tasks/{ticket}", headers=key)).status_code == 404
        signs = await program.post(f"/v1/tasks/{ticket}/claim", headers=key_for(house, "doctor"))
    assert (signs.status_code, signs.json()["type"]) == (403, "urn:yizheng:problem:unsigned")
    assert (await li.get("/v1/tasks", params={"state": "open,nonsense"})).status_code == 422


async def test_the_safety_officer_ends_what_nobody_can_answer(people):
    patient, officer = await people("zhao", "patient"), await people("sun", "safety_officer")
    ticket = (await patient.post("/v1/tasks", json={"question": "测试一下"})).json()["ticket"]
    assert (await officer.post(f"/v1/tasks/{ticket}/close")).status_code == 409
    ended = await officer.post(f"/v1/tasks/{ticket}/close", json={"reason": "a test"})
    assert ended.json()["state"] == "cancelled"
    assert (await patient.get(f"/v1/tasks/{ticket}")).json()["state"] == "cancelled"


async def test_who_asked_takes_it_back_as_long_as_nobody_answered(people):
    patient, other, li = (
        await people("zhao", "patient"),
        await people("qian", "patient"),
        await people("li", "doctor"),
    )
    asked, answered = [
        (await patient.post("/v1/tasks", json={"question": text})).json()["ticket"]
        for text in ("体检报告怎么看", "要不要复查")
    ]
    place = f"/v1/tasks/{asked}"
    assert (await other.post(f"{place}/withdraw")).status_code == 404
    assert (await li.post(f"{place}/withdraw")).status_code == 404
    assert (await li.post(f"{place}/claim")).status_code == 200
    once = {"Idempotency-Key": "back-1"}
    for _ in range(2):
        assert (await patient.post(f"{place}/withdraw", headers=once)).json()["state"] == "cancelled"
    assert (await li.post(f"{place}/reply", json=REPLY)).status_code == 409
    assert (await patient.post(f"{place}/withdraw")).status_code == 409
    assert [one["step"] for one in (await li.get(place)).json()["history"]][-1] == "withdraw"
    await li.post(f"/v1/tasks/{answered}/claim")
    await li.post(f"/v1/tasks/{answered}/reply", json=REPLY)
    assert (await patient.post(f"/v1/tasks/{answered}/withdraw")).status_code == 409
    assert (await li.get(f"/v1/tasks/{answered}")).json()["read_at"] is None


async def test_the_operator_gets_no_ticket(app, house):
    from serving.running import token_file

    bearer = {"authorization": f"Bearer {token_file(house.settings.home).read_text()}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://house.test"
    ) as desk:
        answer = await desk.post("/v1/tasks", json={"question": "q"}, headers=bearer)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:yizheng:problem:unsigned")


async def test_a_running_application_looks_after_the_clocks(app, house, people):
    patient = await people("zhao", "patient")
    ticket = (await patient.post("/v1/tasks", json={"question": "胸痛"})).json()["ticket"]
    store = house.worklist._store
    assert store.late(utc_now()) == ()
    later = store.task(ticket).next_at
    assert [one.ticket for one in store.late(later)] == [ticket]
    assert isinstance(house.worklist._gate, RuleGate)
    async with app.router.lifespan_context(app):
        pass
