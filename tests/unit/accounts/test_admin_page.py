"""The administrator's pages: people made and changed by form alone; refusals stand on the page."""

import re

import httpx
import pytest

from assistant.exchange import Role
from serving.app import create_app
from serving.ui.admin import routes
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house

pytestmark = pytest.mark.story
ORIGIN = {"origin": "http://house.test"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with scripted_house(tmp_path_factory.mktemp("admin")) as house:
        for name, role in (("安", "admin"), ("李", "doctor"), ("计", "auditor"), ("周", "safety_officer")):
            house.accounts.create_account(name, PASSWORD, role=Role(role), department="心内科")
        app = create_app(house, pages=False)
        app.include_router(routes.router)
        app.state.house = house
        yield app


async def signed_in(app, name, password=PASSWORD):
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
    )
    answer = await client.post("/v1/session", json={"name": name, "password": password})
    client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
    return client


def id_of(app, name):
    return app.state.house.accounts.named(name).account_id


async def test_an_administrator_makes_changes_closes_and_reopens(app):
    an = await signed_in(app, "安")
    made = await an.post("/admin/people", data={"name": "<b>王", "role": "doctor", "department": "儿科"})
    (password,) = re.findall(r'yz-once">([\w-]+)<', made.text)
    assert ("&lt;b&gt;王" in made.text, "<b>王" in made.text) == (True, False)
    assert made.headers["cache-control"] == "no-store"
    assert password not in (await an.get("/admin/people")).text
    wang = await signed_in(app, "<b>王", password)
    assert (await wang.get("/v1/tasks")).status_code == 403
    assert (await wang.get("/v1/session")).json()["password_due"]
    here = f"/admin/people/{id_of(app, '<b>王')}"
    unsaid = await an.post(f"{here}/change", data={"role": "clerk", "why": " "})
    assert (unsaid.status_code, "say why" in unsaid.text) == (422, True)
    for step, status in (
        ("change", 303),
        ("close", 303),
        ("reopen", 200),
        ("password", 200),
        ("factor", 422),
    ):
        answer = await an.post(f"{here}/{step}", data={"role": "clerk", "why": "试"})
        assert (step, answer.status_code) == (step, status)
    page = (await an.get(here)).text
    assert all(f"{word}</span>" in page for word in ("account made", "closed", "opened again"))


async def test_the_overview_counts_people_and_tells_of_levels_and_risk(app):
    page = (await (await signed_in(app, "安")).get("/admin")).text
    assert ("P0" in page, "/audit/risk" in page, "<svg" in page) == (True, True, True)


@pytest.mark.parametrize("name", ["李", "计", "周"])
async def test_nobody_else_comes_in(app, name):
    client = await signed_in(app, name)
    for method, path in (("GET", "/admin"), ("GET", "/admin/people"), ("POST", "/admin/people/x/close")):
        assert (await client.request(method, path)).status_code == 403


async def test_a_list_is_shown_first_and_taken_in_wholly_or_not(app):
    an = await signed_in(app, "安")
    table = "工号,角色\n赵,医生\n钱,教授\n".encode("gb18030")
    refused = await an.post("/admin/people/import", files={"list": ("a.csv", table)})
    assert "Nothing was taken in" in refused.text
    table = table.replace("教授".encode("gb18030"), "医生".encode("gb18030"))
    for ticks, told in (({"dry_run": "yes"}, "nothing was changed"), ({}, "2 lines taken in")):
        assert (
            told in (await an.post("/admin/people/import", files={"list": ("a.csv", table)}, data=ticks)).text
        )
    broken = await an.post("/admin/people/import", files={"list": ("a.png", b"\x89PNG\0")})
    assert (broken.status_code, "save it as CSV" in broken.text) == (422, True)


async def test_no_step_reaches_oneself(app):
    an = await signed_in(app, "安")
    here = f"/admin/people/{id_of(app, '安')}"
    assert "another administrator" in (await an.get(here)).text
    assert (await an.post(f"{here}/close", data={"why": "x"})).status_code == 422
