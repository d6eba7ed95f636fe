"""`/v1/drafts/templates`: tried on a sample, signed, used by the command and the page, taken back."""

import json

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from assistant.exchange import Role
from serving.app import create_app
from serving.cli.app import app as commands
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import key_for, scripted_house
from tests.unit.forms.conftest import PAIN

HERE = {"sec-fetch-site": "same-origin"}
FORMS = "/v1/drafts/templates"
TURNS = [{"speaker": "doctor", "text": "哪里不舒服？"}, {"speaker": "patient", "text": "腰疼两年。"}]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with scripted_house(tmp_path_factory.mktemp("forms")) as opened:
        for name, role in (
            ("李医师", Role.DOCTOR),
            ("周录入", Role.CLERK),
            ("管理员", Role.ADMIN),
            ("王患者", Role.PATIENT),
        ):
            opened.accounts.create_account(name, PASSWORD, role=role, department=None)
        yield opened


@pytest.fixture(scope="module")
def enter(house):
    app = create_app(house, pages=False)

    def entered(name):
        client = TestClient(app, base_url="http://127.0.0.1", headers=HERE)
        assert client.post("/v1/session", json={"name": name, "password": PASSWORD}).status_code == 200
        return client

    return entered


def signed(client, text, **changes):
    return client.put(FORMS, json={"text": text, "base": "", "reason": "新开门诊", "sign": True} | changes)


def test_a_form_is_tried_signed_used_and_taken_back(enter, house, monkeypatch):
    clerk, doctor = enter("周录入"), enter("李医师")
    tried = clerk.post(f"{FORMS}/preview", json={"text": PAIN, "talk": "医生：哪里疼？\n患者：腰疼两年。"})
    assert tried.json()["faults"] == []
    assert tried.json()["draft"]["sections"][0]["text"] == "腰疼两年。"
    assert "no_clock" in {one["kind"] for one in tried.json()["notes"]}
    assert signed(clerk, PAIN).status_code == 403
    assert signed(doctor, PAIN, sign=False).status_code == 422

    made = signed(doctor, PAIN).json()
    assert (made["version"], made["by"]["name"]) == (1, "李医师")
    shown = clerk.get(f"{FORMS}/疼痛门诊").json()
    assert (shown["origin"], shown["version"], shown["text"]) == ("signed", 1, PAIN)

    monkeypatch.setenv("YIZHENG_HOME", str(house.settings.home))
    line = json.dumps({"id": "1", "turns": TURNS, "template": "疼痛门诊"}, ensure_ascii=False)
    told = CliRunner().invoke(commands, ["draft", "--json"], input=line + "\n")
    assert json.loads(told.stdout)["sections"][0]["text"] == "腰疼两年。"
    kept = doctor.post(
        "/v1/drafts/kept", json={"turns": TURNS, "template": "疼痛门诊", "patient": {"id": "M-1"}}
    )
    assert kept.json()["template"] == "疼痛门诊"

    moved = signed(doctor, PAIN + "# 又改\n")
    assert (moved.status_code, moved.json()["type"].rsplit(":", 1)[1]) == (409, "form-moved")
    stated = {"base": shown["digest"], "reason": "停诊", "sign": True}
    assert doctor.post(f"{FORMS}/疼痛门诊/withdraw", json=stated).json()["step"] == "withdrawn"
    assert doctor.get(f"{FORMS}/疼痛门诊").status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param('"疼痛门诊"', "疼痛门诊", 2, id="no-toml"),
        pytest.param('elsewhere = "病史"', 'elsewhere = "无"', 6, id="no-section"),
        pytest.param("required = true", "required = 3", 7, id="no-flag"),
    ],
)
def test_a_faulty_form_is_told_with_its_line_and_never_signed(enter, old, new, line):
    admin, text = enter("管理员"), PAIN.replace(old, new)
    told = admin.post(f"{FORMS}/preview", json={"text": text}).json()
    assert {one["line"] for one in told["faults"]} == {line}
    assert told["draft"] is None
    refused = signed(admin, text).json()
    assert refused["type"].endswith("faulty-form")
    assert f"line {line}" in refused["detail"]


def test_every_packaged_form_is_shown_with_a_sample_that_fills_it(enter):
    clerk = enter("周录入")
    for one in clerk.get(FORMS).json()["templates"]:
        shown = clerk.get(f"{FORMS}/{one['name']}").json()
        tried = clerk.post(f"{FORMS}/preview", json={"text": shown["text"]}).json()
        filled = [part for part in tried["draft"]["sections"] if not part["missing"]]
        assert len(filled) >= 3, one["name"]
        assert tried["form"]["sections"] == one["sections"]


@pytest.mark.parametrize("name", ["王患者"])
def test_others_see_names_alone(enter, name):
    client = enter(name)
    assert client.get(f"{FORMS}/门诊初诊").status_code == 403
    assert client.post(f"{FORMS}/preview", json={"text": PAIN}).status_code == 403
    assert signed(client, PAIN).status_code == 403


def test_a_programs_key_signs_no_form(house):
    program = TestClient(
        create_app(house, pages=False), base_url="http://127.0.0.1", headers=key_for(house, "admin")
    )
    answer = signed(program, PAIN.replace("疼痛门诊", "程序门诊"))
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == (403, "unsigned")
