"""The page "check" in a real browser: statements by verdict, both editions side by side, nothing foreign."""

import pytest

pytestmark = pytest.mark.browser
SAID = "甲病每半年复查一次。<script>alert(3)</script>"


def paste(page, text, day=None):
    page.wait_for_selector("#yz-tabs button[role=tab]")
    page.click("#yz-tabs button[role=tab]:nth-child(3)")
    page.fill("#yz-check-text", text)
    if day:
        page.fill("#yz-check-day", day)
    page.click("#yz-check button")


@pytest.mark.parametrize(
    ("width", "height"), [pytest.param(1280, 800, id="desk"), pytest.param(390, 844, id="phone")]
)
def test_each_statement_stands_with_its_verdict_and_both_editions(open_page, width, height, tmp_path):
    page = open_page(width, height)
    paste(page, f"{SAID}\n乙病不用治。", day="2021-05-01")
    page.wait_for_selector("#yz-checked .yz-claim:nth-child(2)")
    first = page.locator("#yz-checked .yz-claim").first
    assert SAID in first.inner_text()
    assert "已过时" in first.inner_text()
    assert "2021-05-01：<b>界值</b>" in first.inner_text()
    assert first.locator(".yz-beside blockquote").count() == 2
    boxes = [one.bounding_box() for one in first.locator(".yz-beside section").all()]
    assert (boxes[0]["y"] == boxes[1]["y"]) is (width > 600)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (page.outside, page.complaints) == ([], [])
    assert page.screenshot(path=tmp_path / "check.png", full_page=True)


def test_language_switch_keeps_the_result(open_page):
    page = open_page()
    paste(page, "甲病每半年复查一次。")
    page.wait_for_selector("#yz-checked .yz-claim")
    page.click("[data-yz=language]")
    assert "outdated" in page.inner_text("#yz-checked .yz-claim .yz-verdict")
    assert page.inner_text("#yz-check button") == "Check"


def test_an_alarm_stands_alone(open_page):
    page = open_page()
    paste(page, "急：胸口压榨样疼痛")
    page.wait_for_selector("#yz-checked .yz-emergency")
    assert page.locator("#yz-checked .yz-claim").count() == 0


def test_an_empty_text_asks_for_one_and_a_lost_session_is_said(open_page):
    page = open_page()
    paste(page, "  ")
    page.wait_for_selector("#yz-checked .yz-fault")
    page.context.clear_cookies()
    paste(page, "甲病每半年复查一次。")
    page.wait_for_selector("#yz-checked .yz-fault >> text=重新登录")


def test_strangers_get_nothing(browser, address):
    context = browser.new_context()
    answer = context.request.post(f"{address}/ui/check", data={"text": "甲病"})
    context.close()
    assert answer.status == 401
