"""Beside the conversation: a booked time, an attached file, a chosen twin."""

from datetime import timedelta

import pytest

from assistant.attachments import kind_shown, media_of
from assistant.booking import Offered
from assistant.errors import UnknownAttachmentError
from assistant.exchange import Role
from assistant.gate import RuleGate
from assistant.twin import ScopeCard, Topic
from tests.fakes.databases import stored_bytes
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import key_for
from tests.fakes.patients import patient_app, patient_house
from tests.fakes.pdf import make_pdf
from tests.fakes.tables import every
from tests.unit.ui.test_patient import registered, say

story = pytest.mark.story
COLD = [
    {"speaker": "patient", "text": "我30岁，男，流清鼻涕打喷嚏两天了，不发烧"},
    {"speaker": "assistant", "text": "还有别的不舒服吗？"},
    {"speaker": "patient", "text": "没有"},
]
CHEST = [{"speaker": "patient", "text": "我爸65岁，突然胸口压着疼，出冷汗"}]
EPISODE = "0123456789"
DICOM = b"\0" * 128 + b"DICM" + b"\2\0\0\0UL" + b"\0" * 300
PRINTED = [("钾", "6.8", "mmol/L", "3.5-5.3"), ("肌酐", "64", "μmol/L", "41-73")]
ECG = "心电图报告 25mm/s 10mm/mV 心率 78 次/分"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with patient_house(tmp_path_factory.mktemp("errands"), RuleGate()) as house:
        yield house


@pytest.fixture(scope="module")
def app(house):
    return patient_app(house)


def offered(house, ward, *, hours, capacity=1):
    starts = house.booking.now() + timedelta(hours=hours)
    ends = starts + timedelta(minutes=20)
    wanted = Offered(department=ward, starts_at=starts, ends_at=ends, capacity=capacity)
    return house.booking.calendar.offer([wanted], by="clerk", at=house.booking.now())[0]


