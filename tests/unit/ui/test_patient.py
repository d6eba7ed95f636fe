"""The patient's page over a real gate, interview, worklist and ledger of consents; no model anywhere."""

import json
from importlib import resources

import httpx
import pytest

from assistant.exchange import Asker, Role, Turn
from assistant.gate import RuleGate
from assistant.triage import Patient, departments, triage
from assistant.worklist.reply import JudgedClaim, ReplyDraft, Signer
from assistant.worklist.task import State
from assistant.worklist.worklist import Asked
from serving.ui.patient import words
from serving.ui.patient.alarms import alarm_of
from serving.ui.patient.intents import mode_of, wants_person
from serving.ui.patient.shell import page_html
from tests.fakes.doors import PASSWORD
from tests.fakes.patients import patient_app, patient_house

pytestmark = pytest.mark.story

ORIGIN = {"origin": "http://house.test"}
REPORT = "钾 6.6 mmol/L 3.5-5.3\n血红蛋白 98 g/L 115-150\n肌酐 1.6\n甲胎蛋白 8.2 ng/mL 0-7"


@pytest.fixture(scope="module")
def gate():
    return RuleGate()


@pytest.fixture
def house(tmp_path, gate):
    with patient_house(tmp_path, gate) as house:
        yield house


@pytest.fixture
def app(house):
    return patient_app(house)


@pytest.fixture
def stranger(app):
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
    )


async def registered(app, name="zhao", consents=("chat", "hand_over")):
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
    )
    made = await client.post(
        "/v1/patients", json={"name": name, "password": PASSWORD, "consents": list(consents)}
    )
    assert made.status_code == 201
    # The cookie is for https only away from this machine; a program hands it on itself.
    client.headers["cookie"] = made.headers["set-cookie"].split(";")[0]
    return client


async def say(client, text, turns=(), **fields):
    body = {"episode": "0123456789", "text": text, "turns": list(turns)} | fields
    answer = await client.post("/ui/patient/say", json=body)
    assert answer.status_code == 200, answer.text
    shown, state = [], {}
    for block in answer.text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith(":")]
        name = next((line[7:] for line in lines if line.startswith("event: ")), None)
        data = "\n".join(line[6:] for line in lines if line.startswith("data: "))
        if name == "state":
            state = json.loads(data)
        elif name is not None:
            assert name != "fault", data
            shown.append(data)
    return "".join(shown), state


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        pytest.param("我爸突然胸口像压着石头，出冷汗", "E120", "tel:120", id="chest"),
        pytest.param(
            "my dad suddenly has crushing chest pain and cold sweat", "E120", "tel:120", id="chest-en"
        ),
        pytest.param("我爸突然半邊臉歪了，話講不清楚", "E120", "tel:120", id="stroke-hant"),
        pytest.param("活着没意思，想死", "self_harm", "tel:12356", id="thought"),
        pytest.param("我买好了安眠药，今晚就走", "self_harm", "tel:120", id="plan"),
        pytest.param("老公又打我，我躲在厕所里", "violence", "tel:110", id="violence"),
    ],
)
async def test_an_alarm_needs_no_account_and_leaves_no_trace(stranger, house, text, kind, number):
    html, state = await say(stranger, text)
    assert (state["alarm"], f'href="{number}"' in html) == (kind, True)
    assert "没有通知任何人" in html
    assert "need" not in state
    assert house.worklist._store.tasks(frozenset(State)) == ()
    assert house.records.verify().links == 0


async def test_a_stranger_is_asked_to_agree_before_anything_is_worked_on(stranger, house):
    html, state = await say(stranger, "流鼻涕两天了")
    assert (html, state["need"]) == ("", "account")
    assert house.records.verify().links == 0
    for path in ("person", "feedback"):
        body = {"episode": "0123456789", "text": "x"} | ({"kind": "wrong"} if path == "feedback" else {})
        assert (await stranger.post(f"/ui/patient/{path}", json=body)).status_code == 401
    photo = await stranger.post("/ui/patient/photo?episode=0123456789", content=b"x")
    assert photo.status_code == 401


