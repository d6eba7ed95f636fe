"""Records decided step by step, and forms of the hospital's own, in a real browser; checked by axe."""

import pytest

from assistant.exchange import Role
from serving.app import create_app
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house
from tests.fakes.visits import complaints_of_axe, visits

pytestmark = pytest.mark.browser
OPERATION = """医生：患者女，45岁。手术日期是今天上午九点。术前诊断急性阑尾炎，术中诊断急性阑尾炎。
医生：做的是腹腔镜阑尾切除术。术者张医师，助手李医师。全麻。
医生：术中见阑尾充血肿胀，切断系膜，切除阑尾。出血量5毫升，没放引流。"""


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    with scripted_house(tmp_path_factory.mktemp("steps")) as house:
        for name, role in (("张明医师", Role.DOCTOR), ("管理员", Role.ADMIN)):
            house.accounts.create_account(name, PASSWORD, role=role, department=None)
        with served(create_app(house)) as address:
            yield address


@pytest.fixture
def sign_in(browser, ward):
    with visits(browser, ward, "张明医师") as signed:
        yield signed


def quiet(page):
    assert (page.outside, page.complaints) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def drafted(page):
    page.goto("/records#/new")
    page.wait_for_selector("form.fresh")
    page.fill("[name=pid]", "ZY-3")
    page.fill("[name=talk]", OPERATION)
    page.select_option("[name=template]", "手术记录")
    page.click("[type=submit]")
    page.wait_for_selector(".sheet .s")


def at_step(page, number):
    page.wait_for_function(
        "n => document.querySelector('.stepping b')?.innerText.startsWith(n + ' /')", arg=str(number)
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_each_step_is_accepted_edited_or_rejected_before_the_signature(sign_in, width):
    page = sign_in(width=width)
    drafted(page)
    page.click(".acts >> text=逐步审核")
    at_step(page, 1)
    assert complaints_of_axe(page) == []
    page.keyboard.press("a")
    at_step(page, 2)
    page.keyboard.press("e")
    page.fill(".stepping textarea", "11月20日9:00。")
    page.click(".stepping .primary")
    at_step(page, 3)
    page.click(".stepping .danger")
    at_step(page, 4)
    page.keyboard.press("Escape")
    page.click(".acts .primary")
    page.fill("dialog input:not([type=checkbox])", "ZY-3")
    assert page.locator("dialog .primary").is_disabled()
    assert "术中诊断" in page.inner_text("dialog .bad >> nth=1")
    page.keyboard.press("Escape")
    page.click('.check.step[data-step="术前诊断"]')
    page.fill(".stepping textarea", "急性阑尾炎。")
    page.click(".stepping .primary")
    for number in range(4, 10):
        at_step(page, number)
        page.keyboard.press("a")
    page.wait_for_selector("text=每一步都已审核")
    page.click(".acts .primary")
    page.fill("dialog input:not([type=checkbox])", "ZY-3")
    page.click("dialog .primary")
    page.wait_for_selector(".pill.signed")
    assert complaints_of_axe(page) == []
    quiet(page)


def test_undo_goes_back_further_each_time(sign_in):
    page = sign_in()
    drafted(page)
    page.click(".acts >> text=逐步审核")
    for number in (1, 2):
        at_step(page, number)
        page.click(".stepping .danger")
    at_step(page, 3)
    page.keyboard.press("Escape")
    page.click("text=↶")
    page.wait_for_selector('.text[data-section="手术日期"] .s')
    assert not page.locator('.text[data-section="一般项目"] .s').count()
    page.click("text=↶")
    page.wait_for_selector('.text[data-section="一般项目"] .s')
    assert not page.locator("text=↶").count()


def test_an_administrator_changes_a_form_sees_it_filled_and_signs_it(sign_in):
    page = sign_in("管理员")
    page.goto("/records")
    page.wait_for_selector(".row.form")
    assert complaints_of_axe(page) == []
    page.click(".row.form >> text=病理报告")
    page.wait_for_selector(".preview .text >> text=胃窦")
    words = page.locator(".code").input_value()
    page.fill(".code", words.replace('takes = ["exam"]', 'takes = ["exams"]'))
    page.wait_for_selector(".faults >> text=第 14 行")
    assert page.locator(".head .primary").is_disabled()
    assert complaints_of_axe(page) == []
    page.fill(".code", words.replace("备注", "备注与建议"))
    page.wait_for_selector(".preview h2 >> text=备注与建议")
    page.click(".head .primary")
    page.fill("dialog input", "本院格式")
    page.click("dialog .primary")
    page.wait_for_selector("details.versions >> text=修改记录 · 1")
    page.goto("/records#/forms")
    page.wait_for_selector(".pill.signed >> text=已签名 · 第1版")
    quiet(page)


def test_forms_fit_a_phone(sign_in):
    page = sign_in(width=390)
    for place in ("forms", "forms/手术记录", "forms/+"):
        page.goto(f"/records#/{place}")
        page.wait_for_selector(".preview .part" if "/" in place else ".row.form")
        assert complaints_of_axe(page) == []
        quiet(page)
