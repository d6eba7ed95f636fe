"""The ledger's pages: who may see what, the way to a quotation, what is new to whom."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import httpx
import pytest

from assistant.changes.looks import Learned, Look
from assistant.intake import IncomingFile, Intake
from assistant.store.files import OriginalsFolder
from guidelines.identity import edition_id_for
from guidelines.metadata import Meta
from serving.app import create_app
from serving.ui.library import routes
from tests.fakes.editions import content
from tests.fakes.houses import ForgetfulIndex, key_for
from tests.fakes.pdf import make_pdf

pytestmark = pytest.mark.story

OLD, NEW = "血压目标为<150/90 mmHg。\n每年复查。", "血压目标为<140/90 mmHg。\n每年复查。"
SECRET = "隐秘系列"
TEXT = "甲类患者每三个月复查一次，乙类患者每年复查一次。"
PDF = make_pdf([([(72, 90, 20, "示例共识")], []), ([(72, 120, 12, TEXT)], [])])


def titled(document, title, *, issuer="Society of Examples", **fields):
    made = content(document, **fields)
    return replace(made, edition=replace(made.edition, title=title, issuer=issuer))


@pytest.fixture
def app(house):
    app = create_app(house, pages=False)
    for part in (routes.router, routes.panels, routes.assets):
        app.include_router(part)
    house.ledger.add(
        [
            content("bp-2018", year=2018, words=OLD, family="bp"),
            content("bp-2024", year=2024, words=NEW, family="bp"),
            content("bp-2025", year=2025, words=NEW.replace("140", "120"), family="bp", access="board"),
            titled("sec-2020", SECRET, words=SECRET, family=SECRET, access="board"),
        ]
    )
    return app


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """No page gives up on a busy machine, but where a test says so."""
    monkeypatch.setattr("serving.library._PATIENCE_S", 60)


@pytest.fixture
def pages(app, house):
    """Read the pages as a doctor."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://house.test",
        headers=key_for(house, "doctor"),
    )


async def text_of(pages, path, **params):
    answer = await pages.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.text


ADDRESSES = [
    "/library",
    "/library/family/bp",
    "/library/edition/bp-2018",
    "/library/diff?old=bp-2018&new=bp-2024",
    "/library/changes",
    "/library/changes?since=2000-01-01",
    "/library/conflicts",
]


# One house for all addresses: a house a case would cost a second a test.
async def test_a_document_that_the_reader_may_not_see_leaves_no_trace(pages):
    for path in ADDRESSES:
        html = (await pages.get(path)).text
        assert not [word for word in (SECRET, "bp-2025", "120/90") if word in html], path


async def test_hidden_and_absent_are_told_alike(pages):
    for path, name in (
        ("/library/edition/{}", "bp-2025"),
        ("/library/diff?old=bp-2018&new={}", "bp-2025"),
        ("/library/family/{}", SECRET),
        ("/v1/guidelines/{}/pages/1", "sec-2020"),
    ):
        hidden, absent = [await pages.get(path.format(one)) for one in (name, "nosuch")]
        assert hidden.status_code == absent.status_code == 404, path
        assert hidden.text.replace(name, "nosuch") == absent.text


async def test_a_patient_is_refused_and_told_nothing(pages, house):
    patient = key_for(house, "patient")
    for path in (*ADDRESSES, "/ui/ledger", "/v1/guidelines/bp-2018/pages/1"):
        answer = await pages.get(path, headers=patient)
        assert answer.status_code == 403, path
        assert "Guide bp" not in answer.text


async def test_who_is_not_signed_in_is_led_to_the_door(pages):
    del pages.headers["authorization"]
    for path in ADDRESSES:
        answer = await pages.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), path
    assert (await pages.get("/ui/ledger")).status_code == 401


async def test_what_cannot_be_read_is_a_page_that_says_so(pages):
    for path in ("/library?page=x", "/library/diff", "/library/changes?since=yesterday"):
        answer = await pages.get(path)
        assert answer.status_code == 422, path
        assert "<!doctype html>" in answer.text


async def test_nothing_is_loaded_from_elsewhere_and_every_page_is_fresh(pages):
    for path in ADDRESSES:
        answer = await pages.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert not re.findall(r'(?:src|href|action)="(?!/|#|data:,)[^"]*', answer.text)
    assert "@import" not in (await pages.get("/ui/library.css")).text


