"""Signing in through the hospital's own sign-on: a real provider on loopback, a browser between."""

import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.errors import DirectoryError
from assistant.exchange import Role
from assistant.settings import OidcSettings
from serving.api import session, sign_on
from serving.api.faults import answer_faults
from serving.auth import Doorkeeper
from serving.sign_on import Errand, SignOn
from tests.fakes.databases import fresh_database
from tests.fakes.doors import PASSWORD, Clock, account_book

HERE = "http://127.0.0.1:8420"


@pytest.fixture(scope="module")
def issuer():
    """The provider is a program of its own; its log stays its own, too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            assert process.poll() is None
            try:
                httpx.get(f"{address}/.well-known/openid-configuration", trust_env=False).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                break
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def book(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    yield account_book(database, tmp_path, Clock())
    database.close()


def browser_of(book, settings):
    app = FastAPI()
    app.state.doorkeeper = Doorkeeper(book, operator_token="unused")
    app.state.sign_on = SignOn(settings)
    app.include_router(session.router)
    app.include_router(sign_on.router)
    answer_faults(app)
    return TestClient(app, base_url=HERE, follow_redirects=False)


@pytest.fixture
def browser(book, issuer):
    with browser_of(book, OidcSettings(issuer=issuer, client_id="yizheng", client_secret="s")) as client:
        yield client


def known(issuer, subject, **claims):
    httpx.put(f"{issuer}/users/{subject}", json=claims, trust_env=False).raise_for_status()


def consent(address, subject):
    """Sign in at the provider; give the address to which it sends the browser back."""
    answer = httpx.post(address, data={"sub": subject}, trust_env=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def signed_on(browser, issuer, subject, **claims):
    known(issuer, subject, **claims)
    leaving = browser.get("/v1/session/oidc")
    assert leaving.status_code == 303
    return browser.get(consent(leaving.headers["location"], subject))


def test_a_doctor_comes_in_by_the_hospital_s_sign_on_and_stays_the_same_person(book, browser, issuer):
    account = book.admit("li", role=Role.DOCTOR, department="心内科")
    answer = signed_on(browser, issuer, "subject-1", preferred_username="LI")
    assert (answer.status_code, "url=/" in answer.text) == (200, True)
    cookie = answer.headers["set-cookie"].lower()
    assert "samesite=strict" in cookie
    who = browser.get("/v1/session").json()
    assert (who["person"], who["role"], who["via"]) == (account.account_id, "doctor", "session")
    browser.cookies.clear()
    signed_on(browser, issuer, "subject-1", preferred_username="renamed")
    assert browser.get("/v1/session").json()["person"] == account.account_id


@pytest.mark.parametrize(
    ("name", "role"),
    [
        pytest.param("nobody", None, id="no-account"),
        pytest.param("zhao", Role.PATIENT, id="patient"),
        pytest.param("", None, id="no-name"),
    ],
)
def test_nobody_gets_an_account_by_coming(book, browser, issuer, name, role):
    if role:
        book.create_account(name, PASSWORD, role=role)
    answer = signed_on(browser, issuer, f"stranger-{name}", preferred_username=name)
    assert answer.headers["location"] == "/sign-in#unknown"
    assert browser.get("/v1/session").status_code == 401


def test_an_account_that_belongs_to_somebody_is_nobody_else_s_and_a_closed_one_opens_no_more(
    book, browser, issuer
):
    book.create_account("root", PASSWORD, role=Role.ADMIN)
    account = book.admit("wu", role=Role.DOCTOR)
    signed_on(browser, issuer, "wu-1", preferred_username="wu")
    browser.cookies.clear()
    other = signed_on(browser, issuer, "wu-2", preferred_username="wu")
    assert other.headers["location"] == "/sign-in#unknown"
    book.disable(account.account_id)
    closed = signed_on(browser, issuer, "wu-1", preferred_username="wu")
    assert closed.headers["location"] == "/sign-in#unknown"


def test_who_has_a_second_factor_here_needs_one_there(book, browser, issuer):
    import pyotp

    account = book.admit("qian", role=Role.ADMIN)
    secret = book.factors.begin(account).secret
    book.factors.confirm(account.account_id, pyotp.TOTP(secret).at(Clock().now))
    weak = signed_on(browser, issuer, "qian-1", preferred_username="qian", amr=["pwd"])
    assert weak.headers["location"] == "/sign-in#code"
    strong = signed_on(browser, issuer, "qian-1", preferred_username="qian", amr=["pwd", "otp"])
    assert strong.status_code == 200


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda url: url.replace("state=", "state=x"), id="state"),
        pytest.param(lambda url: url.replace("code=", "code=x"), id="code"),
        pytest.param(lambda _: f"{HERE}/v1/session/oidc/callback", id="nothing"),
        pytest.param(lambda url: url.partition("?")[0] + "?error=access_denied&state=x", id="refused"),
    ],
)
def test_an_answer_that_is_not_for_this_browser_opens_nothing(book, browser, issuer, spoil):
    book.admit("li", role=Role.DOCTOR)
    known(issuer, "li-1", preferred_username="li")
    back = consent(browser.get("/v1/session/oidc").headers["location"], "li-1")
    answer = browser.get(spoil(back))
    assert answer.headers["location"] == "/sign-in#refused"
    assert browser.get("/v1/session").status_code == 401


def test_an_answer_is_good_once_and_only_where_the_errand_began(book, browser, issuer):
    book.admit("li", role=Role.DOCTOR)
    known(issuer, "li-2", preferred_username="li")
    back = consent(browser.get("/v1/session/oidc").headers["location"], "li-2")
    with browser_of(book, OidcSettings(issuer=issuer, client_secret="s")) as elsewhere:
        assert elsewhere.get(back).headers["location"] == "/sign-in#refused"
    kept = dict(browser.cookies)
    assert browser.get(back).status_code == 200
    browser.cookies.clear()
    browser.cookies.update(kept)
    assert browser.get(back).headers["location"] == "/sign-in#refused"


def test_a_token_for_another_errand_or_another_house_is_refused(issuer):
    known(issuer, "li-3", preferred_username="li")
    back, errand = f"{HERE}/back", Errand.new()
    ours = SignOn(OidcSettings(issuer=issuer, client_secret="s"))
    code = consent(ours.address(errand, back=back), "li-3")
    other = Errand(state=errand.state, nonce="another", verifier=errand.verifier)
    with pytest.raises(DirectoryError):
        ours.identity(other, code, back=back)


def test_the_browser_is_sent_with_a_challenge_and_the_address_that_it_sees(issuer):
    public = SignOn(OidcSettings(issuer=issuer, public_url="https://yizheng.hospital.example/"))
    back = f"{public.public_url(HERE)}/v1/session/oidc/callback"
    asked = parse_qs(urlsplit(public.address(Errand.new(), back=back)).query)
    assert asked["redirect_uri"] == ["https://yizheng.hospital.example/v1/session/oidc/callback"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid profile"]


@pytest.mark.parametrize("named", ["http://sso.hospital.example", "http://127.0.0.1:9"])
def test_an_issuer_that_is_not_there_or_not_secret_is_said_to_be(book, named):
    with browser_of(book, OidcSettings(issuer=named)) as browser:
        answer = browser.get("/v1/session/oidc")
    assert (answer.status_code, answer.json()["type"]) == (502, "urn:yizheng:problem:directory")


def test_a_house_without_an_issuer_offers_none(book):
    with browser_of(book, OidcSettings()) as browser:
        assert browser.get("/v1/session/ways").json() == {"oidc": False}
        assert browser.get("/v1/session/oidc").status_code == 404
        assert browser.get("/v1/session/oidc/callback").status_code == 404
