"""A kept draft in a record's words: told step by step, kept as the machine's, only while nobody wrote."""

import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.exchange import Role
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house
from tests.unit.serving.test_phrasing import LINE, TALK, rewording

pytestmark = pytest.mark.story
KEEP = {"turns": TALK["turns"], "template": "SOAP", "patient": {"id": "M-1"}}


@pytest.fixture
def doctor(tmp_path):
    with scripted_house(tmp_path) as opened:
        opened.accounts.create_account("Dr Li", PASSWORD, role=Role.DOCTOR, department="A")
        house = replace(opened, rewording=rewording(LINE, LINE))
        client = TestClient(
            create_app(house, pages=False),
            base_url="http://127.0.0.1",
            headers={"sec-fetch-site": "same-origin"},
        )
        client.post("/v1/session", json={"name": "Dr Li", "password": PASSWORD})
        yield client


def events(answer):
    lines = answer.text.splitlines()
    named = [line.removeprefix("event: ") for line in lines if line.startswith("event:")]
    data = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
    return list(zip(named, data, strict=True))


def test_a_draft_is_written_anew_by_the_machine_and_can_be_taken_back(doctor):
    made = doctor.post("/v1/drafts/kept", json=KEEP).json()
    at = f"/v1/drafts/{made['draft_id']}"
    told = events(doctor.post(f"{at}/worded", json={"version": 1}))
    names = [name for name, _ in told]
    assert set(names[:-1]) == {"progress"}
    assert names[-1] == "draft"
    assert (told[-2][1]["done"], told[-2][1]["of"]) == (1, 1)
    draft = told[-1][1]
    [line] = draft["sections"][0]["sentences"]
    assert line["text"] == "Abdomen has been hurting since Sunday."
    assert (line["origin"], line["by"], bool(line["sources"])) == ("model", None, True)
    assert (draft["version"], draft["phrasing"]["phrased"], draft["sections"][0]["opened_at"]) == (2, 1, None)
    versions = doctor.get(f"{at}/versions").json()["versions"]
    assert [(one["kind"], one["by"]["id"]) for one in versions] == [
        ("machine", "machine"),
        ("worded", "machine"),
    ]
    back = doctor.post(f"{at}/restore", json={"version": 2, "restore": 1}).json()
    assert back["sections"][0]["sentences"][0]["origin"] == "said"


def test_words_of_a_person_are_never_written_anew(doctor):
    made = doctor.post("/v1/drafts/kept", json=KEEP).json()
    at = f"/v1/drafts/{made['draft_id']}"
    assert doctor.post(f"{at}/worded", json={"version": 3}).status_code == 409
    doctor.patch(at, json={"version": 1, "sections": {"A": "Gastritis?"}})
    refused = doctor.post(f"{at}/worded", json={"version": 2})
    assert (refused.status_code, refused.json()["type"].rsplit(":", 1)[1]) == (409, "record-state")