async def test_families_are_found_by_the_words_of_any_edition(pages):
    found = await text_of(pages, "/library", q="GUIDE bp ２０１８")
    assert "Guide bp-2024" in found
    assert "Guide ht-2020" not in found
    assert "没有符合条件" in await text_of(pages, "/library", q="nosuch")
    assert "Guide bp-2024" in await text_of(pages, "/library", status="superseded")
    assert "Guide bp-2024" not in await text_of(pages, "/library", status="withdrawn")


async def test_a_thousand_editions_come_page_by_page(pages, house):
    house.ledger.add([content(f"f{n:03d}-2020", words=f"{n}") for n in range(60)])
    first, third = await text_of(pages, "/library"), await text_of(pages, "/library", page=3)
    assert first.count('scope="row"') == 25
    assert "page=2" in first
    assert "page=4" not in third
    assert await text_of(pages, "/library", page=99) == third


async def test_the_difference_marks_the_numbers_on_both_sides(pages):
    html = await text_of(pages, "/library/diff", old="bp-2018", new="bp-2024")
    assert '<mark class="yz-num yz-old">&lt;150/90 mmHg</mark>' in html
    assert '<mark class="yz-num yz-new">&lt;140/90 mmHg</mark>' in html
    assert html.count("<article") == 1
    everything = await text_of(pages, "/library/diff", old="bp-2018", new="bp-2024", kind="all")
    assert everything.count("<article") == 2


async def test_two_editions_that_say_the_same_are_said_to(pages, house):
    house.ledger.add([content("bp-2017", year=2017, words=OLD, family="bp")])
    html = await text_of(pages, "/library/diff", old="bp-2017", new="bp-2018")
    assert "两版之间没有影响临床处置的变化" in html


async def test_a_replaced_edition_says_so_and_leads_to_its_successor(pages, house):
    html = await text_of(pages, "/library/edition/bp-2018")
    assert "已于 2024-01-01 被替代" in html
    new = house.ledger.resolve("bp-2024").edition_id
    assert f"/library/edition/{new}" in html
    house.ledger.withdraw(new, on=date(2025, 1, 1), reason="recalled")
    assert "已于 2025-01-01 撤回" in await text_of(pages, "/library/edition/bp-2024")


async def test_a_quotation_is_marked_in_the_text(pages):
    at = NEW.index("140/90")
    html = await text_of(pages, "/library/edition/bp-2024", start=at, end=at + 6)
    assert '<mark class="yz-quote yz-cited" id="yz-quote" tabindex="-1">140/90</mark>' in html


async def test_words_are_found_inside_an_edition(pages):
    html = await text_of(pages, "/library/edition/bp-2024", q="复查")
    assert "1 段含有所查文字" in html
    assert "140/90" not in html


@pytest.fixture
def consensus(app, house):
    """A consensus whose PDF is kept, as intake leaves it."""
    del app
    originals = OriginalsFolder(house.settings.home / "documents")
    Intake(house.ledger, ForgetfulIndex(), originals).add_files([_incoming()])
    return edition_id_for("consensus", sha256(PDF).hexdigest())


def _incoming():
    meta = Meta(
        document_id="consensus", family="consensus", title="示例共识", issuer="示例学会", edition="2024",
        date_published="2024",
    )  # fmt: skip
    return IncomingFile(name="consensus.pdf", data=PDF, meta=meta)


async def test_a_quotation_is_marked_on_the_original_page(pages, house, consensus):
    text = house.ledger.text(consensus)
    at = text.index("乙类")
    html = await text_of(pages, f"/library/edition/{consensus}", start=at, end=at + 9)
    assert f'src="/v1/guidelines/{consensus}/pages/2"' in html
    ((left, top),) = re.findall(r'id="yz-quote"[^>]*left: ([\d.]+)%; top: ([\d.]+)%', html)
    assert 36 < float(left) < 39
    assert 12 < float(top) < 17
    assert "已标出所引文字" in html


async def test_a_page_is_a_picture_for_staff_who_may_read_the_document(pages, consensus):
    picture = await pages.get(f"/v1/guidelines/{consensus}/pages/2")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["cache-control"] == "no-store"
    statuses = {n: (await pages.get(f"/v1/guidelines/{consensus}/pages/{n}")).status_code for n in (0, 3)}
    assert statuses == {0: 404, 3: 404}