async def ran(client, errand, turns=COLD, **fields):
    answer = await client.post(
        f"/ui/patient/{errand}", json={"episode": EPISODE, "turns": list(turns)} | fields
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def report_pdf():
    texts = [(60, 60, 12, "检验报告单")]
    for number, row in enumerate(PRINTED):
        texts += [(x, 100 + 24 * number, 11, cell) for x, cell in zip((60, 230, 330, 430), row, strict=True)]
    return make_pdf([(texts, [])])


async def sent(client, data, episode=EPISODE):
    answer = await client.post(f"/ui/patient/photo?episode={episode}", content=data)
    assert answer.status_code == 200, answer.text
    return answer.json()["html"]


@story
async def test_a_direction_leads_to_a_booked_time_and_back(app, house):
    slot = offered(house, "耳鼻喉科", hours=30)
    client = await registered(app, "qian")
    shown = (await ran(client, "times"))["html"]
    assert slot.slot_id in shown
    booked = await ran(client, "book", slot=slot.slot_id, key="tap-00001")
    again = await ran(client, "book", slot=slot.slot_id, key="tap-00001")
    assert "约好了" in booked["html"]
    assert booked == again
    (held,) = (await client.get("/v1/booking")).json()["bookings"]
    assert held["department"] == "耳鼻喉科"
    other = await registered(app, "sun")
    assert "刚被约走" in (await ran(other, "book", slot=slot.slot_id, key="tap-00002"))["html"]
    listed = (await client.get("/ui/patient/bookings")).text
    assert held["booking"] in listed
    given_back = await client.post("/ui/patient/unbook", json={"booking": held["booking"]})
    assert "已取消" in given_back.json()["html"]
    assert "约好了" in (await ran(other, "book", slot=slot.slot_id, key="tap-00003"))["html"]


@story
async def test_a_changed_booking_is_shown_until_it_was_seen(app, house):
    first, second = (offered(house, "骨科", hours=hours) for hours in (50, 51))
    client = await registered(app, "gao")
    made = {"slot": first.slot_id, "key": "tap-00010"}
    booking = (await client.post("/v1/booking", json=made)).json()["booking"]
    clerk = key_for(house, "clerk")
    closed = await client.post("/v1/booking/calendar/close", json={"slots": [first.slot_id]}, headers=clerk)
    assert [one["name"] for one in closed.json()["to_tell"]] == ["gao"]
    assert (await client.get("/ui/patient/me")).json()["changed"] == 1
    listed = (await client.get("/ui/patient/bookings")).text
    assert ("医院取消了您的这个预约" in listed, "看这个科的其他时间" in listed) == (True, True)
    move = await client.post(f"/v1/booking/{booking}/move", json={"slot": second.slot_id}, headers=clerk)
    assert move.status_code == 200
    assert "请按新的时间来" in (await client.get("/ui/patient/bookings")).text
    (change,) = (await client.get("/v1/booking")).json()["changes"]
    assert (change["what"], change["now"]["slot"]) == ("moved", second.slot_id)
    stranger = await registered(app, "gao-2")
    assert (await stranger.post(f"/v1/booking/{booking}/seen")).status_code == 404
    assert (await stranger.post(f"/v1/booking/{booking}/move", json=made)).status_code == 403
    await client.post("/ui/patient/seen", json={"booking": booking})
    assert (await client.get("/ui/patient/me")).json()["changed"] == 0
    assert (await client.get("/v1/booking/untold", headers=clerk)).json()["to_tell"] == []


@story
async def test_who_must_not_wait_is_given_no_time(app, house):
    slot = offered(house, "心内科", hours=3)
    client = await registered(app, "li")
    for errand, more in (("times", {}), ("book", {"slot": slot.slot_id, "key": "tap-00004"})):
        told = await ran(client, errand, CHEST, **more)
        assert (told["state"]["alarm"], 'href="tel:120"' in told["html"]) == ("E120", True)
    assert (await client.get("/v1/booking")).json()["bookings"] == []
    over_v1 = {"slot": slot.slot_id, "key": "tap-00005", "urgency": "ED"}
    refused = await client.post("/v1/booking", json=over_v1)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:yizheng:problem:urgent")


@story
async def test_nobody_books_without_having_agreed(app, house):
    slot = offered(house, "皮肤科", hours=4)
    client = await registered(app, "zheng", consents=())
    body = {"slot": slot.slot_id, "key": "tap-00006"}
    assert (await client.post("/v1/booking", json=body)).status_code == 403
    page = {"episode": EPISODE, "turns": COLD} | body
    assert (await client.post("/ui/patient/book", json=page)).status_code == 403


@story
@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("ask", {"question": "高血压平时要注意什么"}, id="ask"),
        pytest.param("check", {"text": "高血压 140/90"}, id="check"),
        pytest.param("labs", {"text": "钾 4.1 mmol/L 3.5-5.3"}, id="labs"),
        pytest.param("triage", {"turns": [{"speaker": "patient", "text": "咳嗽两天"}]}, id="triage"),
        pytest.param("tasks", {"question": "请医生看看"}, id="tasks"),
        pytest.param(
            "chat/completions",
            {"model": "yizheng", "messages": [{"role": "user", "content": "高血压要注意什么"}]},
            id="chat",
        ),
    ],
)
async def test_a_patient_who_has_not_agreed_is_served_nowhere(app, house, path, body):
    client = await registered(app, f"never-{path.replace('/', '-')}", consents=())
    before = house.records.verify().links
    refused = await client.post(f"/v1/{path}", json=body)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:yizheng:problem:access-denied")
    assert house.records.verify().links == before
    given = {"purpose": "chat", "given": True}
    assert (await client.post("/v1/consents", json=given)).status_code == 200
    after = (await client.post(f"/v1/{path}", json=body)).status_code
    assert (after == 403) == (path == "tasks")


@story
async def test_an_emergency_is_told_to_who_has_not_agreed(app):
    client = await registered(app, "never-urgent", consents=())
    turns = [{"speaker": "patient", "text": "我爸突然胸口像压着石头，出冷汗"}]
    told = await client.post("/v1/triage", json={"turns": turns})
    assert (told.status_code, told.json()["urgency"]) == (200, "E120")
    asked = await client.post("/v1/ask", json={"question": turns[0]["text"]})
    assert (asked.status_code, "call 120 now" in asked.json()["detail"]) == (403, True)


@story
async def test_a_printed_report_is_read_and_goes_with_the_hand_over(app, house):
    client = await registered(app, "zhou")
    html = await sent(client, report_pdf())
    assert ("6.8" in html, "危急" in html, "加密保存" in html) == (True, True, True)
    (task,) = house.worklist.mine(_person(house, "zhou"))
    (kept,) = house.attachments.of_task(task.task_id)
    assert (kept.kind, kept.media) == ("report", "application/pdf")
    assert house.attachments.open(kept.attachment_id, task.task_id, by="doctor")[1] == report_pdf()


