"""A second factor: the code of a person's own authenticator, right once, asked for at every sign-in."""

from types import SimpleNamespace

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.errors import AccountError, CodeNeededError, LockedOutError, SecondFactorError
from assistant.exchange import Role
from assistant.second_factor import demanded_of
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from serving.api import second_factor, session, staff
from serving.api.faults import answer_faults
from serving.auth import Doorkeeper
from tests.fakes.databases import fresh_database, stored_bytes
from tests.fakes.doors import PASSWORD, Clock, account_book

HERE = {"origin": "http://127.0.0.1"}


@pytest.fixture
def database(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    yield database
    database.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def book(database, tmp_path, clock):
    return account_book(database, tmp_path, clock, demanded_of=frozenset({Role.ADMIN}))


@pytest.fixture
def client(book):
    app = FastAPI()
    app.state.doorkeeper = Doorkeeper(book, operator_token="unused")
    app.include_router(session.router)
    app.include_router(second_factor.router)
    app.state.serving = SimpleNamespace(
        house=SimpleNamespace(accounts=book, audit=SimpleNamespace(find=None))
    )
    app.include_router(staff.router)
    answer_faults(app)
    with TestClient(app, base_url="http://127.0.0.1", headers=HERE) as client:
        yield client


def code(secret, clock, **later):
    clock.pass_by(**later)
    return pyotp.TOTP(secret).at(clock.now)


def with_factor(book, clock, role=Role.DOCTOR):
    account = book.create_account("li", PASSWORD, role=role)
    secret = book.factors.begin(account).secret
    book.factors.confirm(account.account_id, code(secret, clock))
    return account, secret


def test_the_code_is_asked_for_once_it_was_confirmed_and_not_before(book, clock):
    account = book.create_account("li", PASSWORD, role=Role.DOCTOR)
    secret = book.factors.begin(account).secret
    assert book.sign_in("li", PASSWORD).account == account
    with pytest.raises(SecondFactorError):
        book.factors.confirm(account.account_id, "000000" if code(secret, clock) != "000000" else "000001")
    book.factors.confirm(account.account_id, code(secret, clock))
    with pytest.raises(CodeNeededError):
        book.sign_in("li", PASSWORD)
    assert book.sign_in("li", PASSWORD, code=code(secret, clock, seconds=60)).account == account


def test_a_code_is_right_once(book, clock):
    _, secret = with_factor(book, clock)
    used = code(secret, clock, seconds=60)
    book.sign_in("li", PASSWORD, code=used)
    with pytest.raises(SecondFactorError, match="used before"):
        book.sign_in("li", PASSWORD, code=used)


@pytest.mark.parametrize(("seconds", "right"), [(-50, False), (-29, True), (29, True), (95, False)])
def test_a_clock_may_be_half_a_minute_off(book, clock, seconds, right):
    _, secret = with_factor(book, clock)
    clock.pass_by(minutes=5)
    given = pyotp.TOTP(secret).at(clock.now.timestamp() - clock.now.timestamp() % 30 + 15 - seconds)
    clock.pass_by(seconds=15 - clock.now.timestamp() % 30)
    if right:
        book.sign_in("li", PASSWORD, code=f" {given[:3]} {given[3:]} ")
    else:
        with pytest.raises(SecondFactorError):
            book.sign_in("li", PASSWORD, code=given)


def test_codes_cannot_be_guessed_through(book, clock):
    with_factor(book, clock)
    for guess in range(5):
        with pytest.raises(SecondFactorError):
            book.sign_in("li", PASSWORD, code=f"{guess:06d}x")
    with pytest.raises(LockedOutError):
        book.sign_in("li", PASSWORD, code="123456")


def test_a_confirmed_factor_is_not_replaced_by_another_beginning(book, clock):
    account, _ = with_factor(book, clock)
    with pytest.raises(AccountError, match="already"):
        book.factors.begin(account)


def test_erasing_a_person_erases_the_factor(book, clock, database, tmp_path):
    account, secret = with_factor(book, clock)
    assert secret.encode() not in stored_bytes(tmp_path / "house.sqlite3")
    SqlRecorder(database, KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))).erase(account.account_id)
    assert not book.factors.has(account.account_id)


def test_an_administrator_does_nothing_before_the_factor_stands_and_everything_after(book, client, clock):
    book.create_account("root", PASSWORD, role=Role.ADMIN)
    doctor, _ = with_factor(book, clock)
    who = {"name": "root", "password": PASSWORD}
    client.post("/v1/session", json=who)
    refused = client.get("/v1/accounts")
    assert (refused.status_code, "/account" in refused.json()["detail"]) == (403, True)
    assert client.get("/v1/session/factor").json() == {"confirmed": False, "needed": True}
    begun = client.post("/v1/session/factor").json()
    assert begun["uri"].startswith("otpauth://totp/Yizheng:root?secret=")
    assert begun["picture"].startswith("<svg")
    assert client.put("/v1/session/factor", json={"code": "1"}).status_code == 401
    right = {"code": code(begun["secret"], clock)}
    assert client.put("/v1/session/factor", json=right).status_code == 204
    assert client.get("/v1/accounts").status_code == 200
    place = f"/v1/accounts/{doctor.account_id}/factor"
    assert client.delete(place).status_code == 422
    assert client.delete(place, params={"why": "手机丢失"}).status_code == 204
    client.cookies.clear()
    answer = client.post("/v1/session", json=who)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:yizheng:problem:code-needed")
    assert client.post("/v1/session", json=who | right).status_code == 401
    later = {"code": code(begun["secret"], clock, seconds=60)}
    assert client.post("/v1/session", json=who | later).status_code == 200
    assert client.post("/v1/session/factor/off", json={"code": "2"}).status_code == 401
    off = {"code": code(begun["secret"], clock, seconds=60)}
    assert client.post("/v1/session/factor/off", json=off).status_code == 204
    assert client.get("/v1/accounts").status_code == 403


@pytest.mark.parametrize(
    ("choice", "host", "expected"),
    [
        (None, "127.0.0.1", set()),
        (None, "::1", set()),
        (None, "0.0.0.0", {Role.ADMIN}),
        (None, "ward.example", {Role.ADMIN}),
        ("nobody", "0.0.0.0", set()),
        ("admins", "127.0.0.1", {Role.ADMIN}),
        ("staff", "127.0.0.1", set(Role) - {Role.PATIENT}),
    ],
)
def test_administrators_need_one_as_soon_as_others_reach_the_house(choice, host, expected):
    assert demanded_of(choice, host=host) == expected
