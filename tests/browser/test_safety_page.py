"""The safety officer's pages in a real browser: stopped and started, a draft by two, checked by axe."""

from dataclasses import replace

import pytest

from assistant.exchange import Role
from serving.app import create_app
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house
from tests.fakes.visits import complaints_of_axe, visits
from tests.unit.safety.conftest import office_on

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    """A served house with two officers, a doctor and a patient's report."""
    home = tmp_path_factory.mktemp("safety")
    with scripted_house(home) as held:
        office = office_on(home, held.records._database, held.records._keys)
        house = replace(held, gate=office.gate, safety=office.rooms)
        for name, role in (("an", Role.SAFETY_OFFICER), ("bo", Role.SAFETY_OFFICER), ("li", Role.DOCTOR)):
            house.accounts.create_account(name, PASSWORD, role=role)
        patient = house.accounts.create_account("zhao", PASSWORD, role=Role.PATIENT)
        asker = house.accounts.asker_for(patient)
        house.safety.incidents.report(asker, "wrong", "回答里的数字和门诊说的不一样，请核实。")
        with served(create_app(house)) as address:
            yield address


@pytest.fixture
def sign_in(browser, ward):
    with visits(browser, ward, "an") as signed:
        yield signed


def quiet(page):
    assert (page.outside, page.complaints) == ([], [])


def test_an_officer_comes_in_stops_the_assistant_and_starts_it_again(sign_in, tmp_path):
    page = sign_in()
    page.goto("/")
    assert page.url.endswith("/safety")
    assert "助手正在运行" in page.inner_text("main")
    assert complaints_of_axe(page) == []
    page.fill('form[action="/safety/stop"] input[name=reason]', "演练")
    page.click('form[action="/safety/stop"] button')
    page.wait_for_selector("text=助手已停用")
    assert complaints_of_axe(page) == []
    page.screenshot(path=tmp_path / "stopped.png", full_page=True)
    page.fill('form[action="/safety/start"] input[name=reason]', "演练结束")
    page.click('form[action="/safety/start"] button')
    page.wait_for_selector("text=助手正在运行")
    quiet(page)


@pytest.mark.parametrize(("width", "locale"), [(1280, "zh-CN"), (390, "en-US")])
def test_a_sentence_is_tried_at_any_size(sign_in, tmp_path, width, locale):
    page = sign_in(width=width, locale=locale)
    page.goto("/safety")
    page.fill("#yz-text", "我胸口压榨样疼痛半小时了，布洛芬我一次吃几片")
    page.select_option("#yz-role", "patient")
    page.click('form[action="/safety/try"] button')
    page.wait_for_selector("mark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints_of_axe(page) == []
    page.screenshot(path=tmp_path / f"tried-{width}.png", full_page=True)
    quiet(page)


def test_a_change_goes_from_one_browser_over_another_into_force_and_back(sign_in, tmp_path):
    an, bo = sign_in("an"), sign_in("bo")
    an.goto("/safety/policy")
    an.fill("#yz-brands", "康必舒")
    an.fill("#yz-doctor", "总值班：内线 8000")
    an.fill('form[action="/safety/policy"] input[name=reason]', "新进药品")
    an.click('form[action="/safety/policy"] button')
    an.wait_for_selector("text=待批准")
    assert complaints_of_axe(an) == []
    an.screenshot(path=tmp_path / "policy.png", full_page=True)
    bo.goto("/safety/policy")
    bo.click(".yz-safety tbody a")
    bo.click(".yz-go")
    bo.wait_for_selector("text=康必舒和别的能一起用吗", timeout=60_000)
    assert complaints_of_axe(bo) == []
    bo.screenshot(path=tmp_path / "draft.png", full_page=True)
    bo.fill('form[action$="/approve"] input[name=reason]', "已核对")
    bo.click('form[action$="/approve"] button')
    bo.wait_for_selector("text=生效中")
    bo.fill('form[action$="/rollback"] input[name=reason]', "录入有误")
    bo.click('form[action$="/rollback"] button')
    bo.wait_for_selector("text=撤回")
    assert "shipped-1" in bo.inner_text("h2")
    quiet(an)
    quiet(bo)


def test_a_report_is_looked_after(sign_in, tmp_path):
    page = sign_in()
    page.goto("/safety/incidents")
    page.click("summary")
    page.select_option('td select[name="severity"]', "moderate")
    page.select_option('td select[name="status"]', "acted")
    page.fill('td input[name="note"]', "已撤回该段并通知门诊")
    assert complaints_of_axe(page) == []
    page.screenshot(path=tmp_path / "incidents.png", full_page=True)
    page.click("td form button")
    page.wait_for_selector("text=已撤回该段并通知门诊")
    quiet(page)


def test_a_doctor_is_shown_nothing(sign_in):
    page = sign_in("li")
    assert page.goto("/safety").status == 403
