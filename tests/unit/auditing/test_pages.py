"""The auditor's pages: who sees what, what is found, and that nothing on them is taken for markup."""

import re

import httpx
import pytest

from assistant.exchange import Asker, Question, Role
from serving.app import create_app
from serving.ui.audit import routes
from tests.fakes.houses import answered, key_for, scripted_house

pytestmark = pytest.mark.story
ASKED = "甲病多久复查？<script>alert(1)</script>"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with scripted_house(tmp_path_factory.mktemp("audited")) as house:
        for number in range(3):
            asker = Asker(role=Role.DOCTOR, person=f"p{number}")
            house.records.append(Question(id="q", text=ASKED, asker=asker, language="zh"), answered(house))
        yield house


@pytest.fixture(scope="module")
def app(house):
    app = create_app(house, pages=False)
    app.include_router(routes.router)
    return app


def visitor(app, house, role):
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://house.test",
        headers=key_for(house, role),
    )


@pytest.fixture
def auditor(app, house):
    return visitor(app, house, "auditor")


async def test_the_list_is_searched_and_paged(auditor):
    whole = (await auditor.get("/audit")).text
    assert {"/audit/record/1", "/audit/record/3"} <= set(re.findall(r'href="([^"]+)"', whole))
    assert "script>alert" not in whole
    one = (await auditor.get("/audit", params={"person": "p1", "since": "2020-01-01"})).text
    assert re.findall(r"/audit/record/(\d+)", one) == ["2"]
    page = (await auditor.get("/audit", params={"limit": 2, "action": "answered"})).text
    assert "before=2" in page
    assert "/audit/record/1" in (await auditor.get("/audit", params={"before": 2})).text
    assert (await auditor.get("/audit", params={"since": "soon"})).status_code == 422


async def test_a_record_is_read_by_an_auditor_alone(app, house, auditor):
    told = (await auditor.get("/audit/record/1")).text
    assert "甲病多久复查？&lt;script&gt;" in told
    assert "原文相符" in told
    (note, *_) = house.audit.find(routes.LookIn(action="audit:").wanted()).links
    assert note.role == "auditor"
    assert "about" in (await auditor.get(f"/audit/record/{note.seq}")).text
    assert (await auditor.get("/audit/record/999")).status_code == 404
    admin = visitor(app, house, "admin")
    refused = await admin.get("/audit/record/1")
    assert (refused.status_code, "甲病" in refused.text) == (403, False)
    assert "/audit/record/" not in (await admin.get("/audit")).text


@pytest.mark.parametrize("role", ["patient", "doctor", "clerk", "safety_officer"])
async def test_nobody_else_comes_in(app, house, role):
    other = visitor(app, house, role)
    for method, path in (("GET", ""), ("GET", "/record/1"), ("POST", "/verify"), ("POST", "/head")):
        assert (await other.request(method, f"/audit{path}")).status_code == 403


async def test_the_chain_is_verified_against_a_kept_head(auditor, house):
    bare = (await auditor.post("/audit/verify")).text
    assert "没有提供另处保存的链头" in bare
    kept = house.audit.head().line().encode()
    held = (await auditor.post("/audit/verify", files={"heads": kept})).text
    assert "与另处保存的 1 个链头一致" in held
    forged = kept.replace(b'"seq": ', b'"seq": 9')
    assert "链头签名不可信" in (await auditor.post("/audit/verify", files={"heads": forged})).text
    assert (await auditor.post("/audit/verify", files={"heads": b"\xff"})).status_code == 422
    assert "BEGIN PUBLIC KEY" in (await auditor.post("/audit/head")).text
