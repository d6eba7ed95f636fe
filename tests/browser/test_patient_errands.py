"""Beside the conversation on a phone: a time is booked, a file sent, a twin chosen, an answer corrected."""

from datetime import timedelta

import pytest

from assistant.booking import Offered
from assistant.exchange import Role
from assistant.gate import RuleGate
from assistant.twin import ScopeCard, Topic
from tests.browser.conftest import served
from tests.browser.test_patient_page import findings, in_sight, say, settled, visit  # noqa: F401 - the fixture
from tests.fakes.doors import PASSWORD
from tests.fakes.patients import patient_app, patient_house
from tests.unit.ui.test_patient_errands import DICOM, report_pdf

pytestmark = pytest.mark.browser
COLD = "我30岁，男，流清鼻涕打喷嚏两天了"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with patient_house(tmp_path_factory.mktemp("house"), RuleGate()) as house:
        starts = house.booking.now() + timedelta(hours=20)
        wanted = [
            Offered(
                department="耳鼻喉科",
                starts_at=starts + timedelta(minutes=20 * place),
                ends_at=starts + timedelta(minutes=20 * (place + 1)),
                capacity=2,
            )
            for place in range(4)
        ]
        house.booking.calendar.offer(wanted, by="clerk", at=house.booking.now())
        yield house


@pytest.fixture(scope="module")
def address(house):
    with served(patient_app(house)) as url:
        yield url


def directed(page):
    say(page, COLD)
    for _ in range(9):
        if page.locator(".yp-direction").count():
            return
        say(page, "没有")


def menu(page, sheet):
    page.click(".yp-top [data-sheet=menu]")
    page.click(f"#yp-menu [data-sheet={sheet}]")
    page.wait_for_selector(f"#yp-{sheet}[open]")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_time_is_booked_seen_again_and_given_back(visit):  # noqa: F811 - the fixture
    page = visit("han")
    directed(page)
    page.click(".yp-book")
    page.wait_for_selector(".yp-times button")
    for box in (one.bounding_box() for one in page.locator(".yp-times button").all()):
        assert box["height"] >= 44
    assert (findings(page), fits(page)) == (set(), True)
    page.click(".yp-times button >> nth=1")
    page.wait_for_selector(".yp-booked")
    assert "耳鼻喉科" in page.inner_text(".yp-booked")
    assert in_sight(page, ".yp-person")
    page.reload()
    page.wait_for_selector(".yp-booked")
    menu(page, "bookings")
    page.wait_for_selector("#yp-booking-list [data-do=unbook]")
    assert findings(page) == set()
    page.click("#yp-booking-list [data-do=unbook]")
    page.wait_for_selector("#yp-booking-list .yp-none")
    assert page.complaints == []


def test_files_are_read_or_refused_and_go_to_the_doctor(visit):  # noqa: F811 - the fixture
    page = visit("yang")
    page.click("[data-mode=report]")
    sent = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": report_pdf()}
    page.set_input_files("#yp-photo", sent)
    page.wait_for_selector(".yp-report")
    settled(page)
    assert "6.8" in page.inner_text(".yp-report")
    image = {"name": "ct.dcm", "mimeType": "application/octet-stream", "buffer": DICOM}
    page.set_input_files("#yp-photo", image)
    page.wait_for_selector(".yp-deferred")
    settled(page)
    assert "DICOM" in page.inner_text(".yp-deferred")
    assert (findings(page), fits(page)) == (set(), True)
    page.click(".yp-dock .yp-person")
    page.wait_for_selector(".yp-ticket:has-text('已一起交给医生的文件') >> nth=-1")
    assert page.complaints == []


def test_a_twin_is_chosen_in_large_traditional_letters(visit, house):  # noqa: F811 - the fixture
    account = house.accounts.create_account("zhouhai", PASSWORD, role=Role.DOCTOR, department="心内科")
    doctor = house.accounts.asker_for(account)
    card = ScopeCard(topics=(Topic("高血压", ("高血压",)),), families=frozenset(), opening="", closing="")
    twin = house.twins.propose(card, doctor, "周海")
    house.twins.sign(twin.twin_id, doctor, version=twin.version)
    page = visit("qin", locale="zh-TW")
    page.click(".yp-top [data-sheet=menu]")
    page.click("#yp-menu [data-do=size]")
    page.click("#yp-menu [data-do=close]")
    page.click("[data-mode=ask]")
    page.wait_for_selector(".yp-twins button")
    assert "數位分身" in page.inner_text(".yp-twins") or "數字分身" in page.inner_text(".yp-twins")
    page.click(f"[data-twin={twin.twin_id}]")
    assert page.get_attribute(f"[data-twin={twin.twin_id}]", "aria-pressed") == "true"
    assert (findings(page), fits(page)) == (set(), True)
    house.twins.revoke(twin.twin_id, doctor)
    say(page, "高血压平时要注意什么")
    assert page.locator(".yp-msg.yp-bot").last.inner_text()
    assert page.complaints == []


def test_a_correction_is_sent_from_an_answer_and_what_was_told_is_kept(visit):  # noqa: F811 - the fixture
    page = visit("you")
    directed(page)
    page.click(".yp-direction [data-do=feedback]")
    page.wait_for_selector("#yp-feedback[open]")
    assert findings(page) == set()
    page.fill("#yp-complaint", "科室不对")
    page.click("#yp-complain .yp-go")
    page.wait_for_selector(".yp-ticket .yp-number")
    page.click(".yp-top [data-sheet=menu]")
    with page.expect_download() as given:
        page.click("#yp-menu [data-do=keepsake][data-form=text]")
    assert "耳鼻喉科" in given.value.path().read_text("utf-8")
