"""The story through HTTP on a real application: a file, a plan, its answers, who is kept out."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.exchange import Role
from assistant.gate import RuleGate
from tests.fakes.doors import PASSWORD
from tests.fakes.patients import patient_app, patient_house

pytestmark = pytest.mark.story
ALL = ("chat", "hand_over", "health_file", "follow_up")
ORIGIN = {"origin": "http://house.test"}
CREATININE = {"name": "血肌酐", "unit": "umol/L", "range": "57-97"}
ASKED = [
    {"key": "sys", "kind": "number", "text": "今天的收缩压是多少？", "unit": "mmHg", "high": 150},
    {"key": "dizzy", "kind": "yes_no", "text": "有没有头晕？", "unexpected": "yes"},
    {"key": "more", "kind": "words", "text": "还有什么想说的？"},
]
FINE = {"sys": 132, "dizzy": "no", "more": "没有"}


class Town:
    """An application, its people and a clock that can be turned for follow-up."""

    def __init__(self, house):
        self.house, self.app = house, patient_app(house)

    def client(self):
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://house.test", headers=ORIGIN)

    async def patient(self, name="zhao", consents=ALL, **fields):
        client = self.client()
        body = {"name": name, "password": PASSWORD, "consents": list(consents)} | fields
        made = await client.post("/v1/patients", json=body)
        assert made.status_code == 201
        client.headers["cookie"] = made.headers["set-cookie"].split(";")[0]
        return client

    async def doctor(self, name="li", department="心内科"):
        self.house.accounts.create_account(name, PASSWORD, role=Role.DOCTOR, department=department)
        client = self.client()
        made = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
        client.headers["cookie"] = made.headers["set-cookie"].split(";")[0]
        return client

    async def ticket(self, patient):
        asked = await patient.post(
            "/ui/patient/person", json={"episode": "0123456789", "text": "血压老是高，想问问医生"}
        )
        assert asked.status_code == 200
        person = (await patient.get("/v1/session")).json()["person"]
        return self.house.worklist.mine(person)[0].ticket

    def later(self, **spell):
        now = self.house.follow_up.now() + timedelta(**spell)
        self.house.follow_up.now = lambda: now
        return now


@asynccontextmanager
async def open_town(home, gate):
    with patient_house(home, gate) as house:
        yield Town(house)


@pytest.fixture(scope="module")
def gate():
    return RuleGate()


@pytest.fixture
async def town(tmp_path, gate):
    async with open_town(tmp_path, gate) as town:
        yield town


def plan_of(ticket, **fields):
    due = [(datetime.now(UTC) + timedelta(hours=one)).isoformat() for one in (1, 25)]
    return {"ticket": ticket, "title": "降压随访", "questions": ASKED, "due": due, "grace_hours": 6} | fields


async def test_a_file_is_kept_with_consent_and_not_a_word_without(town):
    patient = await town.patient(consents=("chat",))
    assert (await patient.get("/v1/health-file")).json() == {"consent": "never"}
    said = {"topic": "allergy", "standing": "value", "said": "小时候打青霉素起过疹子"}
    refused = await patient.post("/v1/health-file/statements", json=said)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (403, "consent-needed")
    await patient.post("/v1/consents", json={"purpose": "health_file", "given": True})
    kept = (await patient.post("/v1/health-file/statements", json=said)).json()
    for value in (90, 117):
        report = {"items": [CREATININE | {"value": value}]}
        read = (await patient.post("/v1/health-file/reports", json=report)).json()
    (delta,) = read["deltas"]
    assert (delta["before"], delta["value"], delta["difference"], delta["percent"]) == (90, 117, 27, 30)
    held = (await patient.get("/v1/health-file")).json()
    assert held["reported"][0] | {"on": ""} == said | {"by": "self", "on": ""}
    assert {one["standing"] for one in held["reported"][1:]} == {"unknown"}
    assert [len(one["results"]) for one in held["reports"]] == [1, 1]
    await patient.post("/v1/consents", json={"purpose": "health_file", "given": False})
    assert (await patient.get("/v1/health-file")).json() == {"consent": "withdrawn"}
    exported = (await patient.get("/v1/me/export")).json()["items"]
    assert any(one["kind"] == "health_file" and "青霉素" in str(one["told"]) for one in exported)
    other = await town.patient(name="qian")
    assert (await other.delete(f"/v1/health-file/entries/{kept['id']}")).status_code == 404
    assert (await patient.delete("/v1/health-file")).json() == {"removed": 3}


async def test_a_doctor_sees_the_file_of_a_ticket_only_where_that_is_agreed(town):
    patient, doctor = await town.patient(), await town.doctor()
    said = {"topic": "drugs_as_reported", "standing": "value", "said": "一种白色的降压药", "by": "family"}
    await patient.post("/v1/health-file/statements", json=said)
    ticket = await town.ticket(patient)
    seen = (await doctor.get(f"/v1/health-file/of/{ticket}")).json()
    assert [one["said"] for one in seen["reported"] if one["standing"] == "value"] == ["一种白色的降压药"]
    page = (await doctor.get(f"/v1/tasks/{ticket}")).json()["page"]
    assert (await doctor.get("/v1/health-file/of/2222-2222")).status_code == 404
    await patient.post("/v1/consents", json={"purpose": "health_file", "given": False})
    assert (await doctor.get(f"/v1/health-file/of/{ticket}")).status_code == 403
    assert "家属所述" in page


async def test_a_childs_file_needs_a_guardian(town):
    child = {"name": "王女士", "relation": "母亲", "born": "2020-05-01"}
    alone = await town.patient(name="alone")
    refused = await alone.put("/v1/health-file/guardian", json=child)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (403, "guardian-needed")
    mother = await town.patient(name="mother", given_as="guardian")
    assert (await mother.put("/v1/health-file/guardian", json=child)).status_code == 200
    assert (await mother.get("/v1/health-file")).json()["guardian"] == child
    future = child | {"born": "2999-01-01"}
    assert (await mother.put("/v1/health-file/guardian", json=future)).status_code == 422


async def test_a_plan_runs_from_the_first_question_to_its_end(town):
    patient, doctor = await town.patient(), await town.doctor()
    ticket = await town.ticket(patient)
    made = await doctor.post("/v1/follow-up", json=plan_of(ticket))
    assert made.status_code == 201, made.text
    plan = made.json()
    where = f"/v1/follow-up/{plan['id']}"
    assert (await patient.get("/v1/follow-up/due")).json() == {"due": []}
    town.later(hours=2)
    (due,) = (await patient.get("/v1/follow-up/due")).json()["due"]
    assert (due["round"], [one["key"] for one in due["questions"]]) == (1, ["sys", "dizzy", "more"])
    assert "high" not in str(due["questions"])
    fine = await patient.post(f"{where}/answers", json={"round": 1, "answers": FINE})
    assert (fine.status_code, fine.json()["ticket"], fine.json()["told"]) == (200, None, [])
    assert (await patient.post(f"{where}/answers", json={"round": 1, "answers": FINE})).status_code == 409
    town.later(hours=24)
    high = {"round": 2, "answers": FINE | {"sys": "171.5"}}
    told = (await patient.post(f"{where}/answers", json=high)).json()
    assert told["deviations"] == [{"kind": "out_of_range", "question": "sys"}]
    task = (await doctor.get(f"/v1/tasks/{told['ticket']}")).json()
    assert (task["priority"], task["queue"]["kind"]) == ("P2", "doctor")
    assert "171.5 mmHg" in task["packet"]["situation"]["question"]
    own = (await patient.get(where)).json()
    assert (own["rounds"][1]["answers"]["sys"], "high" in str(own), "out_of" in str(own)) == (
        "171.5",
        False,
        False,
    )
    course = (await doctor.get(where)).json()
    assert [one["answers"].get("sys") for one in course["rounds"]] == ["132", "171.5"]
    again = [(town.house.follow_up.now() + timedelta(days=1)).isoformat()]
    changed = await doctor.put(where, json=plan_of(ticket, due=again, why="再看一天"))
    assert [one["number"] for one in changed.json()["terms"]] == [1, 2]
    ended = await doctor.post(f"{where}/end", json={"why": "已约复诊"})
    assert (ended.json()["state"], ended.json()["ended"]["why"]) == ("ended", "已约复诊")


async def test_an_emergency_in_an_answer_is_told_first_and_rings(town):
    patient, doctor = await town.patient(), await town.doctor()
    plan = (await doctor.post("/v1/follow-up", json=plan_of(await town.ticket(patient)))).json()
    town.later(hours=2)
    answers = FINE | {"more": "现在胸口压着疼，喘不上气，出冷汗"}
    where = f"/v1/follow-up/{plan['id']}/answers"
    told = (await patient.post(where, json={"round": 1, "answers": answers})).json()
    assert (told["emergency"], told["urgency"], "120" in told["told"][0]) == (True, "E120", True)
    waiting = (await doctor.get("/v1/notices")).json()["notices"]
    assert ("urgent", told["ticket"], "P0") in [
        (one["kind"], one["ticket"], one["priority"]) for one in waiting
    ]


async def test_what_is_asked_of_the_wrong_person_is_not_there(town):
    patient, doctor = await town.patient(), await town.doctor()
    plan = (await doctor.post("/v1/follow-up", json=plan_of(await town.ticket(patient)))).json()
    stranger, colleague = await town.patient(name="qian"), await town.doctor("wu", "消化内科")
    where = f"/v1/follow-up/{plan['id']}"
    town.later(hours=2)
    for client, method, path, body in (
        (stranger, "GET", where, None),
        (stranger, "POST", f"{where}/answers", {"round": 1, "answers": FINE}),
        (patient, "POST", "/v1/follow-up/f_0000/answers", {"round": 1, "answers": FINE}),
        (colleague, "GET", where, None),
        (colleague, "POST", f"{where}/end", {"why": "x"}),
        (colleague, "PUT", where, plan_of(plan["ticket"])),
    ):
        answer = await client.request(method, path, json=body)
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (404, "unknown-plan")
    assert (await patient.put(where, json=plan_of(plan["ticket"]))).status_code == 403


BAD = {
    "past": ({"due": ["2020-01-01"]}, 422),
    "no-date": ({"due": ["soon"]}, 422),
    "no-unit": ({"questions": [{"kind": "number", "text": "血压？", "low": 90, "high": 140}]}, 422),
    "unit-of-words": ({"questions": [{"kind": "words", "text": "怎样？", "unit": "mmHg"}]}, 422),
    "backwards": ({"questions": [ASKED[0] | {"low": 200}]}, 422),
    "strange-kind": ({"questions": [{"kind": "photo", "text": "拍一张？"}]}, 422),
    "nobody-there": ({"tell": {"kind": "department", "name": "没有这个科"}}, 422),
    "regimen": ({"questions": [{"kind": "words", "text": "阿莫西林 0.5g 每日三次，吃七天，好了吗？"}]}, 422),
    "no-ticket": ({"ticket": "2222-2222"}, 404),
}


async def test_a_plan_that_cannot_be_used_is_refused_in_a_sentence(town):
    patient, doctor = await town.patient(), await town.doctor()
    ticket = await town.ticket(patient)
    for name, (fields, status) in BAD.items():
        answer = await doctor.post("/v1/follow-up", json=plan_of(ticket) | fields)
        assert answer.status_code == status, (name, answer.text)
        assert answer.json()["detail"]
    unwilling = await town.patient(name="sun", consents=("chat", "hand_over"))
    refused = await doctor.post("/v1/follow-up", json=plan_of(await town.ticket(unwilling)))
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (403, "consent-needed")


async def test_an_erased_person_leaves_no_file_and_no_open_plan(town):
    patient, doctor = await town.patient(), await town.doctor()
    said = {"topic": "allergy", "standing": "value", "said": "花生"}
    await patient.post("/v1/health-file/statements", json=said)
    ticket = await town.ticket(patient)
    plan = (await doctor.post("/v1/follow-up", json=plan_of(ticket))).json()
    await doctor.post(f"/v1/tasks/{ticket}/claim")
    signed = {"decision": "clinic", "text": "请来心内科门诊。", "claims": [], "sign": True}
    assert (await doctor.post(f"/v1/tasks/{ticket}/reply", json=signed)).status_code == 200
    exported = (await patient.get("/v1/me/export")).json()["items"]
    assert {"health_file", "follow_up"} <= {one["kind"] for one in exported}
    done = await patient.post("/v1/me/erase", json={"password": PASSWORD})
    assert done.status_code == 200, done.text
    town.later(days=3)
    assert town.house.follow_up.look_after() == 0
    assert (await doctor.get(f"/v1/follow-up/{plan['id']}")).status_code == 404
    assert (await doctor.post("/v1/follow-up", json=plan_of(ticket))).status_code == 422
