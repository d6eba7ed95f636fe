"""The safety officer's pages: every step by form alone, refusals on the page, nothing taken for markup."""

import re
from dataclasses import replace

import httpx
import pytest

from assistant.exchange import Role
from serving.app import create_app
from serving.ui.safety import lists, routes
from serving.ui.safety.front import marked_html
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house
from tests.fakes.signing_in import signed_in_client
from tests.unit.safety.conftest import office_on

LISTS = {
    "otc": "block",
    "doctor": "总值班：内线 8000",
    "brands": "康必舒\r\n静眠宝 controlled",
    "hotlines": "010-5550199 | 总值班 | duty desk | 本院 | | 2026-11-01",
    "departments": "神经内科 = 脑病科\r\n睡眠门诊 = -",
    "reason": "新进药品",
}
SLY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    home = tmp_path_factory.mktemp("pages")
    with scripted_house(home) as held:
        office = office_on(home, held.records._database, held.records._keys)
        house = replace(held, gate=office.gate, safety=office.rooms)
        for name, role in (
            ("安", "safety_officer"),
            ("博", "admin"),
            ("计", "auditor"),
            ("李", "doctor"),
        ):
            house.accounts.create_account(name, PASSWORD, role=Role(role))
        app = create_app(house, pages=False)
        app.include_router(routes.router)
        yield app


@pytest.fixture
def people(app):
    async def sign_in(name):
        return await signed_in_client(app, name, PASSWORD)

    return sign_in


async def test_who_is_neither_overseer_nor_auditor_is_shown_nothing(people, app):
    stranger = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://house.test")
    doctor, auditor = await people("李"), await people("计")
    for path in ("/safety", "/safety/policy", "/safety/incidents"):
        assert (await stranger.get(path)).headers["location"] == "/sign-in"
        assert (await doctor.get(path)).status_code == 403
        assert (await auditor.get(path)).status_code == 200
    assert (await auditor.post("/safety/stop", data={"reason": "x"})).status_code == 403


async def test_a_sentence_is_tried_and_the_words_are_marked_that_a_rule_fired_on(people):
    an = await people("安")
    told = (await an.post("/safety/try", data={"text": f"{SLY}布洛芬我一次吃几片", "role": "patient"})).text
    assert "<mark>" in told
    assert SLY not in told
    assert "拦截" in told
    assert re.search(r"<th scope=\"row\"><code>P\d\d", told)
    assert "没有规则命中" in (await an.post("/safety/try", data={"text": "今天天气不错"})).text


async def test_the_button_stops_and_starts_and_wants_a_reason(people):
    an = await people("安")
    refused = await an.post("/safety/stop", data={"reason": " "})
    assert (refused.status_code, 'role="alert"' in refused.text) == (409, True)
    assert (await an.post("/safety/stop", data={"reason": SLY})).headers["location"] == "/safety"
    page = (await an.get("/safety")).text
    assert "助手已停用" in page
    assert SLY not in page
    assert (await an.post("/safety/start", data={"reason": "好了"})).status_code == 303
    assert "助手正在运行" in (await an.get("/safety")).text


async def test_lists_go_over_a_draft_and_a_second_person_into_force_and_back(people):
    an, bo = await people("安"), await people("博")
    wrong = await an.post("/safety/policy", data=LISTS | {"departments": "占星科 = x"})
    assert (wrong.status_code, "占星科" in wrong.text) == (409, True)
    assert (await an.post("/safety/policy", data=LISTS)).status_code == 303
    (draft,) = set(re.findall(r"/safety/policy/(v_\w+)", (await an.get("/safety/policy")).text))
    where = f"/safety/policy/{draft}"
    own = (await an.get(where)).text
    assert "<ins>name = &quot;康必舒&quot;</ins>" in own
    assert f'action="{where}/approve"' not in own
    other = (await bo.get(where)).text
    digest = re.search(r'name="digest" value="(\w+)"', other).group(1)
    stale = await bo.post(f"{where}/approve", data={"digest": "0" * 16, "reason": "x"})
    assert (stale.status_code, "looked at" in stale.text) == (409, True)
    assert (await bo.post(f"{where}/approve", data={"digest": digest, "reason": "已核对"})).status_code == 303
    page = (await an.get("/safety/policy")).text
    assert "康必舒\n静眠宝 controlled" in page
    assert "神经内科 = 脑病科\n睡眠门诊 = -" in page
    assert (await an.post("/safety/policy/rollback", data={"reason": "有误"})).status_code == 303
    assert "康必舒\n静眠宝" not in (await an.get("/safety/policy")).text


