"""A patient asks a doctor's twin: within the scope a cited answer, outside it a task of that doctor."""

from contextlib import aclosing
from dataclasses import replace

import pytest

from assistant.consent import Purpose
from assistant.exchange import EvidenceFound, Finished, Question, Role
from assistant.settings import Settings
from assistant.wiring import open_house
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.fakes.signing_in import signed_in_client

pytestmark = pytest.mark.story
CARD = {
    "topics": [{"name": "高血压", "words": ["高血压", "血压"]}],
    "families": ["cn-hypertension"],
    "opening": "您好，很高兴为您解答。",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with open_house(Settings(home=tmp_path_factory.mktemp("twin")), model=None) as house:
        yield house


@pytest.fixture
def people(house):
    app = create_app(house, pages=False)

    async def sign_in(name, role):
        if name not in {one.name for one in house.accounts.accounts()}:
            made = house.accounts.create_account(name, PASSWORD, role=Role(role), department="心内科")
            house.consents.give(made.account_id, {Purpose.CHAT, Purpose.HAND_OVER})
        return await signed_in_client(app, name, PASSWORD)

    return sign_in


async def ask(client, text, twin):
    answer = await client.post("/v1/ask", json={"question": text, "twin": twin})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_twin_speaks_within_what_its_doctor_signed_for(people, house):
    li, patient = await people("李明", "doctor"), await people("赵", "patient")
    made = (await li.post("/v1/twins", json=CARD)).json()
    assert (await patient.get("/v1/twins")).json() == {"twins": []}
    before = await ask(patient, "成人高血压的诊断界值是多少？", made["id"])
    assert (before["outcome"], before["reason"]) == ("deferred", "twin_unavailable")

    signed = await li.post(f"/v1/twins/{made['id']}/sign", json={"sign": True, "version": made["version"]})
    assert signed.json()["standing"] == "active"
    (listed,) = (await patient.get("/v1/twins")).json()["twins"]
    assert (listed["doctor"], listed["topics"]) == ("李明", ["高血压"])
    assert "card" not in listed

    within = await ask(patient, "成人高血压的诊断界值是多少？", made["id"])
    assert within["outcome"] == "answered"
    assert within["claims"][0]["text"] == "我是李明医生的 AI 助手，非医生本人。"
    assert within["claims"][1]["text"] == CARD["opening"]
    families = {
        str(house.ledger.edition(one["edition_id"]).family_id)
        for claim in within["claims"]
        for one in claim["citations"]
    }
    assert families == set(CARD["families"])

    beyond = await ask(patient, "幽门螺杆菌怎么根除？", made["id"])
    assert (beyond["outcome"], beyond["reason"]) == ("deferred", "twin_scope")
    assert beyond["claims"][0]["text"].endswith("非医生本人。")
    (task,) = [
        one for one in (await li.get("/v1/tasks")).json()["tasks"] if one["ticket"] == beyond["ticket"]
    ]
    assert task["queue"]["kind"] == "doctor"
    wu = await people("吴", "doctor")
    assert beyond["ticket"] not in {one["ticket"] for one in (await wu.get("/v1/tasks")).json()["tasks"]}

    alarm = await ask(patient, "我胸口压榨样疼痛，出冷汗半小时了", made["id"])
    assert alarm["outcome"] == "emergency"
    dose = await ask(patient, "高血压我该吃几片氨氯地平？", made["id"])
    assert dose["outcome"] == "blocked"

    await li.post(f"/v1/twins/{made['id']}/revoke")
    after = await ask(patient, "成人高血压的诊断界值是多少？", made["id"])
    assert (after["outcome"], after["reason"]) == ("deferred", "twin_unavailable")
    assert house.records.verify().links > 0


@pytest.mark.parametrize("ends", ["revoked", "left"])
async def test_a_twin_falls_silent_in_mid_answer_and_a_colleague_takes_over(people, house, ends):
    doctor, _ = await people(f"孙{ends}", "doctor"), await people("赵", "patient")
    made = (await doctor.post("/v1/twins", json=CARD)).json()
    await doctor.post(f"/v1/twins/{made['id']}/sign", json={"sign": True, "version": made["version"]})
    whose = house.accounts.named(f"孙{ends}").account_id
    asker = house.accounts.asker_for(house.accounts.named("赵"))
    question = Question(id="q1", text="成人高血压的诊断界值是多少？", asker=asker, language="zh")
    question = replace(question, voice=house.twins.voice(made["id"], question))
    shown, outcome = [], None
    async with aclosing(house.engine.stream(question)) as events:
        async for event in events:
            if isinstance(event, EvidenceFound) and ends == "revoked":
                await doctor.post(f"/v1/twins/{made['id']}/revoke")
            elif isinstance(event, EvidenceFound):
                house.accounts.disable(whose)
            elif isinstance(event, Finished):
                outcome = event.outcome
            else:
                shown.append(event.claim.text)
    assert shown == [f"我是孙{ends}医生的 AI 助手，非医生本人。"]
    assert (outcome.reason, outcome.trace.signals["D34"]) == ("twin_unavailable", True)
    task = house.worklist.own(outcome.trace.ticket, asker.person)
    assert whose not in {task.queue.name, task.called}
    assert f"孙{ends}，" not in outcome.claims[-1].text


async def test_what_cannot_be_signed_is_said(people):
    li = await people("李明", "doctor")
    for card, said in (
        ({**CARD, "families": ["no-such"]}, "no-such"),
        ({**CARD, "topics": []}, "topics"),
        ({**CARD, "opening": "我就是李医生"}, "claims to be a person"),
    ):
        answer = await li.post("/v1/twins", json=card)
        assert answer.status_code == 422
        assert said in answer.json()["detail"]
    assert (await li.get("/v1/twins/w_unknown")).status_code == 404


async def test_an_approved_answer_is_repeated_while_its_edition_is_in_force(people, house):
    li, patient = await people("李明", "doctor"), await people("赵", "patient")
    made = (await li.post("/v1/twins", json=CARD)).json()
    await li.post(f"/v1/twins/{made['id']}/sign", json={"sign": True, "version": made["version"]})
    asked = "成人高血压的诊断界值是多少？"
    found = await ask(patient, asked, made["id"])
    cited = next(one for claim in found["claims"] for one in claim["citations"])
    wanted = {
        "question": asked,
        "sentences": [
            {
                "text": cited["quote"],
                "passages": [{"passage_id": cited["passage_id"], "quote": cited["quote"]}],
            }
        ],
        "sign": True,
    }
    place = f"/v1/twins/{made['id']}/answers"
    assert (await patient.post(place, json=wanted)).status_code == 403
    approved = await li.post(place, json=wanted)
    assert approved.status_code == 201, approved.text
    assert (approved.json()["standing"], approved.json()["in_force"]) == ("approved", True)

    told = await ask(patient, "请问成人高血压的诊断界值是多少", made["id"])
    assert (told["outcome"], told["mode"]) == ("answered", "template")
    texts = [claim["text"] for claim in told["claims"]]
    assert texts[0] == "我是李明医生的 AI 助手，非医生本人。"
    assert "审定" in texts[2]
    assert texts[3] == cited["quote"]
    assert told["claims"][3]["citations"][0]["edition_id"] == cited["edition_id"]

    await li.post(
        f"/v1/guidelines/{cited['edition_id']}/withdraw",
        json={"reason": "另有新版", "on": "2020-01-01", "date": "2020-01-01"},
    )
    stale = await ask(patient, asked, made["id"])
    assert (stale["outcome"], stale["reason"]) == ("deferred", "twin_answer_stale")
    (task,) = [one for one in (await li.get("/v1/tasks")).json()["tasks"] if one["ticket"] == stale["ticket"]]
    assert (task["queue"]["kind"], task["triggers"][:2]) == ("doctor", ["D05", "D17"])
    (listed,) = (await li.get(place)).json()["answers"]
    assert (listed["standing"], listed["in_force"]) == ("approved", False)
    assert (await li.post(f"{place}/{listed['id']}/approve")).status_code == 422
    wrong = wanted | {"sentences": [wanted["sentences"][0] | {"text": "收缩压≥100mmHg 就是高血压。"}]}
    assert (await li.post(place, json=wrong)).status_code == 422