async def test_withdrawn_consent_holds_at_once_but_alarms_stay(app, house):
    patient = await registered(app)
    given = (await patient.get("/v1/consents")).json()
    assert set(given["standing"]) == {"chat", "hand_over"}
    after = (await patient.post("/v1/consents", json={"purpose": "chat", "given": False})).json()
    assert after["standing"] == ["hand_over"]
    assert [(one["purpose"], one["given"]) for one in after["history"]][-1] == ("chat", False)
    html, state = await say(patient, "流鼻涕两天了")
    assert (html, state["need"]) == ("", "consent")
    html, state = await say(patient, "突然胸口压榨样疼，出冷汗")
    assert (state["alarm"], "没有通知任何人" in html) == ("E120", True)
    assert house.records.verify().links == 0


async def test_an_interview_asks_one_question_a_turn_and_ends_in_a_direction(app, house):
    patient = await registered(app)
    turns, text = [], "我30岁，男，流清鼻涕打喷嚏两天了"
    for _ in range(10):
        html, state = await say(patient, text, turns, mode="triage" if turns else None)
        turns.append({"speaker": "patient", "text": text})
        if state.get("done"):
            break
        assert html.count("yp-question") == 1
        turns.append({"speaker": "assistant", "text": state["turn"]})
        text = "没有"
    assert state["done"]
    assert "耳鼻喉科" in html
    assert "yp-watch" in html
    assert house.records.verify().links == 1
    again, _ = await say(patient, "好的谢谢", turns, mode="triage")
    assert "方向不变" in again
    assert house.records.verify().links == 1


async def test_whoever_asks_for_a_medicine_gets_ways_and_no_regimen(app, gate):
    patient = await registered(app)
    html, _ = await say(patient, "感冒了给我开点阿莫西林，一天吃几次，一次几片？")
    assert "yp-blocked" in html
    assert "转人工" in html
    assert gate.outgoing(html, role=Role.PATIENT).verdict == "clear"


async def test_a_person_of_the_department_is_asked_and_the_signed_reply_comes_back(app, house):
    house.accounts.create_account("li", PASSWORD, role=Role.DOCTOR, department="耳鼻喉科")
    patient, other = await registered(app), await registered(app, "qian")
    turns = [{"speaker": "patient", "text": "流清鼻涕打喷嚏两天了"}]
    body = {"episode": "0123456789", "turns": turns, "mode": "triage"}
    html = (await patient.post("/ui/patient/person", json=body)).json()["html"]
    (task,) = house.worklist.mine(house.accounts._store.account_named("zhao").account_id)
    assert task.ticket in html
    assert 'data-do="withdraw"' in (await patient.get("/ui/patient/tickets")).text
    assert (task.queue.kind, task.queue.name, task.level) == ("department", "耳鼻喉科", -1)
    li = house.accounts.asker_for(house.accounts._store.account_named("li"))
    house.worklist.step(task.ticket, "claim", li, Asked())
    written = ReplyDraft(decision="clinic", text="请明天上午来耳鼻喉科门诊。", claims=judged(house, task))
    signer = Signer(person=li.person, name="li", department=li.department)
    house.worklist.answer(task.ticket, signer, li, written, Asked())
    assert (await patient.get("/ui/patient/me")).json()["unread"] == 1
    shown = (await patient.get("/ui/patient/tickets")).text
    assert "请明天上午来耳鼻喉科门诊。" in shown
    assert "li 医生签名" in shown
    assert "withdraw" not in shown
    assert (await patient.get("/ui/patient/me")).json()["unread"] == 0
    assert task.ticket not in (await other.get("/ui/patient/tickets")).text
    kept = (await patient.get("/ui/patient/keepsake")).text
    assert "请明天上午来耳鼻喉科门诊。" in kept
    assert '"Label": "1"' in kept
    assert "未经医师审核" in kept
    assert "流清鼻涕" not in (await other.get("/ui/patient/keepsake?form=text")).text


def judged(house, task):
    offered = house.worklist.packet(task).request.draft
    return tuple(JudgedClaim(claim=one.number, verdict="rejected") for one in offered)


async def test_a_task_without_a_doctor_of_the_department_goes_to_the_desk(app, house):
    patient = await registered(app)
    body = {"episode": "0123456789", "turns": [{"speaker": "patient", "text": "流清鼻涕打喷嚏两天了"}]}
    assert (await patient.post("/ui/patient/person", json=body)).status_code == 200
    (task,) = house.worklist.mine(house.accounts._store.account_named("zhao").account_id)
    assert (task.queue.kind, task.queue.name) == ("desk", "general")


