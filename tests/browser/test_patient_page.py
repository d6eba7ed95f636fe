"""The patient's page in a real browser: one hand, a keyboard, a screen reader, and nobody looking over."""

import pytest

from assistant.gate import RuleGate
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.patients import patient_app, patient_house

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
REPORT = "钾 6.6 mmol/L 3.5-5.3\n血红蛋白 98 g/L 115-150\n肌酐 1.6\n甲胎蛋白 8.2 ng/mL 0-7"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with (
        patient_house(tmp_path_factory.mktemp("house"), RuleGate()) as house,
        served(patient_app(house)) as url,
    ):
        yield url


@pytest.fixture
def visit(browser, address):
    """Open the page, as a patient if `name` is given; the browser's own complaints are kept."""
    contexts = []

    def opened(name=None, *, width=390, height=844, locale="zh-CN"):
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
        contexts.append(context)
        if name is not None:
            body = {"name": name, "password": PASSWORD, "consents": ["chat", "hand_over"]}
            made = context.request.post(f"{address}/v1/patients", data=body, headers={"Origin": address})
            assert made.status == 201
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.on("console", lambda one: page.complaints.append(one.text) if one.type == "error" else None)
        page.goto(f"{address}/patient")
        page.wait_for_selector(".yp-start")
        return page

    yield opened
    for context in contexts:
        context.close()


def say(page, text):
    page.fill("#yp-box", text)
    page.click(".yp-send")
    settled(page)


def settled(page):
    page.wait_for_selector("#yp-form:not(.yp-busy)")
    page.wait_for_selector("#yp-progress", state="hidden")


