"""Follow-up and the health file in a real browser: a doctor sets a plan, the patient answers on a phone."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.consent import Purpose
from assistant.exchange import Asker, Question, Role
from assistant.follow_up.drafting import TermsDraft
from assistant.follow_up.questions import Number, Words, YesNo
from assistant.gate import RuleGate
from assistant.health_file import LabReport, LabResult, Statement, Visit
from serving.app import create_app
from tests.browser.conftest import served
from tests.browser.test_safety_page import complaints_of_axe
from tests.fakes.doors import PASSWORD
from tests.fakes.patients import patient_house
from tests.fakes.visits import visits
from tests.unit.worklist.conftest import deferral

pytestmark = pytest.mark.browser
ASKED = (
    Number(key="sys", text="今天的收缩压是多少？", unit="mmHg", low=Decimal(90), high=Decimal(140)),
    YesNo(key="dizzy", text="有没有头晕？", unexpected="yes"),
    Words(key="more", text="还有什么想说的？"),
)


def lab(value):
    result = LabResult(
        name="血肌酐",
        value=str(value),
        unit="μmol/L",
        flag="normal",
        code="CREA",
        same=value,
        same_unit="μmol/L",
    )
    return LabReport(results=(result,))


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    """A served house with a doctor, a patient's ticket, a file, and a plan of which three rounds are due."""
    with patient_house(tmp_path_factory.mktemp("follow_up"), RuleGate()) as house:
        doctor = house.accounts.create_account("li", PASSWORD, role=Role.DOCTOR, department="心内科")
        patient = house.accounts.create_account("zhao", PASSWORD, role=Role.PATIENT)
        person = patient.account_id
        house.consents.give(person, set(Purpose) - {Purpose.TRAINING})
        for content in (
            Statement(topic="allergy", standing="value", said="小时候打青霉素起过疹子", by="self"),
            Statement(topic="illnesses", standing="denied", said="没有高血压以外的病", by="family"),
            Visit(urgency="C72", departments=("心内科",), complaint="血压老是高，有时候头胀"),
            lab(Decimal(88)),
            lab(Decimal(97)),
        ):
            house.health_file.keep(person, content)
        asker = Asker(role=Role.PATIENT, person=person)
        question = Question(id="q", text="血压高，要不要复查？", asker=asker, language="zh")
        rooms = house.engine._rooms
        ticket = rooms.tasks.open(question, deferral(), ()).trace.ticket
        now = house.follow_up.now()
        house.follow_up.now = lambda: now - timedelta(days=5)
        draft = TermsDraft(
            questions=ASKED,
            due=tuple(now - timedelta(days=one, hours=1) for one in (4, 3, 2, 1, 0)),
            grace=timedelta(hours=12),
        )
        seen = Asker(role=Role.DOCTOR, person=doctor.account_id, department="心内科")
        plan = house.follow_up.set(seen, ticket, "降压随访", draft)
        for number, sys in ((1, "151"), (2, "146"), (3, "138")):
            house.follow_up.now = lambda n=number: now - timedelta(days=5 - n)
            given = {"sys": sys, "dizzy": "no", "more": "还可以"}
            house.follow_up.answer(plan.plan_id, person, number, given)
        house.follow_up.now = lambda: now
        with served(create_app(house)) as address:
            yield address, ticket, plan.plan_id


@pytest.fixture
def sign_in(browser, ward):
    with visits(browser, ward[0], "li") as signed:
        yield signed


def test_a_patient_answers_on_a_phone_and_sees_the_file(sign_in, tmp_path):
    page = sign_in("zhao", width=390, height=844)
    page.goto("/patient")
    page.wait_for_selector("#yp-due:not([hidden])")
    page.screenshot(path=tmp_path / "patient.png")
    page.click("#yp-due a")
    page.wait_for_selector("#due form")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert complaints_of_axe(page) == []
    page.screenshot(path=tmp_path / "health.png", full_page=True)
    form = page.locator("#due form").first
    form.locator('[name="a-sys"][inputmode]').fill("136")
    form.locator('[name="a-dizzy"][value="no"]').check()
    form.locator("button").click()
    page.wait_for_selector('[role="status"]')
    assert "已收到" in page.inner_text("main")
    last = page.locator("#due form").first
    last.locator('[name="a-sys"][inputmode]').fill("150")
    last.locator('[name="a-dizzy"][value="yes"]').check()
    last.locator('[name="a-more"]').fill("突然一边脸歪了，说话不清楚")
    last.locator("button").click()
    page.wait_for_selector('.yp-alarm[role="alert"]')
    assert complaints_of_axe(page) == []
    page.screenshot(path=tmp_path / "alarm.png")
    assert (page.outside, page.complaints) == ([], [])


def test_a_doctor_sees_the_course_and_sets_a_plan(sign_in, ward, tmp_path):
    _, ticket, plan_id = ward
    page = sign_in()
    page.goto(f"/follow-up/{plan_id}")
    assert page.locator("figure svg circle").count() >= 3
    assert complaints_of_axe(page) == []
    page.screenshot(path=tmp_path / "course.png", full_page=True)
    page.goto(f"/follow-up/file?ticket={ticket}")
    assert "青霉素" in page.inner_text("main")
    page.screenshot(path=tmp_path / "file.png", full_page=True)
    page.goto(f"/follow-up/new?ticket={ticket}")
    assert complaints_of_axe(page) == []
    page.fill('[name="title"]', "术后随访")
    page.fill('[name="text1"]', "今天的体温是多少？")
    page.select_option('[name="kind1"]', "number")
    page.fill('[name="high1"]', "37.5")
    page.screenshot(path=tmp_path / "new.png", full_page=True)
    page.click("main form button")
    page.wait_for_selector('[role="alert"]')
    assert "unit" in page.inner_text('[role="alert"]')
    page.fill('[name="unit1"]', "℃")
    page.click("main form button")
    page.wait_for_url("**/follow-up/f_*")
    assert "术后随访" in page.inner_text("main")
    assert (page.outside, page.complaints) == ([], [])
