"""The records page in a real browser: sources light, edits save, a signature closes, the label goes along."""

import pytest

from assistant.exchange import Role
from serving.app import create_app
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house

pytestmark = pytest.mark.browser
TALK = """医生：哪里不舒服？
患者：胸口闷，有半个月了。
医生：以前有什么病？
患者：高血压十年。
医生：抽烟喝酒吗？
患者：都不沾。
医生：血压150/94，双肺清，心律齐。考虑心绞痛，查心电图。"""
UNSIGNED = "本内容由人工智能生成,仅供医务人员参考,未经医师审核"


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    with scripted_house(tmp_path_factory.mktemp("records")) as house:
        for name, role in (("李明医师", Role.DOCTOR), ("周录入", Role.CLERK)):
            house.accounts.create_account(name, PASSWORD, role=role, department="心内科")
        with served(create_app(house)) as url:
            yield url


@pytest.fixture
def enter(browser, records):
    contexts = []

    def entered(name="李明医师", width=1440, height=900):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=records)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.outside = [], []
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.on("request", lambda one: page.outside.append(one.url) if records not in one.url else None)
        page.goto(f"{records}/records")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("button")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto(f"{records}/records#/new")
        page.wait_for_selector("form.fresh")
        return page

    yield entered
    for context in contexts:
        context.close()


def drafted(page, pid="ZY-1"):
    page.fill("[name=pid]", pid)
    page.fill("[name=name]", "陈测试")
    page.fill("[name=talk]", TALK)
    page.select_option("[name=template]", "门诊初诊")
    page.click("[type=submit]")
    page.wait_for_selector(".sheet .s")


def lit(page, where):
    return page.locator(f"{where} .lit").all_inner_texts()


def test_a_sentence_lights_its_words_and_the_words_their_sentence(enter):
    page = enter()
    drafted(page)
    page.hover('.text[data-section="既往史"] .s')
    assert lit(page, ".talk") == ["高血压十年"]
    page.hover(".talk mark >> text=抽烟")
    assert "否认抽烟" in lit(page, ".sheet")[0]
    assert page.complaints == []
    assert [one for one in page.outside if not one.startswith(("data:", "blob:"))] == []


def test_who_is_who_is_asked_where_names_do_not_say_it(enter):
    page = enter()
    page.fill("[name=pid]", "ZY-5")
    said = ("说话人1：孩子发烧两天了。", "说话人2：几岁？有没有咳嗽？", "说话人1：三岁，没有咳嗽。")
    page.fill("[name=talk]", "\n".join(said))
    page.select_option("[name=template]", "门诊初诊")
    page.click("[type=submit]")
    guessed = page.locator("[role=group] select")
    guessed.first.wait_for()
    assert [one.input_value() for one in guessed.all()] == ["patient", "doctor"]
    assert page.locator(".sheet").count() == 0
    guessed.first.select_option("family")
    assert page.input_value("[name=talk]").startswith("家属：孩子发烧两天了。\n医生：几岁？")
    page.click("[type=submit]")
    page.wait_for_selector(".sheet .s")
    assert page.locator(".turn.family").count() == 2
    assert page.complaints == []


def test_an_edit_saves_itself_shows_its_author_and_can_be_undone(enter):
    page = enter()
    drafted(page)
    page.click('.text[data-section="诊断"]')
    page.keyboard.press("End")
    page.keyboard.type("待排除主动脉夹层。")
    page.wait_for_selector("#saved.saved >> text=第2版")
    page.click(".sheet h1")
    page.wait_for_selector('.text[data-section="诊断"] .unlinked')
    page.reload()
    page.wait_for_selector('.text[data-section="诊断"] .unlinked >> text=主动脉夹层')
    page.click("text=↶")
    page.wait_for_selector("#saved >> text=第3版")
    assert "夹层" not in page.inner_text('.text[data-section="诊断"]')


def test_signing_takes_the_patients_number_and_every_section(enter):
    page = enter()
    drafted(page, pid="ZY-7")
    page.click(".acts .primary")
    sign = page.locator("dialog .primary")
    page.fill("dialog input:not([type=checkbox])", "ZY-8")
    assert sign.is_disabled()
    page.keyboard.press("Escape")
    while page.locator(".check:not(.seen)").count():
        waiting = page.locator(".check:not(.seen)").count()
        page.locator(".check:not(.seen)").first.click()
        page.wait_for_function("n => document.querySelectorAll('.check:not(.seen)').length < n", arg=waiting)
    page.click(".acts .primary")
    page.fill("dialog input:not([type=checkbox])", "ZY-7")
    sign.click()
    page.wait_for_selector(".pill.signed")
    assert page.inner_text(".sheet .ai") == "AI 辅助起草，李明医师审核签名"
    assert page.locator("[contenteditable=plaintext-only]").count() == 0
    assert page.complaints == []


def test_line_by_line_accepts_and_removes_by_keyboard(enter):
    page = enter()
    drafted(page)
    page.click("text=逐句核对")
    page.wait_for_selector(".walk")
    first = page.inner_text(".s.lit")
    page.keyboard.press("Delete")
    page.wait_for_function(
        "text => !document.querySelector('.sheet').innerText.includes(text + '\\n')", arg=first
    )
    page.wait_for_selector("#saved >> text=第2版")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator(".walk").count() == 0


def test_copied_words_carry_the_label(enter):
    page = enter()
    drafted(page)
    page.locator('.text[data-section="主诉"] .s').select_text()
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()").endswith(UNSIGNED)
    page.click(".menu summary")
    page.click("text=复制全文")
    page.wait_for_selector("#toasts p")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(UNSIGNED)
    assert '"AIGC"' in copied


def test_a_clerk_signs_nothing_and_two_people_are_told_of_each_other(enter):
    clerk = enter("周录入")
    drafted(clerk)
    assert clerk.locator(".acts .primary").count() == 0
    doctor = enter()
    doctor.goto(clerk.url)
    doctor.reload()
    doctor.wait_for_selector(".others >> text=周录入")


def test_a_click_right_after_typing_is_heard_and_another_patient_is_told(enter):
    page = enter()
    page.fill("[name=pid]", "ZY-2")
    page.fill("[name=name]", "陈测试")
    page.fill("[name=sex]", "女")
    page.fill("[name=talk]", "医生：患者男，71岁。\n患者：我叫王小明，咳嗽三天。")
    page.select_option("[name=template]", "门诊初诊")
    page.click("[type=submit]")
    page.wait_for_selector(".sheet .s")
    assert page.locator(".stranger").count() == 2
    page.click('.part:has([data-section="诊断"]) .missing')
    page.keyboard.type("支气管炎。血压90/150。")
    page.wait_for_selector("#saved.saved >> text=第2版")
    page.wait_for_selector(".findings >> text=90/150")
    page.click(".acts .primary")
    page.wait_for_selector("dialog >> text=王小明")
    assert page.complaints == []


@pytest.mark.parametrize("width", [pytest.param(390, id="phone"), pytest.param(1024, id="tablet")])
def test_nothing_runs_over_a_narrow_screen(enter, width):
    page = enter(width=width, height=844)
    drafted(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
