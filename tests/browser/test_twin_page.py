"""The twins' page in a real browser: a card is written, signed, changed and revoked."""

import pytest

from assistant.exchange import Role
from serving.app import create_app
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(browser, tmp_path):
    with scripted_house(tmp_path) as house:
        house.accounts.create_account("李明", PASSWORD, role=Role.DOCTOR, department="心内科")
        with served(create_app(house)) as address:
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
            sent = {"name": "李明", "password": PASSWORD}
            assert context.request.post(f"{address}/v1/session", data=sent, headers={"origin": address}).ok
            page = context.new_page()
            page.complaints = []
            page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
            page.goto(f"{address}/app/")
            page.get_by_role("tab", name="数字分身").click()
            page.wait_for_selector(".yz-card-form")
            yield page, house
            context.close()


def test_a_twin_is_written_signed_and_revoked(desk, tmp_path):
    page, house = desk
    page.fill(".yz-card-form textarea", "高血压：高血压、血压\n<b>糖尿病</b>")
    page.fill(".yz-card-form input[name=opening]", "我就是李医生")
    page.click(".yz-card-form button")
    page.wait_for_selector("#yz-twins .yz-fault")
    assert "claims to be a person" in page.inner_text("#yz-twins .yz-fault")
    page.fill(".yz-card-form input[name=opening]", "您好。")
    page.click(".yz-card-form button")
    page.wait_for_selector(".yz-twin-draft")
    assert "<b>糖尿病</b>" in page.inner_text(".yz-twin > p")
    page.click("[data-yz-twin-step=sign]")
    assert page.locator(".yz-twin-active").count() == 0
    page.check("[data-yz-agree]")
    page.click("[data-yz-twin-step=sign]")
    page.wait_for_selector(".yz-twin-active")
    assert page.screenshot(path=tmp_path / "twin.png", full_page=True)
    (twin,) = house.twins._store.twins()
    assert twin.card.topics[0].words == ("高血压", "血压")
    assert house.twins.speaks(twin.twin_id)
    page.click("[data-yz-twin-step=revoke]")
    page.wait_for_selector(".yz-twin-revoked")
    assert not house.twins.speaks(twin.twin_id)
    assert page.complaints == []


def test_an_answer_is_approved_and_taken_back(desk, tmp_path):
    page, house = desk
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.fill(".yz-card-form textarea", "血压：血压、高血压")
    page.click(".yz-card-form button")
    page.wait_for_selector(".yz-twin-draft")
    page.check("[data-yz-agree]")
    page.click("[data-yz-twin-step=sign]")
    page.wait_for_selector(".yz-twin-active")
    passage = house.ledger.passages(house.ledger.resolve("ht-2020").edition_id)[0]
    page.click("text=审定的回答（0）")
    page.fill(".yz-answer-form input[name=question]", "这件事是什么？")
    page.fill(".yz-answer-form textarea", f"{passage.text.splitlines()[0]} | {passage.passage_id}")
    page.check(".yz-answer-form input[name=sign]")
    assert not [one["id"] for one in axe.run(page).response["violations"]]
    page.click(".yz-answer-form button")
    page.wait_for_selector(".yz-approved", state="attached")
    page.click("text=审定的回答（1）")
    page.screenshot(path=tmp_path / "approved.png", full_page=True)
    page.click("[data-yz-answer-step=back]")
    page.wait_for_selector(".yz-approved .yz-twin-revoked", state="attached")
    assert page.complaints == []