async def test_an_alarm_of_a_patient_reaches_the_one_on_call_once(app, house):
    patient = await registered(app)
    person = house.accounts._store.account_named("zhao").account_id
    html, state = await say(patient, "突然胸口压榨样疼，出冷汗")
    (task,) = house.worklist.mine(person)
    assert (task.priority, task.queue.name, task.ticket in html) == ("P0", "on_call", True)
    turns = [{"speaker": "patient", "text": "突然胸口压榨样疼，出冷汗"}]
    again, _ = await say(patient, "已经打了，在等车", turns, alarm=state["alarm"], mode="triage")
    assert "yp-alarm-again" in again
    assert len(house.worklist.mine(person)) == 1


async def test_in_a_crisis_every_word_reaches_a_person(app, house):
    patient = await registered(app)
    _, state = await say(patient, "不想活了，遗书都写好了")
    assert "身边" in state["turn"]
    turns = [
        {"speaker": "patient", "text": "不想活了，遗书都写好了"},
        {"speaker": "assistant", "text": state["turn"]},
    ]
    await say(patient, "我在桥上，一个人", turns, alarm=state["alarm"], mode="triage")
    person = house.accounts._store.account_named("zhao").account_id
    asked = {house.worklist.packet(one).situation.question for one in house.worklist.mine(person)}
    assert asked == {"不想活了，遗书都写好了", "我在桥上，一个人"}


async def test_a_report_says_what_is_off_and_what_stays_unknown(app, house):
    patient = await registered(app)
    html, state = await say(patient, REPORT)
    rows = html.split("<tr")[2:]
    assert state["mode"] == "report"
    assert "yp-flag-critical_high" in rows[0]
    assert "yp-flag-low" in rows[1]
    assert "没有单位" in rows[2]
    assert ("yp-flag-unknown" in rows[3], "请由医生当面解释" in rows[3]) == (True, True)
    (task,) = house.worklist.mine(house.accounts._store.account_named("zhao").account_id)
    assert (task.priority, task.triggers) == ("P1", ("D12", "D14"))


async def test_a_complaint_opens_a_task_with_the_words_it_is_about(app, house):
    patient = await registered(app)
    body = {"episode": "0123456789", "kind": "wrong", "text": "科室不对", "about": "呼吸内科"}
    html = (await patient.post("/ui/patient/feedback", json=body)).json()["html"]
    (task,) = house.worklist.mine(house.accounts._store.account_named("zhao").account_id)
    assert task.ticket in html
    assert task.triggers == ("D22",)
    assert "呼吸内科" in house.worklist.packet(task).situation.question
    (incident,) = house.safety.incidents.incidents(Asker(role=Role.SAFETY_OFFICER))
    assert (incident.kind, incident.reporter, incident.about) == ("wrong", task.asker, None)
    assert "科室不对" in incident.words


async def test_a_stopped_assistant_says_so_and_leaves_the_alarm_and_the_way_to_a_person(app, house):
    patient = await registered(app)
    officer = Asker(role=Role.SAFETY_OFFICER, person="p_officer")
    house.safety.stop.stop(officer, "drill")
    for text in ("流鼻涕两天了", REPORT, "高血压要注意什么"):
        html, state = await say(patient, text)
        assert "助手已被院方暂停" in html
        assert "need" not in state
    assert "yp-is-E120" in (await say(patient, "胸口像压了块大石头，一身冷汗"))[0]
    assert (await say(patient, "转人工"))[1]["need"] == "person"
    html = (await patient.post("/ui/patient/person", json={"episode": "0123456789"})).json()["html"]
    assert "yp-ticket" in html
    house.safety.stop.start(officer, "over")
    assert "助手已被院方暂停" not in (await say(patient, "流鼻涕两天了"))[0]


@pytest.mark.parametrize(
    "body",
    [
        {"episode": "x", "text": "a"},
        {"episode": "0123456789", "text": "a", "role": "doctor"},
        {"episode": "0123456789", "text": " "},
        {"episode": "0123456789", "text": "a\u0000"},
        {"episode": "0123456789", "text": "a" * 8001},
    ],
    ids=["episode", "role", "empty", "nul", "long"],
)
async def test_what_the_page_never_sends_is_refused(stranger, body):
    assert (await stranger.post("/ui/patient/say", json=body)).status_code == 422


