"""A person takes their data along and is erased by their own password, and nobody else's are in it."""

import httpx
import pytest

from assistant.exchange import Role
from serving.app import create_app
from serving.auth import COOKIE
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import key_for, scripted_house

HERE = {"origin": "http://house.test"}


@pytest.fixture
def house(tmp_path):
    with scripted_house(tmp_path) as house:
        yield house


@pytest.fixture
def client(house):
    transport = httpx.ASGITransport(app=create_app(house, pages=False))
    return httpx.AsyncClient(transport=transport, base_url="http://house.test", headers=HERE)


async def signed_in(house, client, name, role=Role.PATIENT):
    account = house.accounts.create_account(name, PASSWORD, role=role)
    answer = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
    client.headers["cookie"] = f"{COOKIE}={answer.cookies[COOKIE]}"
    return account.account_id


async def test_a_patient_takes_everything_along_and_is_gone(house, client):
    person = await signed_in(house, client, "zhao")
    await client.post("/v1/consents", json={"purpose": "chat", "given": True})
    told = await client.get("/v1/me/export")
    assert "attachment" in told.headers["content-disposition"]
    body = told.json()
    assert (body["person"], body["name"], body["items"]) == (person, "zhao", [])
    assert [one["purpose"] for one in body["consents"]] == ["chat"]
    wrong = await client.post("/v1/me/erase", json={"password": "not the password at all"})
    assert wrong.status_code == 401
    done = await client.post("/v1/me/erase", json={"password": PASSWORD})
    assert (done.status_code, [one["kind"] for one in done.json()["kept"]]) == (200, ["consent"])
    assert (await client.get("/v1/me/export")).status_code == 401
    del client.headers["cookie"]
    again = await client.post("/v1/session", json={"name": "zhao", "password": PASSWORD})
    assert again.status_code == 401


async def test_another_site_erases_nobody_and_a_program_has_no_data_of_its_own(house, client):
    await signed_in(house, client, "zhao")
    elsewhere = {"origin": "http://evil.example"}
    assert (
        await client.post("/v1/me/erase", json={"password": PASSWORD}, headers=elsewhere)
    ).status_code == 403
    for method, path in (("GET", "/v1/me/export"), ("POST", "/v1/me/erase")):
        answer = await client.request(
            method, path, json={"password": PASSWORD}, headers=key_for(house, "patient")
        )
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:yizheng:problem:unsigned")


async def test_staff_are_told_why_they_are_not_erased(house, client):
    await signed_in(house, client, "li", Role.DOCTOR)
    answer = await client.post("/v1/me/erase", json={"password": PASSWORD})
    assert (answer.status_code, "signed" in answer.json()["detail"]) == (422, True)
    assert (await client.get("/v1/me/export")).status_code == 200
