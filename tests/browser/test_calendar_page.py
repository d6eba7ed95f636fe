"""A clerk at the calendar in a real browser: offered, closed, moved, told, printed; axe and keyboard."""

from datetime import timedelta

import pytest

from assistant.exchange import Role
from serving.app import create_app
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house
from tests.fakes.visits import complaints_of_axe, visits

pytestmark = pytest.mark.browser
WARD = "骨科"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with scripted_house(tmp_path_factory.mktemp("calendar")) as house:
        for name, role in (("wen", Role.CLERK), ("li", Role.DOCTOR), ("赵阿姨", Role.PATIENT)):
            house.accounts.create_account(name, PASSWORD, role=role)
        house.accounts.create_account("<b>钱</b>", PASSWORD, role=Role.PATIENT)
        yield house


@pytest.fixture(scope="module")
def address(house):
    with served(create_app(house)) as url:
        yield url


@pytest.fixture
def sign_in(browser, address):
    with visits(browser, address, "wen") as signed:
        yield signed


@pytest.fixture(scope="module")
def day(house):
    return (house.booking.now().astimezone() + timedelta(days=2)).date().isoformat()


def person(house, name):
    return next(one.account_id for one in house.accounts.accounts() if one.name == name)


def fine(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints_of_axe(page) == []
    assert (page.outside, page.complaints) == ([], [])


def booked(house, day, *names):
    found = house.booking.calendar.open_slots(WARD, after=house.booking.now(), until=None, limit=9)
    return [
        house.booking.book(person(house, name), slot.slot_id, key=f"wish-{day}-{number}")
        for number, (name, slot) in enumerate(zip(names, found, strict=False))
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_session_is_offered_closed_and_its_people_are_moved_and_told(sign_in, house, day, width, tmp_path):
    page = sign_in(width=width)
    page.goto(f"/calendar?day={day}&department={WARD}")
    page.fill("form[action$='/session'] [name=end]", "09:00")
    page.fill("form[action$='/session'] [name=minutes]", "20")
    page.click("form[action$='/session'] button")
    page.wait_for_selector("text=已放号")
    assert page.locator(".yz-slots > li").count() == 3
    first, _ = booked(house, f"{day}-{width}", "赵阿姨", "<b>钱</b>")
    page.reload()
    assert first.number in page.inner_text("main")
    assert "<b>钱</b>" in page.inner_text("main")
    fine(page)
    page.screenshot(path=tmp_path / f"day-{width}.png", full_page=True)
    page.click("form[action$='/close']:has([name=part]) button")
    page.wait_for_selector("text=确认停诊")
    assert "赵阿姨" in page.inner_text("main")
    fine(page)
    page.click("form:has([name=sure]) button")
    page.wait_for_url("**/calendar/untold*")
    assert page.locator(".yz-slots > li").count() == 2
    fine(page)
    page.screenshot(path=tmp_path / f"untold-{width}.png", full_page=True)
    page.click(".yz-slots > li:has-text('钱') button:has-text('已通知')")
    page.wait_for_selector("text=已记下")
    page.goto(f"/calendar?day={day}&department={WARD}")
    page.click(".yz-adjust summary >> nth=2")
    page.fill(".yz-adjust[open] [name=capacity]", "1")
    page.click(".yz-adjust[open] button")
    page.wait_for_selector("text=已改好")
    page.goto("/calendar/untold")
    page.click("a:has-text('改到别的时间')")
    page.wait_for_selector("[name=slot]")
    fine(page)
    page.screenshot(path=tmp_path / f"move-{width}.png", full_page=True)
    page.check("[name=slot] >> nth=0")
    page.click("form[method=post]:has([name=slot]) button")
    page.wait_for_selector("text=已改到新时间")
    told = house.booking.changes(first.person)
    assert told[0].now is not None
    page.click("text=打印名单")
    page.wait_for_selector(".yz-tick-box")
    fine(page)
    page.emulate_media(media="print")
    page.screenshot(path=tmp_path / f"print-{width}.png", full_page=True)
    house.booking.seen(first.booking_id, first.person)
    house.booking.cancel(told[0].now.booking_id, person=first.person, by=first.person)


def test_by_keyboard_a_wrong_session_is_told_and_an_outsider_stays_out(sign_in, day):
    page = sign_in()
    page.goto(f"/calendar?day={day}&department={WARD}")
    page.focus("form[action$='/session'] [name=minutes]")
    page.keyboard.press("Control+A")
    page.keyboard.type("25")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert "not cut evenly" in page.inner_text("[role=alert]")
    fine(page)
    page.goto("/calendar")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "yz-skip"
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert {"yz-day", "yz-department", "yz-department-new", "yz-weeks-new", "yz-csv"} <= reached
    assert sign_in("li").goto("/calendar").status == 403
