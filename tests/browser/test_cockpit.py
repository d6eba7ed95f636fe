"""The cockpit in a real browser: a task from the queue to the signed reply, by keyboard."""

import pytest

from assistant.exchange import Asker, Question, Role
from assistant.gate import RuleGate
from assistant.store.instant import utc_now
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.opening import TaskOpener
from assistant.worklist.worklist import Asked
from serving.app import create_app
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house
from tests.fakes.page import CARDS
from tests.unit.worklist.conftest import alarm, deferral

pytestmark = pytest.mark.browser
ASKED = "甲病要多久复查一次？我不吸烟。<script>alert(9)</script>"


@pytest.fixture
def ward(tmp_path):
    """A served house with two tasks that wait: one deferral with a draft, one emergency."""
    with scripted_house(tmp_path) as house:
        house.accounts.create_account("li", PASSWORD, role=Role.DOCTOR, department="心内科")
        patient = house.accounts.create_account("zhao", PASSWORD, role=Role.PATIENT)
        opener = TaskOpener(house.worklist._store, RuleGate(), shipped_clocks(), now=utc_now)
        asker = Asker(role=Role.PATIENT, person=patient.account_id)
        evidence = (CARDS[0].citation, CARDS[1].citation)
        for text, outcome in ((ASKED, deferral()), ("胸口压榨样疼痛", alarm())):
            opener.open(Question(id=text[:2], text=text, asker=asker, language="zh"), outcome, evidence)
        with served(create_app(house)) as address:
            yield address, house, patient


@pytest.fixture
def desk(browser, ward):
    address, _, _ = ward
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    answer = context.request.post(
        f"{address}/v1/session", data={"name": "li", "password": PASSWORD}, headers={"origin": address}
    )
    assert answer.ok, answer.text()
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
    page.goto(f"{address}/app/")
    page.get_by_role("tab", name="任务").click()
    page.wait_for_selector(".yz-task-row")
    yield page
    context.close()


def test_a_task_is_taken_judged_by_keyboard_and_signed(desk, ward, tmp_path):
    _, house, patient = ward
    assert desk.locator(".yz-task-row .yz-priority").all_inner_texts() == ["P0", "P3"]
    desk.locator(".yz-task-row").nth(1).click()
    desk.wait_for_selector(".yz-task .yz-asked")
    assert desk.inner_text(".yz-asked") == ASKED
    desk.click('[data-yz-step="claim"]')
    desk.wait_for_selector(".yz-reply")
    ticket = desk.inner_text(".yz-task h3")
    assert desk.screenshot(path=tmp_path / "task.png", full_page=True)
    desk.click(".yz-reply .yz-main[type=submit]")
    assert "没有审核" in desk.inner_text("#yz-task-room .yz-fault")

    sentences = desk.locator(".yz-judge")
    sentences.first.focus()
    for place in range(sentences.count()):
        desk.keyboard.press("r" if place else "e")
        if not place:
            desk.keyboard.press("Control+A")
            desk.keyboard.type("请每年复查一次。")
            sentences.first.focus()
        desk.keyboard.press("ArrowDown")
    desk.select_option(".yz-reply select[name=decision]", "clinic")
    desk.check(".yz-reply input[name=sign]")
    desk.click(".yz-reply .yz-main[type=submit]")
    desk.wait_for_selector(".yz-signed")
    assert desk.inner_text(".yz-signed .yz-told") == "请每年复查一次。"
    desk.wait_for_function("document.querySelectorAll('.yz-task-row').length === 1")
    assert house.worklist.reply(house.worklist.own(ticket, patient.account_id)).sent == "请每年复查一次。"
    assert desk.complaints == []


def test_who_comes_too_late_is_told_by_whom(desk, ward):
    _, house, _ = ward
    wu = house.accounts.create_account("wu", PASSWORD, role=Role.DOCTOR)
    desk.locator(".yz-task-row").nth(1).click()
    desk.wait_for_selector('[data-yz-step="claim"]')
    ticket = desk.inner_text(".yz-task h3")
    asker = Asker(role=Role.DOCTOR, person=wu.account_id)
    house.worklist.step(ticket, "claim", asker, Asked())
    desk.click('[data-yz-step="claim"]')
    desk.wait_for_selector("#yz-task-room .yz-fault")
    assert "'wu'" in desk.inner_text("#yz-task-room .yz-fault")


def test_a_patient_sees_no_queue(browser, ward):
    address, _, _ = ward
    context = browser.new_context()
    context.request.post(
        f"{address}/v1/session", data={"name": "zhao", "password": PASSWORD}, headers={"origin": address}
    )
    answer = context.request.get(f"{address}/ui/tasks")
    assert answer.status == 403
    context.close()
