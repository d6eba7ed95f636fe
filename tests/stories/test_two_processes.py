"""Two processes serve one house on PostgreSQL: tasks and sessions are shared, one owns the index."""

import os
import subprocess
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from assistant.consent import ConsentBook, Purpose
from assistant.exchange import Role
from assistant.settings import DatabaseSettings, Settings
from assistant.store.consents import SqlConsents
from assistant.store.instant import utc_now
from assistant.wiring.database import opened_database
from assistant.wiring.people import account_book
from tests.fakes import ward_rules as ward
from tests.fakes.doors import PASSWORD
from tests.fakes.postgres import running_postgres
from tests.stories.conftest import ENTRY, serving, wait_for_answer

QUESTION, PERSON = "成人高血压的诊断界值是多少？", "我要找真人医生"
ORIGIN = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}


@pytest.fixture
def postgres_url(monkeypatch):
    """An empty database that both processes are told of."""
    servers = running_postgres()
    url = next(servers).fresh()
    monkeypatch.setenv("YIZHENG_DATABASE__URL", url)
    yield url
    servers.close()


@contextmanager
def beside(folder):
    """One more process of the home, for as long as the block runs; gives its address."""
    with (folder / "beside.log").open("wb") as log:
        popen = subprocess.Popen(
            [*ENTRY, "serve", "--beside", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=dict(os.environ),
        )
    try:
        url = popen.stdout.readline().split(" ")[0]
        assert url.startswith("http"), (folder / "beside.log").read_text("utf-8", "replace")
        wait_for_answer(url, popen)
        yield url
    finally:
        popen.terminate()
        popen.wait(120)
        popen.stdout.close()


def people(home, url):
    settings = Settings(home=home, database=DatabaseSettings(url=url))
    with opened_database(settings) as (database, keys):
        book, consents = (
            account_book(settings, database, keys),
            ConsentBook(SqlConsents(database), now=utc_now),
        )
        for name, role in (("li", Role.DOCTOR), ("wu", Role.DOCTOR), ("zhao", Role.PATIENT)):
            person = book.create_account(name, PASSWORD, role=role, department="全科").account_id
            consents.give(person, frozenset(Purpose))


@pytest.fixture
def browser():
    """Make clients that are closed with the test."""
    with ExitStack() as opened:

        def new(url, **more):
            client = httpx.Client(base_url=url, headers=ORIGIN, trust_env=False, timeout=60, **more)
            return opened.enter_context(client)

        yield new


@pytest.fixture
def signed_in(browser):
    def enter(url, name):
        client = browser(url)
        answer = client.post("/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    return enter


@pytest.fixture
def moved(browser):
    """The same browser at the other process: what it holds is a cookie."""
    return lambda client, url: browser(url, cookies=client.cookies)


def test_two_processes_share_what_is_kept_and_one_owns_the_index(
    home, tmp_path, postgres_url, yizheng, browser, signed_in, moved
):
    for file in home.glob("yizheng.db*"):
        file.unlink()  # the ledger comes anew into PostgreSQL; the index that is there is the same
    (tmp_path / "rules.md").write_bytes(ward.markdown(ward.OLD))
    (tmp_path / "meta.toml").write_text(ward.record("wheelchair-2019", file="rules.md"), "utf-8")
    people(home, postgres_url)
    with serving(tmp_path) as first:
        with beside(tmp_path) as second:
            zhao = signed_in(first.url, "zhao")
            there = moved(zhao, second)
            here = zhao.post("/v1/ask", json={"question": QUESTION}).json()
            same = there.post("/v1/ask", json={"question": QUESTION}).json()
            assert (same["outcome"], same["text"]) == ("answered", here["text"])
            assert same["versions"]["index"] == here["versions"]["index"]

            ticket = there.post("/v1/ask", json={"question": PERSON}).json()["ticket"]
            li, wu = signed_in(first.url, "li"), signed_in(second, "wu")
            for queue in (li, wu):
                assert ticket in {one["ticket"] for one in queue.get("/v1/tasks").json()["tasks"]}
            assert li.post(f"/v1/tasks/{ticket}/claim").status_code == 200
            refused = wu.post(f"/v1/tasks/{ticket}/claim")
            assert (refused.status_code, "li" in refused.text) == (409, True)

            added = yizheng("guidelines", "add", tmp_path / "rules.md", "--meta", tmp_path / "meta.toml")
            assert added.code == 0
            wheels = moved(li, second).post("/v1/ask", json={"question": ward.QUESTION, "role": "doctor"})
            assert wheels.json()["claims"][0]["text"] == ward.OLD

            meta = ward.record("trolley-2022", file="new.md").encode()
            given = {"files": ("new.md", ward.markdown(ward.NEW)), "meta": ("meta.toml", meta)}
            elsewhere = moved(li, second).post("/v1/guidelines", files=given)
            assert "change documents at that server" in elsewhere.text
            for stranger in (wu, browser(first.url)):
                asked = stranger.post("/v1/index/asked", params={"what": "collections"}, content=b"null")
                assert asked.status_code in {401, 403, 404}

            zhao.delete("/v1/session")
            assert there.get("/v1/session").status_code == 401
        with beside(tmp_path) as again:
            assert signed_in(again, "wu").get("/v1/tasks").status_code == 200
            first.popen.kill()
            first.popen.wait()
            late = signed_in(again, "zhao")
            lost = late.post("/v1/ask", json={"question": QUESTION}).json()
            assert (lost["outcome"], lost["reason"]) == ("deferred", "index_unavailable")
            assert late.get(f"/v1/tasks/{lost['ticket']}").status_code == 200
            with serving(tmp_path):
                assert late.post("/v1/ask", json={"question": QUESTION}).json()["outcome"] == "answered"
    assert yizheng("audit", "verify").one["verdict"] == "intact"


def test_nothing_stands_beside_a_home_that_nobody_serves(home, yizheng):
    refused = yizheng("serve", "--beside", "--port", "0")
    assert (refused.code, "no server runs on this home" in refused.err) == (2, True)