async def test_a_damaged_original_is_said_and_the_text_is_shown(pages, house, consensus):
    (file,) = (house.settings.home / "documents").glob("*/*")
    file.chmod(0o600)
    file.write_bytes(b"%PDF-1.5 torn")
    html = await text_of(pages, f"/library/edition/{consensus}")
    assert "原件已损坏" in html
    assert TEXT in html


class ScriptedLooks:
    """Remembers looks and says what it was told to have learned."""

    def __init__(self, **learned):
        self.looks, self.learned = {}, Learned(**learned)

    def last(self, person):
        return self.looks.get(person)

    def now(self):
        return Look(at=datetime.now(tz=UTC), added=7)

    def note(self, person, look):
        self.looks[person] = look

    def since(self, look):
        del look
        return self.learned


async def test_what_is_new_depends_on_when_one_last_looked(pages, house):
    new = house.ledger.resolve("bp-2024").edition_id
    looks = ScriptedLooks()
    object.__setattr__(house, "looks", looks)
    assert "还没有标记过" in await text_of(pages, "/library/changes")
    seen = {"at": (datetime.now(tz=UTC) + timedelta(days=9)).isoformat(), "added": "999"}
    assert (await pages.post("/library/looked", data=seen)).status_code == 303
    ((person, look),) = looks.looks.items()
    assert look.at <= datetime.now(tz=UTC)
    assert look.added == 7
    assert "没有新的变化" in await text_of(pages, "/library/changes")
    looks.learned = Learned(added=frozenset({new}))
    html = await text_of(pages, "/library/changes")
    assert "&lt;140/90 mmHg" in html
    assert "新入库的版本（1）" in html
    assert "有 1 个版本" in await text_of(pages, "/library")
    assert person


async def test_what_changed_since_a_day_is_told_with_both_quotations(pages):
    html = await text_of(pages, "/library/changes", since="2023-01-01")
    assert "&lt;150/90 mmHg" in html
    assert "&lt;140/90 mmHg" in html
    assert html.count("/library/edition/bp-20") >= 3


async def test_what_time_did_not_suffice_for_is_said_and_cannot_be_marked_as_seen(pages, house, monkeypatch):
    house.ledger.add(
        [
            content("lip-2018", year=2018, words=OLD, family="lip"),
            content("lip-2026", year=2026, words=NEW, family="lip"),
            content("bp-2026", year=2026, words=OLD, family="bp", effective_from=date(2026, 2, 1)),
            titled("dma-a", "糖尿病防治指南", words="成人患者空腹血糖控制目标为<7.0 mmol/L。"),
            titled("dmb-b", "糖尿病管理指南", words="成人患者空腹血糖控制目标为<6.1 mmol/L。"),
        ]
    )
    assert "以上我已看过" in await text_of(pages, "/library/changes")
    monkeypatch.setattr("serving.library._PATIENCE_S", 0)
    hurried = await text_of(pages, "/library/changes")
    assert "还有 1 项更新正在比较" in hurried
    assert "以上我已看过" not in hurried
    assert "对指南正在比较" in await text_of(pages, "/library/conflicts")
    monkeypatch.setattr("serving.library._PATIENCE_S", 60)
    monkeypatch.setattr("serving.library._MOST_RENEWALS", 1)
    assert "另有 1 项更早的更新未列出" in await text_of(pages, "/library/changes")
    assert "正在比较" not in await text_of(pages, "/library/conflicts")


async def test_disagreements_stand_side_by_side_with_issuer_and_year(pages, house):
    house.ledger.add(
        [
            titled(
                "dma-a", "糖尿病防治指南", issuer="甲学会", words="成人患者空腹血糖控制目标为<7.0 mmol/L。"
            ),
            titled(
                "dmb-b", "糖尿病管理指南", issuer="乙学会", words="成人患者空腹血糖控制目标为<6.1 mmol/L。"
            ),
        ]
    )
    html = await text_of(pages, "/library/conflicts")
    assert "甲学会" in html
    assert "乙学会" in html
    assert '<mark class="yz-num yz-old">&lt;7.0 mmol/L</mark>' in html
