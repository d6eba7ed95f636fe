"""An operation record over HTTP: every step is decided, each decision is a version, then it is signed."""

import pytest

from tests.stories.test_kept_records import PATIENT, house, signed_in

__all__ = ["house", "signed_in"]
OPERATION = [
    {
        "speaker": "doctor",
        "text": "患者女，52岁。手术日期是今天上午九点。术前诊断胆囊结石，术中诊断胆囊结石。"
        "做的是腹腔镜胆囊切除术。术者李医师，助手吴医师。全麻。"
        "术中见胆囊轻度充血，无粘连，切断胆囊管，切除胆囊。出血量5毫升，没放引流。",
    }
]
KEEP = {"turns": OPERATION, "patient": PATIENT, "template": "手术记录"}


@pytest.fixture
def doctor(signed_in):
    return signed_in("李医师")


def decide(doctor, at, draft, section, verdict, text=""):
    asked = {"version": draft["version"], "section": section, "verdict": verdict, "text": text, "seconds": 3}
    answer = doctor.post(f"{at}/steps", json=asked)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_an_operation_record_is_signed_step_by_step(doctor, signed_in):
    draft = doctor.post("/v1/drafts/kept", json=KEEP).json()
    at = f"/v1/drafts/{draft['draft_id']}"
    assert draft["steps"]
    assert draft["missing"] == []
    names = [one["name"] for one in draft["sections"] if one["filled_by"] != "person"]
    assert draft["undecided"] == names
    clerk = signed_in("周录入")
    refused = {"version": 1, "section": names[0], "verdict": "accept"}
    assert clerk.post(f"{at}/steps", json=refused).status_code == 403
    assert doctor.post(f"{at}/steps", json=refused | {"verdict": "approve"}).status_code == 422
    for name in names[:-1]:
        draft = decide(doctor, at, draft, name, "accept")
    sign = {"version": draft["version"], "patient": "M-1", "sign": True, "read_whole": True}
    held = doctor.post(f"{at}/sign", json=sign)
    assert held.status_code == 409
    assert names[-1] in held.json()["detail"]
    draft = decide(doctor, at, draft, names[-1], "edit", "出血量约5毫升，未放引流。")
    assert draft["undecided"] == []
    signed = doctor.post(f"{at}/sign", json=sign | {"version": draft["version"], "read_whole": False}).json()
    assert signed["state"] == "signed"
    verdicts = [one["decision"]["verdict"] for one in signed["sections"] if one["decision"]]
    assert verdicts == ["accept"] * (len(names) - 1) + ["edit"]
    versions = doctor.get(f"{at}/versions").json()["versions"]
    decided = [one["decision"]["section"] for one in versions if one["kind"] == "decided"]
    assert decided == names
    assert all(one["by"]["name"] == "李医师" for one in versions[1:])


def test_a_visit_has_no_steps(doctor):
    asked = KEEP | {"template": "门诊初诊"}
    draft = doctor.post("/v1/drafts/kept", json=asked).json()
    assert (draft["steps"], draft["undecided"]) == (False, [])
