"""People come from the hospital's directory and go by it; many at once only when that is confirmed."""

import pytest

from assistant.consent import Purpose
from assistant.exchange import Role
from assistant.settings import LdapSettings, Settings
from assistant.wiring import open_house
from serving.app import create_app
from serving.ui.admin import routes
from tests.fakes.doors import PASSWORD
from tests.fakes.signing_in import signed_in_client
from tests.fakes.slapd import BASE, READER, group_dn, running_slapd
from tests.fakes.slapd import PASSWORD as READING

pytestmark = pytest.mark.story
STAFF = [f"d{number}" for number in range(6)]


@pytest.fixture(scope="module")
def directory():
    for one in running_slapd():
        for name in STAFF:
            one.comes(name, "doctors", departmentNumber="外科")
        yield one


@pytest.fixture(scope="module")
def house(directory, tmp_path_factory):
    ldap = LdapSettings(
        url=directory.url, base=BASE, user=READER, password=READING, doctor_group=group_dn("doctors")
    )
    with open_house(Settings(home=tmp_path_factory.mktemp("directory"), ldap=ldap), model=None) as house:
        house.accounts.create_account("root", PASSWORD, role=Role.ADMIN)
        yield house


@pytest.fixture
def signed_in(house):
    app = create_app(house, pages=False)
    app.include_router(routes.router)

    async def sign_in(name):
        return await signed_in_client(app, name, PASSWORD)

    return sign_in


async def test_a_leaver_s_session_ends_and_the_task_in_hand_goes_back(house, directory, signed_in):
    root = await signed_in("root")
    assert "Read the directory" in (await root.get("/admin/people")).text
    assert "6 come" in (await root.post("/admin/people/directory")).text
    gone = house.accounts.named("d0").account_id
    house.accounts.set_password(gone, PASSWORD)
    patient = house.accounts.create_account("zhao", PASSWORD, role=Role.PATIENT)
    house.consents.give(patient.account_id, {Purpose.CHAT, Purpose.HAND_OVER})
    asked = await (await signed_in("zhao")).post("/v1/tasks", json={"question": "最近总是头晕，想请医生看看"})
    ticket, doctor = asked.json()["ticket"], await signed_in("d0")
    assert (await doctor.post(f"/v1/tasks/{ticket}/claim")).json()["state"] == "claimed"

    directory.sets("d0", pwdAccountLockedTime="000001010000Z")
    told = (await root.post("/v1/accounts/import", json={"dry_run": False})).json()
    assert [(one["name"], one["result"], one["why"], one["after"]) for one in told if one["done"]] == [
        ("d0", "closed", "disabled in the directory", None)
    ]
    assert (await doctor.get("/v1/session")).status_code == 401
    house.worklist.escalate_due(house.worklist.now())
    task = house.worklist.own(ticket, patient.account_id)
    assert (task.state, task.owner) == ("returned", None)
    (link,) = (await root.get(f"/v1/accounts/{gone}/history")).json()[:1]
    assert link["doing"] == "closed"


async def test_many_leave_only_once_the_number_is_confirmed(house, directory, signed_in):
    root = await signed_in("root")
    await root.post("/admin/people/directory")
    for name in ("d3", "d4", "d5"):
        directory.goes(name)
    shown = (await root.post("/admin/people/directory", data={"dry_run": "yes"})).text
    assert ('name="leaving" value="3"' in shown, "no longer in the directory" in shown) == (True, True)
    for body in ({}, {"leaving": "2"}):
        refused = await root.post("/admin/people/directory", data=body)
        assert (refused.status_code, "nothing was done" in refused.text) == (422, True)
    assert (
        "Done as the directory says"
        in (await root.post("/admin/people/directory", data={"leaving": "3"})).text
    )
    assert {one.name for one in house.accounts.accounts() if one.disabled} >= {"d3", "d4", "d5"}


async def test_a_doctor_s_new_name_keeps_the_task_in_hand(house, directory, signed_in):
    root = await signed_in("root")
    await root.post("/admin/people/directory")
    doctor = house.accounts.named("d1").account_id
    house.accounts.set_password(doctor, PASSWORD)
    patient = house.accounts.create_account("qian", PASSWORD, role=Role.PATIENT)
    house.consents.give(patient.account_id, {Purpose.CHAT, Purpose.HAND_OVER})
    asked = await (await signed_in("qian")).post("/v1/tasks", json={"question": "最近总是头晕，想请医生看看"})
    client = await signed_in("d1")
    await client.post(f"/v1/tasks/{asked.json()['ticket']}/claim")

    directory.is_now_called("d1", "d1-zhao")
    page = (await root.post("/admin/people/directory")).text
    assert "<small>d1 → </small>d1-zhao" in page
    assert (await client.get("/v1/session")).status_code == 200
    assert house.worklist.own(asked.json()["ticket"], patient.account_id).owner == doctor
    (link,) = (await root.get(f"/v1/accounts/{doctor}/history")).json()[:1]
    assert link["doing"] == "renamed"
    assert "登录名" in (await root.get("/admin/people")).text