@story
async def test_what_is_no_report_is_refused_with_its_reason_and_handed_over(app, house):
    client = await registered(app, "wu")
    assert "DICOM" in await sent(client, DICOM)
    assert "心电图" in await sent(client, ECG.encode())
    assert "这种文件不收" in await sent(client, b"PK\x03\x04" + bytes(range(256)))
    assert "打不开" in await sent(client, b"%PDF-1.7 broken")
    told = await ran(client, "person", COLD, text="请医生看看片子")
    assert "3 份" in told["html"]
    ticket = next(iter(house.worklist.mine(_person(house, "wu"))))
    kinds = [one.kind for one in house.attachments.of_task(ticket.task_id)]
    assert sorted(kinds) == ["dicom", "document", "ecg"]
    with pytest.raises(UnknownAttachmentError):
        house.attachments.open("a_none", ticket.task_id, by="doctor")
    address, staff = f"/v1/tasks/{ticket.ticket}/attachments", key_for(house, "safety_officer")
    assert (await client.get(address)).status_code == 403
    client.headers.pop("cookie")
    listed = (await client.get(address, headers=staff)).json()["attachments"]
    image = next(one for one in listed if one["kind"] == "dicom")
    given = await client.get(f"{address}/{image['id']}", headers=staff)
    assert (given.content, given.headers["content-disposition"].split(";")[0]) == (DICOM, "attachment")
    assert (await client.get(f"{address}/a_none", headers=staff)).status_code == 404


def _person(house, name):
    return next(one.account_id for one in house.accounts.accounts() if one.name == name)


@story
async def test_without_consent_to_a_hand_over_nothing_is_kept(app, house):
    client = await registered(app, "feng", consents=("chat",))
    assert "没有保存" in await sent(client, DICOM, episode="abcdefgh01")
    found = house.attachments._store.of_episode(_person(house, "feng"), "abcdefgh01")
    assert found == ()


@story
async def test_a_kept_file_is_unreadable_in_the_store(app, house):
    client = await registered(app, "chen")
    await sent(client, "血红蛋白 98 g/L 115-150 独特标记壬癸".encode(), episode="abcdefgh02")
    stored = stored_bytes(house.settings.home / "house.sqlite3")
    assert "独特标记壬癸".encode() not in stored


@story
async def test_a_twin_is_chosen_and_one_that_is_gone_says_so(app, house):
    client = await registered(app, "chu")
    account = house.accounts.create_account("zhouhai", PASSWORD, role=Role.DOCTOR, department="心内科")
    doctor = house.accounts.asker_for(account)
    card = ScopeCard(topics=(Topic("高血压", ("高血压",)),), families=frozenset(), opening="", closing="")
    twin = house.twins.propose(card, doctor, "周海")
    assert twin.twin_id not in (await client.get("/ui/patient/twins")).text
    house.twins.sign(twin.twin_id, doctor, version=twin.version)
    listed = (await client.get("/ui/patient/twins")).text
    assert ("周海 医生的数字分身" in listed, twin.twin_id in listed) == (True, True)
    html, _ = await say(client, "高血压平时要注意什么", mode="ask", twin="t_none")
    assert "不能用了" in html


@every(
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n0", "image/png"),
        (b"RIFF0000WEBPVP8 ", "image/webp"),
        (b"%PDF-1.4", "application/pdf"),
        (DICOM, "application/dicom"),
        (bytes.fromhex("08000500435310004953"), "application/dicom"),
        (bytes(6) + bytes(10) + b"SCPECG" + bytes(40), "application/x-scp-ecg"),
        ("钾 4.1".encode(), "text/plain"),
        ("钾 4.1".encode("gb18030"), "text/plain"),
        (b'<?xml version="1.0"?><AnnotatedECG xmlns="urn:hl7-org:v3">', "application/xml"),
        (b"PK\x03\x04\x00", None),
        (b"MZ\x90\x00", None),
        (b"", None),
        (b"  \n", None),
    ],
    name=lambda row: str(row[1]),
)
def test_a_file_is_what_its_bytes_say(row):
    assert media_of(row[0]) == row[1]


@every(
    [
        ("25 mm/s 10 mm/mV I II III aVR aVL aVF V1 V2", "ecg"),
        ("心电图检查报告", "ecg"),
        ("120 kV 250 mAs FOV 350 Se:3 Im:42", "scan"),
        ("T2WI TR 4000 TE 90", "scan"),
        ("", "picture"),
        ("到此一游", "picture"),
    ],
    name=lambda row: row[0],
)
def test_a_picture_without_results_is_told_apart(row):
    assert kind_shown("image/jpeg", row[0]) == row[1]


def test_a_file_of_an_ecg_machine_is_an_ecg_whatever_it_holds():
    assert kind_shown("application/x-scp-ecg", "") == kind_shown("application/xml", "") == "ecg"