async def test_another_site_cannot_speak_for_a_patient(app):
    patient = await registered(app)
    body = {"episode": "0123456789", "text": "流鼻涕"}
    answer = await patient.post("/ui/patient/say", json=body, headers={"origin": "http://evil.test"})
    assert answer.status_code == 403


async def test_registering_is_bounded_and_a_name_is_taken_once(app, stranger):
    await registered(app, "sun")
    twice = await stranger.post("/v1/patients", json={"name": "SUN", "password": PASSWORD})
    assert (twice.status_code, "taken" in twice.json()["detail"]) == (422, True)
    short = await stranger.post("/v1/patients", json={"name": "wu", "password": "short"})
    assert short.status_code == 422
    codes = [
        (await stranger.post("/v1/patients", json={"name": "sun", "password": PASSWORD})).status_code
        for _ in range(30)
    ]
    assert codes[-1] == 429


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("转人工", True),
        ("我要找真人医生", True),
        ("能不能帮我转一下人工客服？", True),
        ("I want to talk to a doctor please", True),
        ("昨天找医生看过了，还是疼", False),
        ("人工流产后肚子疼", False),
        ("doctor said it is fine", False),
    ],
)
def test_a_wish_for_a_person_is_the_whole_message(text, wanted):
    assert wants_person(text) is wanted


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("高血压的诊断标准是多少", "ask"),
        ("what is the target blood pressure in adults?", "ask"),
        ("我血压高，要注意什么", "triage"),
        ("肚子疼", "triage"),
        ("你好", "triage"),
        ("血红蛋白 98 g/L 115-150\n钾 4.1 mmol/L 3.5-5.3", "report"),
        ("发烧39.2度两天", "triage"),
    ],
)
def test_what_a_first_message_is_about(text, mode):
    direction = triage().interview([Turn("patient", text)], Patient(), departments())
    assert mode_of(text, direction) == mode


def test_no_card_shrinks_while_its_alarm_stands(gate):
    verdict = gate.incoming("突然胸口压榨样疼，出冷汗", role=Role.PATIENT, history=())
    alarm = alarm_of(verdict, None)
    assert (alarm.adds_to(None), alarm.adds_to("E120"), alarm.adds_to("ED")) == (True, False, True)
    later = gate.incoming("没事了", role=Role.PATIENT, history=[Turn("patient", "突然胸口压榨样疼，出冷汗")])
    assert alarm_of(later, None).kind == "E120"


def test_told_words_are_escaped_in_every_script():
    evil = "<script>alert(1)</script>&发烧"
    assert "<script>" not in words.said(evil, "zh") + words.said(evil, "en")
    assert "發燒" in words.said("发烧", "zh")
    assert words.said("发烧", "en").count("<span") == 1


def test_every_label_of_the_page_exists_in_three_scripts_and_is_used():
    folder = resources.files("serving.ui.patient")
    sources = [one for one in folder.iterdir() if one.name.endswith(".py")]
    sources += list(folder.joinpath("static").iterdir())
    used = "".join(one.read_text("utf-8") for one in sources)
    families = ("start_", "opening_", "consent_", "feedback_", "state_", "decision_", "flag_")
    families += ("level_", "line_", "day_", "file_")
    unused = [key for key in sorted(words.keys()) if key not in used and not key.startswith(families)]
    assert unused == []
    assert all(
        words.spoken(key, script, 1, 2, 3, 4) for key in sorted(words.keys()) for script in words.SCRIPTS
    )


def test_the_page_has_no_inline_script_and_names_every_control():
    html = page_html()
    assert "<script>" not in html
    assert " style=" not in html
    assert " onclick" not in html
    assert html.count("<dialog") == html.count("aria-labelledby")


async def test_the_front_door_sends_everybody_to_their_own_page(app, house, stranger):
    choice = await stranger.get("/")
    assert ('href="/patient"' in choice.text, 'href="/sign-in"' in choice.text) == (True, True)
    patient = await registered(app)
    assert (await patient.get("/")).headers["location"] == "/patient"
    house.accounts.create_account("li", PASSWORD, role=Role.DOCTOR)
    signed = house.accounts.sign_in("li", PASSWORD)
    doctor = await stranger.get("/", headers={"cookie": f"yizheng_session={signed.token}"})
    assert doctor.headers["location"] == "/sign-in"
