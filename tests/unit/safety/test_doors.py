"""The safety officer's rooms over HTTP: who is let in, what is told, and what wrong bodies get."""

from dataclasses import replace

import httpx
import pytest

from assistant.exchange import Question, Role
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import answered, key_for, scripted_house
from tests.unit.safety.conftest import office_on

ORIGIN = {"origin": "http://house.test"}
DOSE = "康必舒我能不能停"
LISTS = {"reason": "新进药品", "brand": [{"name": "康必舒"}], "contacts": {"doctor": "总值班：内线 8000"}}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    home = tmp_path_factory.mktemp("safety")
    with scripted_house(home) as house:
        office = office_on(home, house.records._database, house.records._keys)
        yield replace(house, gate=office.gate, safety=office.rooms)


@pytest.fixture(scope="module")
def app(house):
    return create_app(house, pages=False)


@pytest.fixture
def people(app, house):
    """Sign somebody in by name and role; gives a client."""

    async def sign_in(name, role):
        if name not in {one.name for one in house.accounts.accounts()}:
            house.accounts.create_account(name, PASSWORD, role=Role(role))
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
        )
        answer = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
        client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
        return client

    return sign_in


async def test_a_change_goes_from_one_officer_over_another_into_force_and_back(people):
    an, bo = await people("安", "safety_officer"), await people("博", "admin")
    made = (await an.post("/v1/safety/policy/drafts", json=LISTS)).json()
    assert 'name = "康必舒"' in made["policy"]
    tried = {"text": DOSE, "role": "patient"}
    assert (await an.post("/v1/safety/try", json=tried)).json()["verdict"] == "clear"
    where = f"/v1/safety/policy/drafts/{made['id']}"
    own = await an.post(f"{where}/approve", json={"digest": made["digest"], "reason": "why"})
    assert (own.status_code, own.json()["type"]) == (409, "urn:yizheng:problem:safety")
    shown = await bo.post(f"{where}/approve", json={"digest": made["digest"], "reason": "已核对"})
    assert shown.status_code == 200
    assert shown.json()["history"][0]["by"] == "博"
    (fired,) = (await an.post("/v1/safety/try", json=tried)).json()["rules"][:1]
    assert fired["words"] == DOSE[fired["start"] : fired["end"]] != ""
    assert fired["source"]
    assert fired["reason"]
    back = await an.post("/v1/safety/policy/rollback", json={"reason": "录入有误"})
    assert back.json()["policy"]["brand"] == []
    states = [one["state"] for one in (await bo.get("/v1/safety/policy/drafts")).json()["drafts"]]
    assert states == ["approved", "found"]


async def test_a_program_changes_no_policy_and_starts_nothing(app, house):
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://house.test",
        headers=key_for(house, "admin"),
    )
    for path, body in (
        ("policy/drafts", LISTS),
        ("policy/rollback", {"reason": "x"}),
        ("start", {"reason": "x"}),
    ):
        answer = await client.post(f"/v1/safety/{path}", json=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:yizheng:problem:unsigned")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("stop", {}, 422, id="no-reason"),
        pytest.param("stop", {"reason": " "}, 409, id="empty-reason"),
        pytest.param("try", {"text": "你好", "role": "nobody"}, 422, id="unknown-role"),
        pytest.param("try", {"text": ""}, 422, id="no-text"),
        pytest.param("policy/drafts", {"reason": "x", "otc": "perhaps"}, 422, id="no-such-switch"),
        pytest.param("policy/drafts", {"reason": "x", "brand": [{"name": "x"}]}, 422, id="short-name"),
        pytest.param("policy/drafts", {"reason": "nothing"}, 409, id="nothing-changed"),
        pytest.param("policy/drafts/v_none/approve", {"digest": "x", "reason": "x"}, 404, id="no-draft"),
        pytest.param("policy/rollback", {"reason": "x" * 2_000}, 422, id="an-essay"),
    ],
)
async def test_what_cannot_be_done_is_told(people, path, body, status):
    answer = await (await people("安", "safety_officer")).post(f"/v1/safety/{path}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_patient_reports_an_answer_and_the_officer_looks_after_it(people, house):
    patient, doctor = await people("赵", "patient"), await people("李", "doctor")
    an = await people("安", "safety_officer")
    person = next(one for one in house.accounts.accounts() if one.name == "赵")
    asked = Question(id="a-1", text="血压目标", asker=house.accounts.asker_for(person), language="zh")
    record = house.records.append(asked, answered(house))
    body = {"kind": "wrong", "words": "数字和说明书不一样", "answer": "a-1"}
    made = (await patient.post("/v1/incidents", json=body)).json()
    assert (made["about"], made["notices"]) == (record, [])
    where = f"/v1/incidents/{made['id']}"
    assert (await doctor.get(where)).status_code == 404
    step = {"version": 1, "severity": "moderate", "status": "acted", "note": "已撤回该段"}
    assert (await doctor.post(f"{where}/handle", json=step)).status_code == 403
    assert (await an.post(f"{where}/handle", json=step)).json()["status"] == "acted"
    assert (await patient.get(where)).json()["handled"][0]["note"] == "已撤回该段"
    listed = (await an.get("/v1/incidents", params={"status": "acted", "kind": "wrong"})).json()
    assert [one["id"] for one in listed["incidents"]] == [made["id"]]
    assert (await an.get("/v1/incidents", params={"status": "lost"})).status_code == 422
    table = await an.get("/v1/incidents/export")
    assert table.headers["content-type"].startswith("text/csv")
    assert "数字和说明书不一样" in table.text
    assert (await patient.get("/v1/incidents/export")).status_code == 403


async def test_an_emergency_in_a_report_is_answered_with_its_card(people):
    patient = await people("赵", "patient")
    answer = await patient.post("/v1/incidents", json={"words": "我胸口压榨样疼痛，出冷汗半小时了"})
    assert answer.status_code == 201
    assert "120" in answer.json()["notices"][0]