def findings(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return {
        (one["id"], node["html"][:90]) for one in found if one["impact"] in GRAVE for node in one["nodes"]
    }


def in_sight(page, selector):
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_an_alarm_fills_the_phone_of_somebody_without_an_account(visit):
    page = visit()
    say(page, "我爸65岁，突然胸口压着疼，出冷汗")
    assert page.get_attribute(".yp-alarm .yp-call-first", "href") == "tel:120"
    page.wait_for_timeout(600)
    assert in_sight(page, ".yp-alarm .yp-call-first")
    assert in_sight(page, ".yp-alarm-title")
    assert page.is_visible("#yp-strip")
    assert "没有通知任何人" in page.inner_text(".yp-untold")
    assert not page.is_visible("#yp-gate")
    assert page.evaluate("document.activeElement.classList.contains('yp-alarm')")
    assert findings(page) == set()
    assert page.complaints == []


def test_registering_keeps_what_was_written_and_goes_on(visit):
    page = visit()
    say(page, "流鼻涕打喷嚏两天了")
    page.wait_for_selector("#yp-gate[open]")
    assert findings(page) == set()
    page.fill("#yp-register-name", "zhou")
    page.fill("#yp-register-password", PASSWORD)
    page.click("#yp-register .yp-go")
    assert "第一项必须同意" in page.inner_text("#yp-register .yp-fault")
    page.check("#yp-register-chat")
    page.check("#yp-register-hand_over")
    page.click("#yp-register .yp-go")
    page.wait_for_selector(".yp-question")
    assert page.locator(".yp-me").count() == 1
    assert page.locator(".yp-question").count() == 1
    page.wait_for_timeout(600)
    assert in_sight(page, ".yp-replies")


def test_an_interview_ends_in_a_direction_a_person_and_a_ticket(visit):
    page = visit("wu")
    say(page, "我30岁，男，流清鼻涕打喷嚏两天了")
    for _ in range(9):
        if page.locator(".yp-direction").count():
            break
        assert page.locator(".yp-replies button:not([disabled])").count() >= 1
        say(page, "没有")
    assert "耳鼻喉科" in page.inner_text(".yp-direction .yp-first")
    assert findings(page) == set()
    page.click(".yp-dock .yp-person")
    page.wait_for_selector(".yp-ticket .yp-number")
    number = page.inner_text(".yp-ticket .yp-number")
    page.reload()
    page.wait_for_selector(".yp-direction")
    page.click(".yp-top [data-sheet=menu]")
    page.click("#yp-menu [data-sheet=tickets]")
    page.wait_for_selector(f"#yp-ticket-list :text('{number}')")
    assert findings(page) == set()
    page.click("#yp-ticket-list [data-do=withdraw]")
    page.wait_for_selector("#yp-ticket-list .yp-state-cancelled")
    assert page.locator("#yp-ticket-list [data-do=withdraw]").count() == 0
    assert findings(page) == set()
    assert page.complaints == []


def test_a_report_is_a_table_with_the_critical_value_first(visit):
    page = visit("zheng")
    page.click("[data-mode=report]")
    say(page, REPORT)
    assert "危急" in page.inner_text(".yp-report h3")
    assert page.locator(".yp-flag-unknown").count() == 2
    assert findings(page) == set()


def test_a_language_switch_keeps_the_conversation(visit):
    page = visit("wang")
    say(page, "流鼻涕打喷嚏两天了")
    page.click(".yp-top [data-sheet=menu]")
    page.click("[data-do=speak][data-script=zh-Hant]")
    page.click("#yp-menu [data-do=close]")
    assert "轉人工" in page.inner_text(".yp-person")
    assert "有沒有發燒" in page.inner_text(".yp-question")
    page.click(".yp-top [data-sheet=menu]")
    page.click("[data-do=speak][data-script=en]")
    page.click("#yp-menu [data-do=size]")
    assert findings(page) == set()
    page.click("#yp-menu [data-do=close]")
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute(".yp-send", "aria-label") == "Send"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert findings(page) == set()


def test_large_type_is_one_tap_away_and_goes_along_to_the_health_file(visit):
    page = visit("lao", locale="zh-TW")
    page.click(".yp-size-here")
    assert page.get_attribute("html", "data-size") == "large"
    assert not page.locator(".yp-size-here").is_visible()
    page.click(".yp-top [data-sheet=menu]")
    page.click("#yp-menu a[href^='/patient/health']")
    page.wait_for_selector("#yh-main")
    shown = [page.get_attribute("html", name) for name in ("data-size", "data-script")]
    assert shown == ["large", "zh-Hant"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert findings(page) == set()


def test_a_fault_stands_beside_its_field_which_is_ready_to_be_written_in(visit):
    page = visit()
    page.click(".yp-top [data-sheet=menu]")
    page.click("#yp-menu [data-do=gate]")
    page.fill("#yp-register-name", "奶奶")
    page.fill("#yp-register-password", "123456")
    page.click("#yp-register .yp-go")
    assert page.evaluate("document.activeElement.id") == "yp-register-password"
    assert "12" in page.inner_text(".yp-secret + .yp-fault")
    assert findings(page) == set()
    page.fill("#yp-register-password", "four green apples fell")
    page.click("#yp-register .yp-go")
    assert page.evaluate("document.activeElement.name") == "consents"
    assert page.get_attribute("#yp-register-password", "aria-invalid") is None


def test_somebody_who_writes_english_is_answered_in_english(visit):
    page = visit("smith", locale="en-GB")
    assert "Hello" in page.inner_text(".yp-hello")
    say(page, "my baby is 2 months old and has a fever of 38.6")
    assert "emergency department" in page.inner_text(".yp-alarm-title")
    assert "Paediatrics" in page.inner_text(".yp-alarm")


def test_leaving_in_a_hurry_leaves_nothing(visit):
    page = visit("feng")
    say(page, "老公打我，我躲在厕所里")
    assert page.get_attribute(".yp-alarm .yp-call-first", "href") == "tel:110"
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/ui/patient/away")
    assert "医" not in page.inner_text("body")
    page.goto(page.url.replace("/ui/patient/away", "/patient"))
    page.wait_for_selector(".yp-start")
    assert page.locator(".yp-me").count() == 0
    assert page.request.get(page.url.replace("/patient", "/v1/session")).status == 401


def test_everything_is_reached_by_keyboard_and_large_enough_for_a_thumb(visit):
    page = visit("chen")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "yp-skip"
    page.keyboard.press("Enter")
    page.keyboard.type("肚子胀两天了")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yp-question")
    page.focus(".yp-replies button:last-child")
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator(".yp-me").count() == 2
    for selector in (
        ".yp-tools button",
        ".yp-quick > *",
        ".yp-replies button",
        ".yp-send",
        ".yp-camera",
        ".yp-start",
    ):
        for box in (one.bounding_box() for one in page.locator(selector).all()):
            assert box["height"] >= 44, selector
            assert box["width"] >= 44, selector


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1280, 900)])
def test_the_first_screen_fits(visit, width, height):
    page = visit(width=width, height=height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert in_sight(page, ".yp-person")
    assert in_sight(page, ".yp-120")
    assert findings(page) == set()


def test_the_check_sees_a_button_without_a_name(visit):
    page = visit()
    page.evaluate("document.querySelector('#yp-log').append(document.createElement('button'))")
    assert {rule for rule, _ in findings(page)} == {"button-name"}
