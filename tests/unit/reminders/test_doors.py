"""Reminders through HTTP and on the page: one's own address alone, and a reply that is told once."""

from dataclasses import replace

import pytest

from assistant.exchange import Role
from assistant.reminders import Due, ReminderRoom
from assistant.settings import NoticeSettings
from assistant.store.instant import utc_now
from assistant.store.reminders import SqlReminders
from assistant.wiring.notices import reminder_room
from tests.fakes.doors import PASSWORD
from tests.fakes.patients import patient_house
from tests.unit.follow_up.test_doors import Town
from tests.unit.reminders.test_room import ADDRESS, Post

pytestmark = pytest.mark.story
ALL = ("chat", "hand_over", "reminders")


@pytest.fixture(scope="module")
def town(tmp_path_factory, gate):
    """A house whose letters are taken by a fake carrier."""
    with patient_house(tmp_path_factory.mktemp("reminders"), gate) as house:
        store = house.worklist._store
        book = SqlReminders(store._database, store._keys)
        post = Post()

        def waiting(at):
            for task in store.unread(at.replace(year=at.year - 1)):
                yield Due("reply", task.task_id, task.asker, task.answered_at)

        room = ReminderRoom(book, house.consents, [post], now=utc_now, waiting=waiting)
        made = Town(replace(house, reminders=room))
        made.post, made.book = post, book
        yield made


async def proved(town, name):
    patient = await town.patient(name, consents=ALL)
    sent = await patient.put("/v1/reminders/address", json={"kind": "mail", "address": ADDRESS})
    assert (sent.status_code, sent.json()["address"]["address"]) == (200, "z***@mail.example.org")
    town.house.reminders.ring()
    person = (await patient.get("/v1/session")).json()["person"]
    code = town.book.address(person).code
    assert (await patient.post("/v1/reminders/confirm", json={"code": "nonsense"})).status_code == 422
    told = await patient.post("/v1/reminders/confirm", json={"code": code})
    assert told.json()["address"]["confirmed"] is True
    return patient, person


async def test_a_signed_reply_is_told_once_and_a_read_one_not_at_all(town):
    patient, _ = await proved(town, "zhou")
    li = await town.doctor("li")
    tickets = [await town.ticket(patient)]
    for ticket in tickets:
        assert (await li.post(f"/v1/tasks/{ticket}/claim")).status_code == 200
        body = {
            "decision": "clinic",
            "text": "请到门诊当面看一看。",
            "sign": True,
            "basis": [{"kind": "clinical_judgement"}],
        }
        shown = (await li.get(f"/v1/tasks/{ticket}")).json()["packet"]["request"]["draft"]
        body["claims"] = [{"claim": one["number"], "verdict": "rejected"} for one in shown]
        answered = await li.post(f"/v1/tasks/{ticket}/reply", json=body)
        assert answered.status_code == 200, answered.text
    assert [town.house.reminders.ring(), town.house.reminders.ring()] == [1, 0]
    letter = town.post.letters[-1]
    assert (letter.kind, letter.address) == ("reply", ADDRESS)
    assert not {tickets[0], "li", "zhou", "门诊"} & {
        one for one in (tickets[0], "li", "zhou", "门诊") if one in str(letter.words)
    }
    await patient.get(f"/v1/tasks/{tickets[0]}")
    assert town.house.worklist._store.unread(utc_now().replace(year=2020)) == ()
    letters = (await patient.get("/v1/reminders")).json()["letters"]
    assert {(one["kind"], one["state"]) for one in letters} == {("reply", "sent"), ("confirm", "sent")}


async def test_without_consent_there_is_no_address_and_withdrawing_ends_it(town):
    patient = await town.patient("wei", consents=("chat",))
    refused = await patient.put("/v1/reminders/address", json={"kind": "mail", "address": ADDRESS})
    assert refused.json()["type"] == "urn:yizheng:problem:consent-needed"
    await patient.post("/v1/consents", json={"purpose": "reminders", "given": True})
    for body in ({"kind": "mail", "address": "nobody"}, {"kind": "pigeon", "address": ADDRESS}, {}):
        assert (await patient.put("/v1/reminders/address", json=body)).status_code == 422
    assert (await patient.put("/v1/reminders/address", json={"kind": "mail", "address": ADDRESS})).is_success
    assert (await patient.delete("/v1/reminders/address")).json()["address"] is None
    await patient.put("/v1/reminders/address", json={"kind": "mail", "address": ADDRESS})
    await patient.post("/v1/consents", json={"purpose": "reminders", "given": False})
    town.house.reminders.ring()
    assert (await patient.get("/v1/reminders")).json()["address"] is None


async def test_a_persons_address_is_nobody_elses_and_goes_with_the_person(town):
    patient, person = await proved(town, "qian")
    other = await town.patient("sun", consents=ALL)
    assert (await other.get("/v1/reminders")).json()["address"] is None
    assert (await other.post("/v1/reminders/confirm", json={"code": "1"})).status_code == 422
    town.house.accounts.create_account("gong", PASSWORD, role=Role.ADMIN)
    admin = town.client()
    made = await admin.post("/v1/session", json={"name": "gong", "password": PASSWORD})
    admin.headers["cookie"] = made.headers["set-cookie"].split(";")[0]
    assert (await admin.get("/v1/reminders")).status_code == 403
    assert ADDRESS not in (await admin.get("/v1/reminders/undelivered")).text
    assert ADDRESS in (await patient.get("/v1/me/export")).text
    gone = await patient.post("/v1/me/erase", json={"password": PASSWORD})
    assert gone.status_code == 200, gone.text
    assert (town.book.address(person), town.book.posted(person=person)) == (None, ())


async def test_the_page_takes_an_address_a_code_and_forgets_them(town):
    patient = await town.patient("feng", consents=ALL)
    page = await patient.post("/patient/health/reminders_set", data={"kind": "mail", "address": ADDRESS})
    assert ("z***@mail.example.org" in page.text, "reminders_code" in page.text) == (True, True)
    wrong = await patient.post("/patient/health/reminders_code", data={"code": "no"})
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (422, True)
    person = (await patient.get("/v1/session")).json()["person"]
    right = await patient.post(
        "/patient/health/reminders_code", data={"code": town.book.address(person).code}
    )
    assert "reminders_code" not in right.text
    off = await patient.post("/patient/health/reminders_off", data={})
    assert "z***" not in off.text
    withdrawn = await patient.post("/patient/health/consent", data={"purpose": "reminders"})
    assert "reminders_set" not in withdrawn.text


def test_nothing_goes_to_patients_unless_the_house_says_so(town):
    store = town.house.worklist._store
    for wanted, silent in (
        (NoticeSettings(smtp_host="m", mail_to="a@b.test", webhook_url="http://127.0.0.1/"), True),
        (NoticeSettings(smtp_host="m", to_patients=True), False),
        (NoticeSettings(to_patients=True), True),
    ):
        room = reminder_room(wanted, store._database, store._keys, store, questions=lambda _: ())
        assert room.silent is silent
    by_gateway = NoticeSettings(webhook_url="http://127.0.0.1/", to_patients=True)
    room = reminder_room(by_gateway, store._database, store._keys, store, questions=lambda _: ())
    assert room.kinds() == ("mail", "phone")
