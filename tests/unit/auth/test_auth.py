"""Nobody comes in by default; cookies are guarded against other sites; keys hold only their scopes."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from assistant.exchange import Role
from assistant.people import Scope
from serving.api import session, staff
from serving.api.faults import answer_faults
from serving.auth import COOKIE, Caller, Doorkeeper, allowing, is_loopback, issue_operator_token
from serving.running import token_file
from tests.fakes.databases import fresh_database
from tests.fakes.doors import PASSWORD, Clock, account_book

HERE = {"origin": "http://127.0.0.1"}


@pytest.fixture
def book(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    yield account_book(database, tmp_path, Clock())
    database.close()


@pytest.fixture
def token(tmp_path):
    return issue_operator_token(tmp_path)


@pytest.fixture
def app(book, token):
    app = FastAPI()
    app.state.doorkeeper = Doorkeeper(book, operator_token=token)
    app.state.serving = SimpleNamespace(
        house=SimpleNamespace(accounts=book, audit=SimpleNamespace(find=None))
    )
    app.include_router(session.router)
    app.include_router(staff.router)
    answer_faults(app)

    library = Depends(allowing(Scope.LIBRARY, Role.DOCTOR, Role.ADMIN))

    @app.get("/library")
    def read(caller: Caller = library) -> str:
        return caller.via

    return app


@pytest.fixture
def client(app):
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def doctor(book, client):
    book.create_account("li", PASSWORD, role=Role.DOCTOR, department="心内科")
    answer = client.post("/v1/session", json={"name": "li", "password": PASSWORD}, headers=HERE)
    assert answer.status_code == 200
    return client


def key(book, role=Role.DOCTOR, scopes=frozenset({Scope.ASK})):
    issued = book.create_service_key("his", role=role, scopes=frozenset(scopes), lasts=timedelta(days=1))
    return {"authorization": f"Bearer {issued.secret}"}


CLOSED = [
    ("GET", "/v1/session"),
    ("POST", "/v1/session/password"),
    ("POST", "/v1/accounts"),
    ("GET", "/v1/accounts"),
    ("DELETE", "/v1/accounts/p_1"),
    ("POST", "/v1/keys"),
    ("GET", "/v1/keys"),
    ("DELETE", "/v1/keys/key_1"),
    ("GET", "/library"),
]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"authorization": "Bearer yzk_made-up"}, id="made-up-key"),
        pytest.param({"authorization": "Bearer made-up"}, id="made-up-token"),
        pytest.param({"authorization": "Basic bGk6cGFzcw=="}, id="basic"),
        pytest.param({"cookie": f"{COOKIE}=made-up", **HERE}, id="made-up-cookie"),
    ],
)
def test_nobody_comes_in_by_default(client, headers):
    for method, path in CLOSED:
        answer = client.request(method, path, json={"old": "x", "new": "y"}, headers=headers)
        assert (path, answer.status_code) == (path, 401)
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_session_lives_in_a_guarded_cookie(book, client):
    book.create_account("li", PASSWORD, role=Role.DOCTOR, department="心内科")
    answer = client.post("/v1/session", json={"name": "li", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert client.cookies[COOKIE] not in answer.text
    who = client.get("/v1/session").json()
    assert (who["via"], who["role"], who["department"]) == ("session", "doctor", "心内科")


def test_the_cookie_is_secure_away_from_this_machine(book, app):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    with TestClient(app, base_url="https://hospital.example") as client:
        answer = client.post("/v1/session", json={"name": "li", "password": PASSWORD})
    assert "secure" in answer.headers["set-cookie"].lower()


def test_signing_out_ends_the_session(doctor):
    secret = doctor.cookies[COOKIE]
    assert doctor.delete("/v1/session", headers=HERE).status_code == 204
    assert doctor.get("/v1/session", headers={"cookie": f"{COOKIE}={secret}"}).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"sec-fetch-site": "same-origin"}, 204, id="same-origin"),
        pytest.param({"sec-fetch-site": "cross-site"}, 403, id="cross-site"),
        pytest.param({"sec-fetch-site": "same-site"}, 403, id="sister-site"),
        pytest.param({"sec-fetch-site": "cross-site", **HERE}, 403, id="contradiction"),
        pytest.param(HERE, 204, id="own-origin"),
        pytest.param({"origin": "http://127.0.0.1:9999"}, 403, id="other-port"),
        pytest.param({"origin": "null"}, 403, id="no-origin"),
        pytest.param({}, 403, id="silent"),
    ],
)
def test_other_sites_cannot_use_a_session(doctor, headers, status):
    body = {"old": PASSWORD, "new": "three red pears rolled"}
    assert doctor.post("/v1/session/password", json=body, headers=headers).status_code == status


def test_another_site_cannot_sign_a_browser_in(book, client):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    headers = {"origin": "http://evil.example"}
    answer = client.post("/v1/session", json={"name": "li", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403


def test_a_header_that_holds_no_key_is_refused_whatever_the_cookie(doctor):
    assert doctor.get("/v1/session", headers={"authorization": "Bearer nonsense"}).status_code == 401


@pytest.mark.parametrize(
    ("role", "scopes", "status"),
    [
        pytest.param(Role.DOCTOR, {Scope.LIBRARY}, 200, id="both"),
        pytest.param(Role.DOCTOR, {Scope.ASK}, 403, id="no-scope"),
        pytest.param(Role.CLERK, {Scope.LIBRARY}, 403, id="no-role"),
    ],
)
def test_a_key_opens_what_its_role_and_scopes_allow(book, client, role, scopes, status):
    assert client.get("/library", headers=key(book, role, scopes)).status_code == status


def test_a_program_is_known_by_its_key(book, client):
    who = client.get("/v1/session", headers=key(book, Role.CLERK)).json()
    assert (who["via"], who["role"], who["scopes"]) == ("key", "clerk", ["ask"])
    assert who["person"].startswith("key_")


def test_the_operator_is_known_by_the_token_of_this_start(client, tmp_path, token):
    assert token_file(tmp_path).stat().st_mode & 0o777 == 0o600
    bearer = {"authorization": f"Bearer {token_file(tmp_path).read_text()}"}
    who = client.get("/v1/session", headers=bearer).json()
    assert (who["via"], who["person"]) == ("operator", None)
    assert issue_operator_token(tmp_path) != token


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_administrators_make_accounts_and_keys(book, client, role):
    headers = key(book, role, Scope)
    account = {"name": "x", "password": PASSWORD, "role": "doctor"}
    assert client.post("/v1/accounts", json=account, headers=headers).status_code == 403
    assert client.get("/v1/accounts", headers=headers).status_code == 403
    assert client.get("/v1/keys", headers=headers).status_code == 403


def test_the_first_administrator_sets_the_house_up(book, client):
    link = book.first_admin_link()
    body = {"token": link.token, "name": "root", "password": PASSWORD}
    assert client.post("/v1/setup", json=body).status_code == 201
    assert client.post("/v1/setup", json=body | {"name": "again"}).status_code == 410
    client.post("/v1/session", json=body, headers=HERE)
    made = client.post(
        "/v1/accounts", json={"name": "wang", "password": PASSWORD, "role": "clerk"}, headers=HERE
    )
    assert made.status_code == 201
    assert {one["name"] for one in client.get("/v1/accounts").json()} == {"root", "wang"}
    issued = client.post(
        "/v1/keys", json={"label": "his", "role": "clerk", "scopes": ["ask"]}, headers=HERE
    ).json()
    bearer = {"authorization": f"Bearer {issued['secret']}"}
    assert client.get("/v1/session", headers=bearer).status_code == 200
    assert client.get("/v1/keys").json()[0]["secret"] is None
    assert client.delete(f"/v1/keys/{issued['key_id']}", headers=HERE).status_code == 204
    assert client.get("/v1/session", headers=bearer).status_code == 401
    closed = client.delete(f"/v1/accounts/{made.json()['account_id']}", headers=HERE).json()
    assert closed["disabled"]


def test_guessing_is_slowed_down(book, client):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    guess = {"name": "li", "password": "a wrong password"}
    assert [client.post("/v1/session", json=guess).status_code for _ in range(6)] == [401] * 5 + [429]
    answer = client.post("/v1/session", json={"name": "li", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"name": "li"}, id="no-password"),
        pytest.param({"name": "li", "password": "canary" * 1000}, id="long"),
        pytest.param({"name": 5, "password": PASSWORD}, id="number"),
    ],
)
def test_a_malformed_sign_in_repeats_nothing(client, body):
    answer = client.post("/v1/session", json=body)
    assert answer.status_code == 422
    assert "canary" not in answer.text


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("localhost.example", False),
        (None, False),
    ],
)
def test_knows_this_machine(host, expected):
    assert is_loopback(host) is expected


def test_a_person_is_slowed_down_and_a_program_is_not(book, app):
    app.state.doorkeeper = Doorkeeper(book, operator_token="unused", writes_per_minute=10)
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    with TestClient(app, base_url="http://127.0.0.1", headers=HERE) as client:
        client.post("/v1/session", json={"name": "li", "password": PASSWORD})
        refused = [client.post("/v1/keys", json={}).status_code for _ in range(12)]
        reading = client.get("/v1/session")
        last = client.post("/v1/keys", json={})
    assert refused == [403] * 10 + [429] * 2
    assert reading.status_code == 200
    assert (last.json()["type"], int(last.headers["retry-after"]) > 0) == (
        "urn:yizheng:problem:too-many",
        True,
    )
    with TestClient(app, base_url="http://127.0.0.1") as client:
        program = key(book)
        answers = [client.post("/v1/keys", json={}, headers=program).status_code for _ in range(12)]
    assert answers == [403] * 12