async def test_what_a_draft_would_change_is_shown_before_anybody_decides(people, monkeypatch):
    monkeypatch.setattr("assistant.safety.policies.SAMPLE", 300)
    an = await people("安")
    await an.post("/safety/policy", data=LISTS | {"brands": "安神灵"})
    draft = re.findall(r"/safety/policy/(v_\w+)", (await an.get("/safety/policy")).text)[0]
    shown = (await an.get(f"/safety/policy/{draft}", params={"effect": True})).text
    assert "安神灵和别的能一起用吗" in shown
    assert (await an.post(f"/safety/policy/{draft}/refuse", data={"reason": "不需要"})).status_code == 303


async def test_an_incident_is_reported_rated_filtered_and_shown_as_it_was_written(people):
    an = await people("安")
    assert (await an.post("/safety/incidents", data={"words": SLY, "kind": "wrong"})).status_code == 303
    page = (await an.get("/safety/incidents")).text
    assert SLY not in page
    (where,) = re.findall(r'action="(/safety/incidents/i_\w+)"', page)
    step = {"version": "1", "severity": "severe", "status": "acted", "note": "已撤回"}
    assert (await an.post(where, data=step)).status_code == 303
    again = await an.post(where, data=step)
    assert (again.status_code, "meanwhile" in again.text) == (409, True)
    assert "已撤回" in (await an.get("/safety/incidents", params={"severity": "severe"})).text
    assert "已撤回" not in (await an.get("/safety/incidents", params={"status": "new"})).text


async def test_anybody_signed_in_reports_and_sees_what_became_of_it(people):
    doctor, an = await people("李"), await people("安")
    assert "最近一次" not in (await doctor.get("/report")).text
    body = {"words": "引文与原文不符", "kind": "wrong", "last": "true"}
    assert "已收到，编号" in (await doctor.post("/report", data=body)).text
    listed = (await an.get("/safety/incidents", params={"status": "new"})).text
    (where,) = re.findall(r'action="(/safety/incidents/i_\w+)"', listed)
    step = {"version": "1", "severity": "minor", "status": "closed", "note": "已更正引文"}
    assert (await an.post(where, data=step)).status_code == 303
    assert "已更正引文" in (await doctor.get("/report")).text
    assert (await doctor.post("/report", data={"words": " "})).status_code == 409
    alarm = (await doctor.post("/report", data={"words": "病人胸口压榨样疼痛，出冷汗半小时了"})).text
    assert "120" in re.search(r'yz-emergency" role="alert">(.*?)</section>', alarm).group(1)


async def test_the_suite_is_run_and_told(people, monkeypatch):
    monkeypatch.setattr("assistant.safety.preview._SETS", ("role", "out"))
    from assistant.safety import preview

    preview._cases.cache_clear()
    told = (await (await people("安")).post("/safety/suite", data={"whole": "true"})).text
    preview._cases.cache_clear()
    assert re.search(r"303 条案例|\d+ 条案例，\d+ 条判断不符", told)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        pytest.param(lists.brands_from, "x", id="a-short-name"),
        pytest.param(lists.hotlines_from, "120 | 急救 | emergency | CN", id="too-few-parts"),
        pytest.param(lists.hotlines_from, "120 | 急救 | emergency | CN | | soon", id="no-day"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(read, text):
    with pytest.raises(Exception, match=re.escape(repr(text[:40]))):
        read(text)


def test_marks_do_not_nest_and_lose_no_character():
    class Fired:
        def __init__(self, start, end):
            self.start, self.end = start, end

    text = "甲<乙>丙丁戊"
    shown = marked_html(text, [Fired(0, 3), Fired(2, 5), Fired(0, len(text)), Fired(4, 4)])
    assert re.sub(r"</?mark>", "", shown) == "甲&lt;乙&gt;丙丁戊"
    assert shown.startswith("<mark>甲&lt;乙&gt;丙</mark>")
    assert shown.count("<mark>") == 1
