"""The ledger's pages in a real browser: an edition and its page, what differs, what is new; no stranger."""

import pytest

from assistant.exchange import Role
from assistant.facsimile import Facsimile
from assistant.intake import IncomingFile, Intake
from assistant.store.files import OriginalsFolder
from guidelines.metadata import Meta
from serving.app import create_app
from tests.browser.conftest import served
from tests.fakes.doors import PASSWORD
from tests.fakes.editions import content
from tests.fakes.houses import ForgetfulIndex, scripted_house, whole_story
from tests.fakes.pdf import make_pdf
from tests.fakes.visits import visits

pytestmark = pytest.mark.browser
OLD, NEW = "血压目标为<150/90 mmHg。\n每年复查。", "血压目标为<140/90 mmHg。\n每年复查。"
TEXT = "甲类患者每三个月复查一次，乙类患者每年复查一次。"
PDF = make_pdf([([(72, 90, 20, "示例共识")], []), ([(72, 120, 12, TEXT)], [])])
RECORD = {"document_id": "consensus", "family": "consensus", "title": "示例共识", "issuer": "示例学会"}
QUOTED = "乙类患者每年复查一次"


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    """A served house: two editions of one family, a consensus with its PDF, a doctor and a patient."""
    with scripted_house(tmp_path_factory.mktemp("ward")) as house:
        house.engine.events = whole_story(house)
        for name, role in (("li", Role.DOCTOR), ("zhao", Role.PATIENT)):
            house.accounts.create_account(name, PASSWORD, role=role)
        house.ledger.add(
            [
                content("bp-2018", year=2018, words=OLD, family="bp"),
                content("bp-2026", year=2026, words=NEW, family="bp"),
            ]
        )
        originals = OriginalsFolder(house.settings.home / "documents")
        object.__setattr__(house, "facsimile", Facsimile(originals))
        meta = Meta(**RECORD, edition="2024", date_published="2024")
        Intake(house.ledger, ForgetfulIndex(), originals).add_files(
            [IncomingFile(name="consensus.pdf", data=PDF, meta=meta)]
        )
        with served(create_app(house)) as address:
            yield address, house


@pytest.fixture
def sign_in(browser, ward):
    with visits(browser, ward[0], "li") as signed:
        yield signed


def quotation(house):
    edition = house.ledger.resolve("consensus").edition_id
    at = house.ledger.text(edition).index(QUOTED)
    return f"/library/edition/{edition}?start={at}&end={at + len(QUOTED)}#yz-quote"


SIZES = [pytest.param(1280, 900, id="desk"), pytest.param(390, 844, id="phone")]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_page_is_wider_than_the_screen_or_loads_from_elsewhere(sign_in, ward, width, height):
    page = sign_in(width=width, height=height)
    compared = "/library/diff?old=bp-2018&new=bp-2026"
    for path in ("/library", "/library/family/bp", compared, "/library/changes", quotation(ward[1])):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert (page.outside, page.complaints) == ([], [])


def test_a_quotation_is_marked_over_its_words_on_the_page_of_the_original(sign_in, ward):
    page = sign_in()
    page.goto(quotation(ward[1]))
    picture = page.locator(".yz-page-frame img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 1240
    frame, mark = picture.bounding_box(), page.locator("#yz-quote").bounding_box()
    assert mark["x"] > frame["x"] + 0.3 * frame["width"]
    assert mark["x"] + mark["width"] < frame["x"] + frame["width"]
    assert page.evaluate("document.activeElement.id") == "yz-quote"
    assert page.inner_text(".yz-words mark") == QUOTED


def test_pages_are_turned_by_keyboard(sign_in, ward):
    page = sign_in()
    page.goto(quotation(ward[1]))
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**page=1**")
    assert "第 1 / 2 页" in page.inner_text(".yz-pager")


def test_the_difference_marks_what_the_number_was_and_is(sign_in):
    page = sign_in()
    page.goto("/library/family/bp")
    page.click(".yz-compare > button")
    page.wait_for_selector(".yz-change")
    assert [one.inner_text() for one in page.locator("mark.yz-num").all()] == ["<150/90 mmHg", "<140/90 mmHg"]
    boxes = [one.bounding_box() for one in page.locator(".yz-pair > section").all()]
    assert boxes[0]["y"] == boxes[1]["y"]


def test_what_is_seen_is_not_new_any_more(sign_in):
    page = sign_in()
    page.goto("/library/changes")
    assert "<140/90 mmHg" in page.inner_text("main")
    page.click(".yz-seen button")
    page.wait_for_selector("text=没有新的变化")


def test_the_language_switches_options_too_and_stays(sign_in):
    page = sign_in()
    page.goto("/library")
    page.click("[data-yz=language]")
    assert page.inner_text("h2") == "Editions"
    assert "in force" in page.inner_text("#yz-status")
    page.goto("/library/changes")
    assert page.inner_text("h2") == "What changed"


def test_from_the_answer_to_the_quotation_beside_it(sign_in):
    page = sign_in()
    page.wait_for_selector("#yz-ask")
    page.fill("#yz-question textarea", "说明什么？")
    page.click("#yz-ask")
    page.wait_for_selector("#yz-answer .yz-foot")
    with page.context.expect_page() as opened:
        page.click("#yz-cards .yz-open >> nth=0")
    reader = opened.value
    reader.wait_for_selector("#yz-quote")
    assert page.locator("#yz-answer .yz-sentence").count() == 2


def test_the_library_is_on_the_answers_page_too(sign_in):
    page = sign_in()
    page.wait_for_selector("#yz-tabs button[role=tab]")
    page.click("#yz-tabs button[role=tab]:nth-child(2)")
    page.wait_for_selector(".yz-shelf")
    assert page.locator(".yz-shelf tbody tr").count() == 4


def test_a_patient_is_shown_no_way_in_and_refused(sign_in):
    page = sign_in("zhao")
    page.wait_for_load_state("load")
    assert not page.is_visible("text=版本台账")
    page.goto("/library")
    assert "此页仅供本院工作人员使用" in page.inner_text("main")
    assert page.locator(".yz-ways").count() == 0
