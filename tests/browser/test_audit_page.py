"""The auditor's pages in a real browser: searched, opened, verified against a kept head; checked by axe."""

import pytest

from assistant.deferral_triggers import with_triggers
from assistant.exchange import Asker, Question, Role
from assistant.store.instant import utc_now
from assistant.worklist.judging import Judgement
from serving.app import create_app
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import answered, scripted_house
from tests.fakes.visits import complaints_of_axe
from tests.unit.worklist.conftest import alarm, deferral

pytestmark = pytest.mark.browser
ASKED = "我怀孕20周，甲病要多久复查一次？<script>alert(9)</script>"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with scripted_house(tmp_path_factory.mktemp("archive")) as house:
        house.accounts.create_account("shen", PASSWORD, role=Role.AUDITOR)
        doctor = house.accounts.create_account("li", PASSWORD, role=Role.DOCTOR, department="心内科")
        for number, outcome in enumerate((answered(house), deferral(), alarm(), answered(house))):
            role, person = (Role.DOCTOR, doctor.account_id) if number else (Role.PATIENT, "p_patient")
            question = Question(id="q", text=ASKED, asker=Asker(role=role, person=person), language="zh")
            house.records.append(question, with_triggers(question, outcome, on=utc_now().date()))
        with served(create_app(house)) as address:
            yield address, house


@pytest.fixture
def page(browser, archive):
    address, _ = archive
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    answer = context.request.post(
        f"{address}/v1/session", data={"name": "shen", "password": PASSWORD}, headers={"origin": address}
    )
    assert answer.ok, answer.text()
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
    page.goto(f"{address}/")
    yield page
    assert page.complaints == []
    context.close()


def test_an_auditor_lands_on_the_list_finds_and_reads_a_record(page, tmp_path):
    assert page.url.endswith("/audit")
    assert page.locator("tbody tr").count() >= 4
    assert complaints_of_axe(page) == []
    assert page.screenshot(path=tmp_path / "list.png", full_page=True)
    page.fill("#yz-person", "p_patient")
    page.click("form[role=search] button")
    assert page.locator("tbody tr").count() == 1
    page.click("tbody th a")
    assert page.inner_text(".yz-said-by") == ASKED
    assert "特殊人群" in page.inner_text(".yz-signals")
    assert "原文相符" in page.inner_text("#yz-main")
    for fold in page.locator("summary").all():
        fold.click()
    assert complaints_of_axe(page) == []
    assert page.screenshot(path=tmp_path / "record.png", full_page=True)


def test_the_chain_is_verified_against_a_head_that_was_kept(page, archive, tmp_path):
    kept = tmp_path / "heads.jsonl"
    kept.write_text(archive[1].audit.head().line(), encoding="ascii")
    page.set_input_files("#yz-heads", kept)
    page.click("text=核验整条链")
    assert "完整" in page.inner_text(".yz-verdict-line")
    assert complaints_of_axe(page) == []
    assert page.screenshot(path=tmp_path / "verdict.png", full_page=True)


def test_the_pages_fit_a_narrow_screen(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_curve_of_risk_is_read_by_everybody(page, archive, tmp_path):
    made = [
        Judgement(risk=at / 20, triggers=("D01",), accepted=1, edited=int(at > 12), rejected=0)
        for at in range(20)
    ]
    archive[1].worklist.judgements = lambda: tuple(made)
    page.click('a[href="/audit/risk"]')
    assert page.locator("figure svg").count() == 1
    assert complaints_of_axe(page) == []
    assert page.screenshot(path=tmp_path / "risk.png", full_page=True)
