"""The doctors' page in a real browser: evidence at once, then sentences; nothing foreign run or loaded."""

import pytest

from tests.fakes.page import FIRST

pytestmark = pytest.mark.browser
SIZES = [pytest.param(1280, 800, id="desk"), pytest.param(390, 844, id="phone")]


def ask(page, question):
    page.wait_for_selector("#yz-ask")
    page.fill("#yz-question textarea", question)
    page.click("#yz-ask")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_evidence_is_on_screen_while_the_model_drafts(open_page, width, height, tmp_path):
    page = open_page(width, height)
    ask(page, "答：甲病多久复查一次？")
    page.wait_for_selector("#yz-cards[data-since] .yz-card")
    assert float(page.get_attribute("#yz-cards", "data-since")) <= 1000
    assert page.locator("#yz-answer .yz-sentence").count() == 0
    assert "正在起草" in page.inner_text("#yz-progress")
    page.wait_for_selector("#yz-answer .yz-sentence:nth-child(1)")
    assert page.locator("#yz-answer .yz-sentence").count() == 1
    page.wait_for_selector("#yz-answer .yz-foot")
    assert page.locator("#yz-answer .yz-sentence").count() == 2
    assert page.inner_text("#yz-ev-1").removeprefix("1").strip() == FIRST
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (page.outside, page.complaints) == ([], [])
    assert page.screenshot(path=tmp_path / "page.png", full_page=True)


def test_a_number_leads_to_its_quotation_by_keyboard(open_page):
    page = open_page()
    ask(page, "答：甲病")
    page.wait_for_selector("#yz-answer .yz-foot")
    page.focus("#yz-answer .yz-sentence:nth-child(2) .yz-ref")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "yz-ev-2"


def test_what_was_dropped_and_why_unfolds(open_page):
    page = open_page()
    ask(page, "答：甲病")
    page.wait_for_selector("#yz-answer .yz-foot")
    assert not page.is_visible("#yz-answer .yz-why")
    page.click("#yz-answer .yz-dropped summary")
    assert "数字 6 不在所引原文中" in page.inner_text("#yz-answer .yz-why")
    assert page.locator("#yz-answer .yz-kept b").count() == 0


def test_an_emergency_stands_alone_and_first(open_page):
    page = open_page(390, 844)
    ask(page, "急：卡住了")
    page.wait_for_selector("#yz-answer .yz-emergency")
    assert page.get_attribute(".yz-call", "href") == "tel:120"
    assert not page.is_visible("#yz-right")


def test_language_switch_keeps_the_answer(open_page):
    page = open_page()
    ask(page, "缓：甲病")
    page.wait_for_selector("#yz-answer .yz-deferred")
    assert page.is_visible("text=暂不作答")
    page.click("[data-yz=language]")
    assert page.is_visible("text=No answer")
    assert not page.is_visible("text=暂不作答")
    assert page.inner_text("#yz-ask") == "Ask"


def test_the_day_is_sent_along(open_page, answers):
    page = open_page()
    page.wait_for_selector("#yz-as-of")
    page.fill("#yz-as-of", "2019-05-01")
    ask(page, "药：甲病")
    page.wait_for_selector("#yz-answer .yz-blocked")
    assert answers.asked[-1] == ("药：甲病", "zh", "2019-05-01")


def test_an_empty_question_asks_for_one(open_page, answers):
    page = open_page()
    before = len(answers.asked)
    ask(page, "  ")
    page.wait_for_selector("#yz-answer .yz-fault")
    assert len(answers.asked) == before


def test_without_a_session_the_page_leads_to_the_sign_in(open_page):
    page = open_page(signed=False)
    assert page.url.endswith("/sign-in")
    assert page.is_visible("input[type=password]")


def test_a_lost_session_is_said(open_page):
    page = open_page()
    page.wait_for_selector("#yz-ask")
    page.context.clear_cookies()
    ask(page, "答：甲病")
    page.wait_for_selector("#yz-answer .yz-fault")
    assert "重新登录" in page.inner_text("#yz-answer")


def test_gradio_has_nothing_of_anybody(open_page, address):
    page = open_page()
    config = page.request.get(f"{address}/app/config").json()
    assert len(config["dependencies"]) == 5
    assert not any(one["backend_fn"] for one in config["dependencies"])


@pytest.mark.parametrize("path", ["/app/config", "/app/gradio_api/info"])
def test_strangers_get_nothing(browser, address, path):
    context = browser.new_context()
    answer = context.request.get(address + path)
    context.close()
    assert answer.status == 401
