"""Another system flags a scan: a doctor reviews it, a clerk calls, the funnel counts; all through HTTP."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.audit import Intact
from assistant.exchange import Role
from assistant.people import Scope
from assistant.settings import Settings
from assistant.wiring import open_house
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.unit.findings.test_fhir import DEVICE, PATIENT, REPORT, SEEN, SIZE, bundle

pytestmark = pytest.mark.story
ORIGIN = {"origin": "http://house.test"}
POSTED = {
    "id": "S-1",
    "patient": {"id": "H200", "name": "冯远", "phone": "13700000000"},
    "examined_on": "2026-05-20",
    "steps": [
        {"name": "肺结节检出", "text": "右上肺结节一枚，直径 9 mm", "score": 0.8},
        {"name": "结论", "text": "建议人工复核"},
    ],
    "model": {"name": "GRAPE", "version": "1.3"},
}
SETTLED = {
    "department": "放射科",
    "examination": {"zh": "胸部 CT 检查", "en": "a CT scan of the chest"},
    "budget": 0.01,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with open_house(
        Settings(home=tmp_path_factory.mktemp("findings"), library=False), model=None, library=False
    ) as house:
        yield house


@pytest.fixture(scope="module")
def app(house):
    return create_app(house, pages=False)


@pytest.fixture(scope="module")
def people(house, app):
    async def sign_in(name, role, department="放射科"):
        if house.accounts.named(name) is None:
            house.accounts.create_account(name, PASSWORD, role=Role(role), department=department)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
        )
        answer = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
        client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
        return client

    return sign_in


def source_of(house, app, label):
    made = house.accounts.create_service_key(
        label, role=Role.CLERK, scopes=frozenset({Scope.FINDINGS}), lasts=timedelta(days=9)
    )
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://house.test",
        headers={"Authorization": f"Bearer {made.secret}"},
    )
    return client, made.key.key_id


async def settled(people, house, app, name):
    admin, (source, key) = await people("gong", "admin", None), source_of(house, app, name)
    answer = await admin.put(f"/v1/findings/sources/{name}", json=SETTLED | {"key": key})
    assert answer.status_code == 200, answer.text
    return admin, source


async def post(source, body, key="once"):
    return await source.post("/v1/findings", json=body, headers={"Idempotency-Key": key})


async def test_a_flagged_scan_is_reviewed_called_and_settled(people, house, app):
    admin, source = await settled(people, house, app, "grape")
    li, clerk, patient = (
        await people("李医生", "doctor"),
        await people("文员", "clerk"),
        await people("冯远", "patient", None),
    )
    made = await post(source, POSTED)
    assert made.status_code == 201, made.text
    again = await post(source, POSTED)
    assert (again.status_code, again.json()) == (200, made.json())
    place, ticket = f"/v1/findings/{made.json()['ticket']}", made.json()["ticket"]
    assert (await patient.get("/v1/me/export")).text.count("肺结节") == 0
    assert (await patient.get(place)).status_code == 403
    assert (await clerk.get(place)).status_code == 404

    (task,) = [one for one in (await li.get("/v1/tasks")).json()["tasks"] if one["ticket"] == ticket]
    assert (task["kind"], task["queue"]["name"]) == ("review", "放射科")
    seen = (await li.get(place)).json()
    assert [one["verdict"] for one in seen["steps"]] == [None, None]
    assert (seen["label"], seen["model"]) == ("AI", {"name": "GRAPE", "version": "1.3"})
    review = {
        "steps": [{"step": 1, "verdict": "accepted"}, {"step": 2, "verdict": "accepted"}],
        "recall": True,
        "sign": True,
    }
    assert (await li.post(f"{place}/review", json=review)).json()["type"].endswith("task-taken")
    await li.post(f"/v1/tasks/{ticket}/claim")
    assert (await li.post(f"/v1/tasks/{ticket}/reply", json={})).status_code in {409, 422}
    signed = await li.post(f"{place}/review", json=review, headers={"Idempotency-Key": "r1"})
    assert signed.json()["standing"] == "to_call", signed.text
    assert (
        await li.post(f"{place}/review", json=review, headers={"Idempotency-Key": "r1"})
    ).status_code == 200

    (listed,) = (await clerk.get("/v1/findings/recall")).json()["findings"]
    assert listed["patient"]["phone"] == "13700000000"
    assert not {"steps", "review", "external_id"} & listed.keys()
    for language, words in (("zh", "胸部 CT 检查"), ("en", "a CT scan of the chest")):
        lines = (await clerk.get(f"{place}/script", params={"language": language})).json()["lines"]
        told = " ".join(one["text"] for one in lines)
        assert words in told
        assert "结节" not in told
        for one in lines:
            verdict = house.gate.outgoing(one["text"], role=Role.PATIENT)
            assert one["to"] == "caller" or verdict.verdict == "clear", one
    unsaid = await clerk.post(f"{place}/contact", json={"step": "refused"})
    assert (unsaid.status_code, unsaid.json()["type"]) == (409, "urn:yizheng:problem:finding-state")
    await clerk.post(
        f"{place}/contact",
        json={"step": "call_later", "day": f"{datetime.now(tz=UTC).astimezone():%Y-%m-%d}"},
    )
    (due,) = [one for one in (await li.get("/v1/notices")).json()["notices"] if one["kind"] == "recall"]
    assert (due["ticket"], due["queue"], "冯远" in str(due)) == (ticket, "放射科", False)
    day = (datetime.now(tz=UTC) + timedelta(days=3)).date().isoformat()
    reached = await clerk.post(f"{place}/contact", json={"step": "reached", "day": day})
    assert reached.json()["standing"] == "follow_up"
    assert (await clerk.post(f"{place}/contact", json={"step": "ruled_out", "note": "x"})).status_code == 403
    ended = await li.post(f"{place}/contact", json={"step": "ruled_out", "note": "复查 CT 吸收"})
    assert ended.json()["standing"] == "ruled_out"

    month = f"{datetime.now(tz=UTC).astimezone():%Y-%m}"
    assert (
        await source.post("/v1/findings/examined", json={"month": month, "examined": 50})
    ).status_code == 200
    (row,) = [
        one for one in (await admin.get("/v1/findings/funnel")).json()["funnel"] if one["source"] == "grape"
    ]
    assert (row["flagged"], row["reached"], row["ruled_out"], row["rate"], row["over_budget"]) == (
        1, 1, 1, 0.02, True,
    )  # fmt: skip
    exported = await admin.get("/v1/findings/export")
    assert ticket in exported.text
    assert "冯远" not in exported.text
    assert isinstance(house.records.verify(), Intact)


async def test_a_fhir_report_of_a_pathology_system_comes_in_as_well(people, house, app):
    _, source = await settled(people, house, app, "ruipath")
    sent = bundle(PATIENT, SEEN, SIZE, REPORT, DEVICE)
    made = await post(source, sent, "fhir-1")
    assert made.status_code == 201, made.text
    li = await people("李医生", "doctor")
    steps = (await li.get(f"/v1/findings/{made.json()['id']}")).json()["steps"]
    assert [one["name"] for one in steps] == ["size", "胰腺分割", "conclusion"]


@pytest.mark.parametrize(
    ("change", "slug", "status"),
    [
        pytest.param({"source": "panda"}, "unknown-source", 403, id="another-source"),
        pytest.param({"patient": {"name": "冯远"}}, "unknown-patient", 422, id="no-number"),
        pytest.param({"patient": None}, "unknown-patient", 422, id="nobody"),
        pytest.param({"steps": [], "images": ["x"]}, "image-only", 422, id="pictures-alone"),
        pytest.param({"steps": []}, "finding", 422, id="nothing"),
        pytest.param({"id": None}, "finding", 422, id="no-id"),
        pytest.param({"examined_on": "2026-02-30"}, "invalid-question", 422, id="no-such-day"),
        pytest.param(
            {"steps": [{"name": "结论", "text": "口服吉非替尼 250mg 每日一次"}]}, "finding", 422, id="drug"
        ),
        pytest.param({"id": "S-1"}, "duplicate-finding", 409, id="twice-under-two-keys"),
        pytest.param({"steps": "x"}, "invalid-line", 422, id="no-list"),
    ],
)
async def test_what_cannot_be_taken_is_refused_with_its_reason(people, house, app, change, slug, status):
    _, source = await settled(people, house, app, "faulty")
    await post(source, POSTED, "first")
    answer = await post(source, POSTED | {"id": "S-2"} | change, f"key-{slug}-{status}-{sorted(change)}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:yizheng:problem:{slug}"), answer.text
    assert (await source.post("/v1/findings", json=POSTED)).status_code == 422
    assert (await source.get("/v1/tasks")).status_code == 403


async def test_a_source_changes_its_mind_and_the_called_patient_hears_it_from_a_person(people, house, app):
    _, source = await settled(people, house, app, "amending")
    li, clerk = await people("李医生", "doctor"), await people("文员", "clerk")
    named = POSTED | {"id": "A-1"}
    first = (await post(source, named, key="a1")).json()
    place = f"/v1/findings/{first['ticket']}"
    fixed = named | {"status": "corrected", "steps": [{"name": "结论", "text": "右上肺结节一枚，直径 12 mm"}]}
    answer = await post(source, fixed, key="a2")
    assert (answer.status_code, answer.json()["ticket"] != first["ticket"]) == (200, True)
    assert (await post(source, fixed, key="a2")).json() == answer.json()
    seen = (await li.get(place)).json()
    assert (seen["ticket"], seen["earlier"][0]["steps"][0]["text"]) == (
        answer.json()["ticket"],
        "右上肺结节一枚，直径 9 mm",
    )
    place = f"/v1/findings/{seen['ticket']}"
    review = {"steps": [{"step": 1, "verdict": "accepted"}], "recall": True, "sign": True}
    await li.post(f"/v1/tasks/{seen['ticket']}/claim")
    assert (await li.post(f"{place}/review", json=review)).json()["type"].endswith("finding-state")
    signed = await li.post(f"{place}/review", json=review | {"version": seen["version"]})
    assert signed.json()["standing"] == "to_call", signed.text
    day = (datetime.now(tz=UTC) + timedelta(days=3)).date().isoformat()
    await clerk.post(f"{place}/contact", json={"step": "reached", "day": day})

    gone = await post(source, {"id": "A-1", "status": "entered-in-error", "reason": "配错了人"}, key="a3")
    assert (gone.status_code, gone.json()["standing"]) == (200, "reconsider")
    place = f"/v1/findings/{gone.json()['ticket']}"
    assert (await clerk.get(place)).status_code == 404
    assert (await li.get(f"{place}/script")).status_code == 409
    await li.post(f"/v1/tasks/{gone.json()['ticket']}/claim")
    off = await li.post(f"{place}/contact", json={"step": "call_off", "note": "误报"})
    assert off.json()["standing"] == "to_tell", off.text
    shown = (await clerk.get(place)).json()
    assert ("配错了人" in str(shown), shown["taken_back_at"] is None) == (False, False)
    lines = (await clerk.get(f"{place}/script")).json()["lines"]
    for one in lines:
        assert one["to"] == "caller" or house.gate.outgoing(one["text"], role=Role.PATIENT).verdict == "clear"
    assert (await clerk.post(f"{place}/contact", json={"step": "told"})).json()["standing"] == "taken_back"
    assert isinstance(house.records.verify(), Intact)


async def test_fhir_takes_back_by_its_status_and_an_unknown_number_is_told(people, house, app):
    _, source = await settled(people, house, app, "fhirback")
    made = await post(source, bundle(PATIENT, REPORT, SEEN), key="f1")
    assert made.status_code == 201, made.text
    back = await post(source, bundle(REPORT | {"status": "entered-in-error"}), key="f2")
    assert (back.status_code, back.json()["standing"]) == (200, "taken_back")
    other = REPORT | {"status": "entered-in-error", "identifier": [{"value": "never"}]}
    assert (await post(source, bundle(other), key="f3")).status_code == 404
    wrong = await post(source, POSTED | {"status": "lost"}, key="f4")
    assert wrong.status_code == 422
