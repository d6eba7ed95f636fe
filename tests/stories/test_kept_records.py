"""`/v1/drafts/…`: a record kept, edited by a clerk, signed by a doctor, taken out; who may not."""

import pytest
from fastapi.testclient import TestClient

from assistant.exchange import Role
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import key_for, scripted_house

HERE = {"sec-fetch-site": "same-origin"}
PATIENT = {"id": "M-1", "name": "陈测试", "sex": "女", "age": "52岁"}
TURNS = [
    {"speaker": "doctor", "text": "哪里不舒服？"},
    {"speaker": "patient", "text": "心慌，两天。"},
    {"speaker": "doctor", "text": "以前有什么病？"},
    {"speaker": "patient", "text": "高血压五年。"},
    {"speaker": "doctor", "text": "心率92次/分，律齐。考虑窦性心动过速，查心电图。"},
]
KEEP = {"turns": TURNS, "patient": PATIENT, "template": "门诊初诊"}


@pytest.fixture
def house(tmp_path):
    with scripted_house(tmp_path) as opened:
        for name, role, department in (
            ("李医师", Role.DOCTOR, "内科"),
            ("周录入", Role.CLERK, "内科"),
            ("吴医师", Role.DOCTOR, "外科"),
            ("王患者", Role.PATIENT, None),
        ):
            opened.accounts.create_account(name, PASSWORD, role=role, department=department)
        yield opened


@pytest.fixture
def signed_in(house):
    app = create_app(house, pages=False)

    def enter(name):
        client = TestClient(app, base_url="http://127.0.0.1", headers=HERE)
        assert client.post("/v1/session", json={"name": name, "password": PASSWORD}).status_code == 200
        return client

    return enter


def test_a_record_goes_from_a_clerks_draft_to_a_doctors_signature(signed_in):
    clerk, doctor = signed_in("周录入"), signed_in("李医师")
    answer = clerk.post("/v1/drafts/kept", json=KEEP)
    assert answer.status_code == 201
    made = answer.json()
    at = f"/v1/drafts/{made['draft_id']}"
    assert (made["state"], made["version"], made["missing"]) == ("draft", 1, [])
    assert made["patient"] == PATIENT
    history = next(one for one in made["sections"] if one["name"] == "现病史")
    assert history["sentences"][0]["sources"]

    edited = clerk.patch(
        at, json={"version": 1, "sections": {"现病史": "心慌2天。"}, "seconds": {"现病史": 8}}
    ).json()
    line = next(one for one in edited["sections"] if one["name"] == "现病史")["sentences"][0]
    assert line["by"]["name"] == "周录入"
    assert (
        clerk.patch(at, json={"version": 1, "sections": {"主诉": "x"}})
        .json()["type"]
        .endswith("record-moved")
    )
    assert clerk.post(f"{at}/sign", json={"version": 2, "patient": "M-1", "sign": True}).status_code == 403

    shown = doctor.get(at).json()
    assert [one["name"] for one in shown["others"]] == ["周录入"]
    refused = doctor.post(f"{at}/sign", json={"version": 2, "patient": "M-1", "sign": True}).json()
    assert refused["type"].endswith("unsignable")
    names = [one["name"] for one in shown["sections"]]
    opened = doctor.post(f"{at}/opened", json={"sections": names}).json()
    assert all(one["opened_at"] for one in opened["sections"])
    wrong = doctor.post(f"{at}/sign", json={"version": 2, "patient": "M-2", "sign": True})
    assert wrong.status_code == 409
    signed = doctor.post(f"{at}/sign", json={"version": 2, "patient": "M-1", "sign": True}).json()
    assert signed["state"] == "signed"
    assert signed["label"] == "AI 辅助起草，李医师审核签名"
    assert doctor.patch(at, json={"version": 3, "sections": {"主诉": "x"}}).status_code == 409

    added = {"text": "心电图正常。", "reason": "结果后到", "sign": True}
    amended = doctor.post(f"{at}/amendments", json=added).json()
    assert (amended["state"], amended["amendments"][0]["text"]) == ("amended", "心电图正常。")
    versions = doctor.get(f"{at}/versions").json()["versions"]
    assert [one["kind"] for one in versions] == ["machine", "edit", "signed", "amended"]
    assert versions[1]["changes"][0]["section"] == "现病史"
    assert any(one["kind"] == "added" for one in versions[1]["changes"][0]["diff"])
    learned = doctor.get("/v1/drafts/learned").json()["sections"]
    assert next(one for one in learned if one["section"] == "现病史")["seconds"] == 8


