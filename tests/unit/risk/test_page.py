"""The page of the risk: proposed and approved by form alone; refusals stand on the page."""

import re

import httpx
import pytest

from assistant.exchange import Role
from serving.app import create_app
from serving.ui.audit import routes
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house

pytestmark = pytest.mark.story
ORIGIN = {"origin": "http://house.test"}
WANTED = {"alpha": "0.2", "of": "shown", "basis": "open", "reason": "<b>试用</b>"}
PEOPLE = {"安": "safety_officer", "博": "admin", "计": "auditor"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with scripted_house(tmp_path_factory.mktemp("risk")) as house:
        for name, role in PEOPLE.items():
            house.accounts.create_account(name, PASSWORD, role=Role(role))
        app = create_app(house, pages=False)
        app.include_router(routes.router)
        yield app


async def signed_in(app, name):
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
    )
    answer = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
    client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
    return client


async def test_one_proposes_another_approves_and_one_withdraws(app):
    an, bo, ji = [await signed_in(app, name) for name in PEOPLE]
    page = (await an.get("/audit/risk")).text
    assert "this hospital has set none" in page
    assert "Our open suites" in page
    assert 'action="/audit/risk"' not in (await ji.get("/audit/risk")).text
    assert (await ji.post("/audit/risk", data=WANTED)).status_code == 403

    assert (await an.post("/audit/risk", data=WANTED)).status_code == 303
    mine, theirs = (await an.get("/audit/risk")).text, (await bo.get("/audit/risk")).text
    assert ("&lt;b&gt;试用" in mine, "/approve" in mine, "/approve" in theirs) == (True, False, True)
    (where,) = re.findall(r'action="(/audit/risk/\w+)/approve"', theirs)
    refused = await an.post(f"{where}/approve", data={"reason": "自己"})
    assert (refused.status_code, "second person" in refused.text) == (409, True)
    assert (await bo.post(f"{where}/approve", data={"reason": "同意"})).status_code == 303
    held = (await an.get("/audit/risk")).text
    assert "agreed on by two people" in held
    assert (await bo.post(f"{where}/refuse", data={"reason": "太晚"})).status_code == 409
    assert (await an.post("/audit/risk/withdraw", data={"reason": "回原值"})).status_code == 303
    assert "this hospital has set none" in (await an.get("/audit/risk")).text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"alpha": "0.02"}, "prove no bar", id="not-proven"),
        pytest.param({"alpha": "0.9"}, "must lie between", id="no-share"),
        pytest.param({"basis": "own"}, "too few", id="nothing-judged-here"),
        pytest.param({"of": "many"}, "shown", id="of-what"),
        pytest.param({"reason": ""}, "say why", id="no-reason"),
    ],
)
async def test_what_cannot_be_proposed_is_said_on_the_page(app, changed, words):
    client = await signed_in(app, "博")
    answer = await client.post("/audit/risk", data=WANTED | changed)
    assert answer.status_code in {409, 422}
    assert (words in answer.text, "yz-fault" in answer.text) == (True, True)
