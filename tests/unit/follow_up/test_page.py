"""The health page: consent first, what was said word by word, questions and what comes of them."""

import pytest

from serving.ui.patient.health import words
from tests.unit.follow_up.test_doors import ALL, FINE, gate, plan_of, town  # noqa: F401 - fixtures
from tests.unit.ui.test_patient import say

pytestmark = pytest.mark.story
PAGE = "/patient/health"
REPORT = "血红蛋白 140 g/L 130-175\n血肌酐 {} umol/L 57-97\n血钾 4.1 mmol/L 3.5-5.3"


async def test_without_consent_the_page_says_that_nothing_is_kept(town):  # noqa: F811 - the fixture
    stranger = town.client()
    assert words.spoken("not_signed", "zh-Hans") in (await stranger.get(PAGE)).text
    patient = await town.patient(consents=("chat",))
    assert words.spoken("never", "zh-Hans") in (await patient.get(PAGE)).text
    lost = await patient.post(
        f"{PAGE}/statement", data={"topic": "allergy", "standing": "value", "said": "虾"}
    )
    assert (lost.status_code, words.spoken("fault_consent", "zh-Hans") in lost.text) == (403, True)
    given = await patient.post(f"{PAGE}/consent", data={"purpose": "health_file", "given": "1"})
    assert words.spoken("nobody", "zh-Hans") in given.text
    evil = "<b>虾</b>"
    kept = await patient.post(
        f"{PAGE}/statement", data={"topic": "allergy", "standing": "value", "said": evil, "by": "family"}
    )
    assert "&lt;b&gt;虾" in kept.text
    assert evil not in kept.text
    over = await patient.post(f"{PAGE}/consent", data={"purpose": "health_file"})
    assert words.spoken("withdrawn", "zh-Hans") in over.text
    assert "虾" not in over.text


async def test_another_site_makes_nobody_agree(town):  # noqa: F811 - the fixture
    patient = await town.patient(consents=("chat",))
    form = {"purpose": "health_file", "given": "1"}
    answer = await patient.post(f"{PAGE}/consent", data=form, headers={"origin": "http://elsewhere.test"})
    assert answer.status_code == 403
    assert (await patient.get("/v1/health-file")).json() == {"consent": "never"}


async def test_a_conversation_leaves_its_direction_and_what_was_said(town):  # noqa: F811 - the fixture
    patient = await town.patient(consents=ALL)
    turns = []
    for said in (
        "流鼻涕两天，对头孢过敏",
        "没有发烧",
        "30岁",
        "男",
        "没有",
        "没有",
        "没有",
        "没有",
        "没有",
        "没有",
    ):
        _, state = await say(patient, said, turns)
        turns.append({"speaker": "patient", "text": said})
        if state.get("done"):
            break
        turns.append({"speaker": "assistant", "text": state["turn"]})
    held = (await patient.get("/v1/health-file")).json()
    (visit,) = held["visits"]
    assert visit["complaint"] == "流鼻涕两天，对头孢过敏"
    assert {"topic": "allergy", "standing": "value"}.items() <= held["reported"][0].items()
    assert "对头孢过敏" in held["reported"][0]["said"]
    other, _ = await say(patient, "我妈突然胸口疼得厉害，喘不上气，对海鲜过敏", episode="other-talk-1")
    assert "120" in other
    after = (await patient.get("/v1/health-file")).json()
    assert len(after["visits"]) == 1
    assert "海鲜" not in str(after)


async def test_two_reports_are_set_beside_each_other(town):  # noqa: F811 - the fixture
    patient = await town.patient(consents=ALL)
    first, _ = await say(patient, REPORT.format(90), mode="report")
    second, _ = await say(patient, REPORT.format(95), mode="report")
    told = words.spoken("beside_earlier", "zh-Hans")
    assert (told in first, told in second, "90 → 95" in second) == (False, True, True)
    page = (await patient.get(PAGE)).text
    assert "+5" in page


async def test_a_pregnancy_that_was_reported_is_asked_again_and_lowers_nothing(town):  # noqa: F811 - the fixture
    patient = await town.patient(consents=ALL)
    first, state = await say(patient, "我头晕半天了，25岁，女")
    said = {"topic": "pregnancy", "standing": "value", "said": "上周验出怀孕"}
    await patient.post("/v1/health-file/statements", json=said)
    _, again = await say(patient, "我头晕半天了，25岁，女")
    assert "怀孕" in again["turn"]
    assert first
    assert state["turn"]


async def test_questions_are_answered_on_the_page_and_an_alarm_stands_first(town):  # noqa: F811 - the fixture
    patient, doctor = await town.patient(), await town.doctor()
    plan = (await doctor.post("/v1/follow-up", json=plan_of(await town.ticket(patient)))).json()
    assert (await patient.get("/ui/patient/due")).json() == {"due": 0}
    town.later(hours=2)
    assert (await patient.get("/ui/patient/due")).json() == {"due": 1}
    page = (await patient.get(PAGE)).text
    assert "今天的收缩压是多少？" in page
    assert "150" not in page
    where = f"{PAGE}/answers/{plan['id']}"
    wrong = await patient.post(where, data={"round": "1", "a-sys": "很高", "a-dizzy": "no", "a-more": ""})
    assert (wrong.status_code, words.spoken("fault_answer", "zh-Hans") in wrong.text) == (422, True)
    form = {f"a-{key}": str(said) for key, said in FINE.items()}
    alarm = await patient.post(where, data=form | {"round": "1", "a-more": "突然嘴歪了，说不清话"})
    assert alarm.text.index("tel:120", alarm.text.index("<main")) < alarm.text.index('id="due"')
    assert (await patient.get("/ui/patient/due")).json() == {"due": 0}


def test_every_label_stands_in_three_scripts():
    for key in sorted(words.keys()):
        for script in ("zh-Hans", "zh-Hant", "en"):
            assert words.spoken(key, script, 1, 2, 3)