@pytest.mark.parametrize("form", ["text", "docx", "pdf", "fhir", "hl7"])
def test_a_record_is_taken_out_in_every_form_and_that_is_kept(signed_in, house, form):
    doctor = signed_in("李医师")
    made = doctor.post("/v1/drafts/kept", json=KEEP).json()
    answer = doctor.get(f"/v1/drafts/{made['draft_id']}/export", params={"form": form})
    assert answer.status_code == 200
    assert len(answer.content) > 200
    assert made["draft_id"] in answer.headers["content-disposition"]
    assert house.records.verify().links == 2
    assert doctor.get(f"/v1/drafts/{made['draft_id']}/export", params={"form": "rtf"}).status_code == 422


def test_other_departments_and_patients_are_told_there_is_none(signed_in):
    made = signed_in("李医师").post("/v1/drafts/kept", json=KEEP).json()
    at = f"/v1/drafts/{made['draft_id']}"
    surgeon = signed_in("吴医师")
    for path in (at, f"{at}/versions", f"{at}/export"):
        assert surgeon.get(path).status_code == 404
    assert surgeon.get("/v1/drafts").json() == {"drafts": []}
    assert signed_in("王患者").get(at).status_code == 403
    assert signed_in("王患者").post("/v1/drafts/kept", json=KEEP).status_code == 403


def test_a_program_drafts_for_a_department_but_signs_nothing(signed_in, house):
    clerk_key = key_for(house, "clerk")
    program = TestClient(create_app(house, pages=False), base_url="http://127.0.0.1", headers=clerk_key)
    made = program.post("/v1/drafts/kept", json=KEEP | {"department": "内科"}).json()
    doctor = signed_in("李医师")
    assert doctor.get("/v1/drafts").json()["drafts"][0]["draft_id"] == made["draft_id"]
    doctor_key = TestClient(
        create_app(house, pages=False), base_url="http://127.0.0.1", headers=key_for(house, "doctor")
    )
    own = doctor_key.post("/v1/drafts/kept", json=KEEP).json()
    answer = doctor_key.post(
        f"/v1/drafts/{own['draft_id']}/sign",
        json={"version": 1, "patient": "M-1", "sign": True, "read_whole": True},
    )
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == (403, "unsigned")


def test_facts_of_another_patient_are_refused(signed_in):
    facts = [{"name": "钾", "value": "4.5", "unit": "mmol/L", "patient": "M-2"}]
    answer = signed_in("李医师").post("/v1/drafts/kept", json=KEEP | {"facts": facts})
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == (409, "wrong-patient")


def test_diagnoses_are_offered_from_the_hospitals_table_and_chosen_by_the_doctor(signed_in, house):
    doctor = signed_in("李医师")
    made = doctor.post("/v1/drafts/kept", json=KEEP).json()
    at = f"/v1/drafts/{made['draft_id']}"
    assert made["codes"] == []
    (house.settings.home / "codes").mkdir()
    (house.settings.home / "codes" / "院内.csv").write_text(
        "code,name,version\nR00.0,窦性心动过速,2026\nI10,高血压病,2026\n", "utf-8"
    )
    offered = doctor.get("/v1/drafts/codes", params={"draft": made["draft_id"]}).json()["codes"]
    assert [one["code"] for one in offered] == ["R00.0"]
    assert doctor.get("/v1/drafts/codes", params={"q": "高血压"}).json()["codes"][0]["code"] == "I10"
    chosen = [{"system": "院内", "code": "R00.0"}]
    coded = doctor.put(f"{at}/codes", json={"version": 1, "codes": chosen}).json()
    assert (coded["codes"][0]["name"], coded["codes"][0]["by"]["name"]) == ("窦性心动过速", "李医师")
    unknown = doctor.put(f"{at}/codes", json={"version": 2, "codes": [{"system": "院内", "code": "Z"}]})
    assert unknown.status_code == 422
    assert signed_in("周录入").put(f"{at}/codes", json={"version": 2, "codes": chosen}).status_code == 403


