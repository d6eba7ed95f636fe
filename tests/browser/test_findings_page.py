"""Outside findings and the on-call calendar in a real browser: reviewed, called, counted; checked by axe."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.exchange import Role
from assistant.findings.finding import Finding, Stage, Subject
from assistant.findings.store import Posting
from serving.app import create_app
from tests.browser.conftest import served
from tests.browser.test_safety_page import complaints_of_axe, quiet
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house
from tests.fakes.visits import visits
from tests.unit.findings.conftest import PANDA

pytestmark = pytest.mark.browser
SLY = "<script>alert(1)</script>"


def found(number, text):
    return Finding(
        source="panda",
        external_id=number,
        subject=Subject(reference=number, name=f"周平{number}", phone="13900000000"),
        examined_on=datetime.now(tz=UTC).date(),
        stages=(Stage(name="分割", text="胰腺轮廓完整"), Stage(name="结论", text=text, score=0.91)),
        system="PANDA",
        version="2",
    )


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    """A served house in which one source has flagged two scans."""
    with scripted_house(tmp_path_factory.mktemp("findings")) as house:
        people = {
            name: house.accounts.asker_for(
                house.accounts.create_account(name, PASSWORD, role=role, department=department)
            )
            for name, role, department in (
                ("li", Role.DOCTOR, "胰腺外科"),
                ("wen", Role.CLERK, "胰腺外科"),
                ("gong", Role.ADMIN, None),
                ("sun", Role.SAFETY_OFFICER, None),
            )
        }
        room = house.findings
        room.put_source(PANDA, people["gong"])
        for number, text in (("E1", "胰体部可疑占位，直径 18 mm"), ("E2", SLY)):
            room.take(found(number, text), PANDA, Posting(key=number, sha256="0"))
        month = f"{datetime.now(tz=UTC).astimezone():%Y-%m}"
        room.note_examined(PANDA, month, 150, by="key_panda")
        with served(create_app(house)) as address:
            yield address, room


@pytest.fixture
def sign_in(browser, ward):
    with visits(browser, ward[0], "li") as signed:
        yield signed


@pytest.fixture
def ward_room(ward):
    """The room behind the pages, and a way to post one more finding."""
    room = ward[1]
    return room, lambda number, text: room.take(found(number, text), PANDA, Posting(key=number, sha256="0"))


def fine(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints_of_axe(page) == []
    quiet(page)


def test_a_doctor_reviews_a_clerk_calls_and_the_funnel_says_so(sign_in, tmp_path):
    li = sign_in()
    li.goto("/findings")
    assert "不得告知患者" in li.inner_text("main")
    assert SLY in li.inner_text("main")
    fine(li)
    li.click("tbody a >> nth=0")
    li.click('form[action$="/take"] button')
    li.wait_for_selector("#yz-verdict-1")
    li.select_option("#yz-verdict-1", "accepted")
    li.click('form[action$="/review"] button')
    li.wait_for_selector("[role=alert]")
    for number in (1, 2):
        li.select_option(f"#yz-verdict-{number}", "accepted")
    li.select_option("#yz-recall", "yes")
    fine(li)
    li.screenshot(path=tmp_path / "review.png", full_page=True)
    li.click('form[action$="/review"] button')
    li.wait_for_selector("text=待联系")
    fine(li)

    wen = sign_in("wen", width=390, locale="zh-CN")
    wen.goto("/findings")
    assert "占位" not in wen.inner_text("main")
    fine(wen)
    wen.click("tbody a >> nth=0")
    assert "占位" not in wen.inner_text("main")
    assert "腹部 CT 检查" in wen.inner_text("main")
    wen.select_option("#yz-step-call", "reached")
    wen.fill("#yz-day-call", (datetime.now(tz=UTC) + timedelta(days=3)).date().isoformat())
    wen.screenshot(path=tmp_path / "call.png", full_page=True)
    wen.click('form[action$="/contact"] button')
    wen.wait_for_selector("text=已约复诊")
    fine(wen)

    sun = sign_in("sun")
    sun.goto("/findings/funnel")
    sun.click("[data-yz=language]")
    assert "over budget" in sun.inner_text("main")
    fine(sun)
    sun.screenshot(path=tmp_path / "funnel.png", full_page=True)


def test_who_plans_enters_the_calendar_and_sees_its_gaps(sign_in, tmp_path):
    gong = sign_in("gong")
    gong.goto("/findings/funnel")
    fine(gong)
    gong.goto("/rota")
    fine(gong)
    gong.fill("#yz-unit-watch", "胰腺外科")
    gong.click('form[action="/rota/watch"] button')
    gong.wait_for_selector("text=无人值班")
    today = datetime.now(tz=UTC).date()
    gong.fill("#yz-table", f"科室,开始,结束,医生\n胰腺外科,{today},{today + timedelta(days=2)},li")
    gong.click('form[action="/rota/table"] button')
    gong.wait_for_selector("td >> text=li")
    fine(gong)
    gong.screenshot(path=tmp_path / "rota.png", full_page=True)
    gong.fill("#yz-table", "科室,开始,结束,医生\n胰腺外科,2026-01-01,2026-01-02,nobody")
    gong.click('form[action="/rota/table"] button')
    gong.wait_for_selector("[role=alert]")
    assert "line 2" in gong.inner_text("[role=alert]")
    li = sign_in(width=390)
    li.goto("/rota")
    fine(li)


def test_days_off_are_entered_and_the_service_levels_say_what_waits(sign_in, tmp_path):
    gong = sign_in("gong", width=390)
    gong.goto("/rota")
    assert "所有时限按钟点计算" in gong.inner_text("main")
    gong.fill("#yz-days", "日期,类型,至,名称\n2099-10-01,放假,2099-10-03,国庆节\n2099-10-10,上班,,调休\n")
    gong.click('form[action="/rota/days/table"] button')
    gong.wait_for_selector("text=2099-10-10")
    assert "（按工作日）" in gong.inner_text("main")
    fine(gong)
    gong.screenshot(path=tmp_path / "days.png", full_page=True)
    gong.fill("#yz-day-day", "2099-10-10")
    gong.click('form[action="/rota/days"] button')
    gong.wait_for_selector("[role=alert]")
    assert "stands as a working day" in gong.inner_text("[role=alert]")
    fine(gong)


def test_the_officers_daily_review_is_a_page_like_the_others(sign_in, tmp_path):
    sun = sign_in("sun")
    sun.goto("/safety/daily")
    assert "每日复核" in sun.inner_text("main")
    fine(sun)
    sun.screenshot(path=tmp_path / "daily.png", full_page=True)


def test_a_finding_taken_back_says_so_and_a_doctor_decides(sign_in, ward_room, tmp_path):
    room, posted = ward_room
    posted("E3", "胰尾部可疑占位")
    li = sign_in()
    li.goto("/findings")
    case = next(one for one in room.everything() if one.finding.external_id == "E3")
    li.goto(f"/findings/{case.ticket}")
    li.click('form[action$="/take"] button')
    for number in (1, 2):
        li.select_option(f"#yz-verdict-{number}", "accepted")
    li.select_option("#yz-recall", "yes")
    li.click('form[action$="/review"] button')
    li.wait_for_selector("text=待联系")
    li.select_option("#yz-step-call", "reached")
    li.fill("#yz-day-call", (datetime.now(tz=UTC) + timedelta(days=3)).date().isoformat())
    li.click('form[action$="/contact"] button')
    li.wait_for_selector("text=已约复诊")
    room.take_back("E3", "图像配错了人", PANDA, Posting(key="back", sha256="1"))
    li.goto(f"/findings/{case.ticket}")
    assert "图像配错了人" in li.inner_text("main")
    li.click('form[action$="/take"] button')
    li.wait_for_selector("#yz-step-decide")
    fine(li)
    li.screenshot(path=tmp_path / "taken_back.png", full_page=True)
    li.select_option("#yz-step-decide", "call_off")
    li.fill("#yz-note-decide", "误报")
    li.click('form[action$="/contact"] >> nth=-1 >> button')
    li.wait_for_selector("text=需告知不必再来")
    fine(li)