@pytest.mark.parametrize(
    ("csv", "status"),
    [
        pytest.param("code,name\nA,甲病\n", 200, id="good"),
        pytest.param("甲,乙\n1,2\n", 422, id="no-columns"),
        pytest.param("code,name\nA,\n", 422, id="no-name"),
    ],
)
def test_an_administrator_imports_a_table(house, csv, status):
    admin = TestClient(
        create_app(house, pages=False), base_url="http://127.0.0.1", headers=key_for(house, "admin")
    )
    answer = admin.put("/v1/drafts/codes", json={"name": "院内", "csv": csv})
    assert answer.status_code == status


def test_a_hospitals_whole_table_is_taken_in_as_the_file_it_is(signed_in, house):
    """A national table has some 40,000 rows and comes in GB18030: more than the megabyte of other bodies."""
    admin = TestClient(
        create_app(house, pages=False), base_url="http://127.0.0.1", headers=key_for(house, "admin")
    )
    rows = "".join(f"A{number:05}.x00,某种部位待定的疾病{number}\n" for number in range(40_000))
    data = f"编码,名称\n{rows}".encode("gb18030")
    assert len(data) > 1024 * 1024
    kept = admin.put("/v1/drafts/codes/tables/国临版", content=data)
    assert (kept.status_code, kept.json()["rows"]) == (200, 40_000)
    doctor = signed_in("李医师")
    (table,) = doctor.get("/v1/drafts/codes/tables").json()["tables"]
    assert (table["name"], table["rows"], table["starter"]) == ("国临版", 40_000, False)
    assert (
        doctor.get("/v1/drafts/codes", params={"q": "疾病 39999"}).json()["codes"][0]["code"] == "A39999.x00"
    )
    assert admin.put("/v1/drafts/codes/tables/国临版", content=b"x,y\n1,2\n").status_code == 422
    assert doctor.delete("/v1/drafts/codes/tables/国临版").status_code == 403
    assert admin.delete("/v1/drafts/codes/tables/国临版").json() == {"removed": "国临版"}
    assert [one["starter"] for one in doctor.get("/v1/drafts/codes/tables").json()["tables"]] == [True]


def test_what_the_house_knows_by_itself_needs_nobody_to_say_it(signed_in):
    asked = KEEP | {"started_at": "2026-06-01T08:05:00Z"}
    made = signed_in("李医师").post("/v1/drafts/kept", json=asked).json()
    sections = {one["name"]: one for one in made["sections"]}
    assert "内科" in sections["科别"]["text"]
    assert "2026-06-01" in sections["就诊时间"]["text"]
    assert sections["科别"]["sentences"][0]["sources"] == [{"fact": "科别"}]
    admission = signed_in("李医师").post("/v1/drafts/kept", json=asked | {"template": "入院记录"}).json()
    assert "女，52岁" in admission["sections"][0]["text"]
    assert admission["due_at"] == "2026-06-02T08:05:00+00:00"


def test_a_deadline_counts_by_the_condition(signed_in):
    asked = KEEP | {"template": "日常病程", "started_at": "2026-06-01T08:00:00Z", "condition": "病重"}
    doctor = signed_in("李医师")
    assert doctor.post("/v1/drafts/kept", json=asked).json()["due_at"] == "2026-06-03T08:00:00+00:00"
    assert doctor.post("/v1/drafts/kept", json=asked | {"condition": "一般"}).status_code == 422
    assert doctor.post("/v1/drafts/kept", json=asked | {"condition": None}).json()["due_at"] is None


def test_a_file_is_read_into_turns(signed_in):
    text = "医生：哪里不舒服？\n患者：心慌。"
    answer = signed_in("周录入").post("/v1/drafts/read", json={"text": text})
    assert [one["speaker"] for one in answer.json()["turns"]] == ["doctor", "patient"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/v1/drafts/kept", {"turns": TURNS}, id="no-patient"),
        pytest.param("/v1/drafts/kept", KEEP | {"patient": {"id": "\x00"}}, id="binary-patient"),
        pytest.param("/v1/drafts/kept", KEEP | {"template": "别的"}, id="unknown-template"),
        pytest.param("/v1/drafts/kept", KEEP | {"started_at": "yesterday"}, id="no-time"),
    ],
)
def test_what_cannot_be_kept_is_refused(signed_in, path, body):
    assert signed_in("李医师").post(path, json=body).status_code == 422
