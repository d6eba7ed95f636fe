"""The kept original: its pages, where a quotation stands on it, and what is said where it cannot be found."""

from dataclasses import replace
from hashlib import sha256

import pytest

from assistant.errors import StoreError
from assistant.facsimile import Facsimile
from assistant.store.files import OriginalsFolder
from guidelines import UnknownReferenceError
from guidelines.model import Box
from tests.fakes.editions import content
from tests.fakes.pdf import make_pdf

WORDS = "甲类患者每三个月复查一次。"
PICTURE = ([], [(72, 100, 300, 100)])
PDF = make_pdf([([(72, 120, 12, WORDS)], []), PICTURE, PICTURE])


@pytest.fixture
def folder(tmp_path):
    return OriginalsFolder(tmp_path)


@pytest.fixture
def facsimile(folder):
    return Facsimile(folder)


def kept(folder, data):
    folder.put(data)
    return replace(content("ht-2020").edition, sha256=sha256(data).hexdigest())


def passage(page, box=None):
    return replace(content("ht-2020", words=WORDS).passages[0], page=page, box=box)


def test_only_a_kept_pdf_has_pages(folder, facsimile):
    edition = kept(folder, PDF)
    assert (facsimile.kept(edition), facsimile.pages(edition)) == (True, 3)
    text = kept(folder, b"# plain words")
    assert (facsimile.kept(text), facsimile.pages(text)) == (True, 0)
    nowhere = content("never-kept").edition
    assert (facsimile.kept(nowhere), facsimile.pages(nowhere)) == (False, 0)


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_page_that_is_not_there_is_unknown(folder, facsimile, number):
    with pytest.raises(UnknownReferenceError, match="no page"):
        facsimile.picture(kept(folder, PDF), number)


def test_a_page_is_drawn_once(folder, facsimile):
    edition = kept(folder, PDF)
    assert facsimile.picture(edition, 1) is facsimile.picture(edition, 1)


def test_words_are_found_on_the_page_or_the_next(folder, facsimile):
    edition = kept(folder, PDF)
    assert facsimile.find(edition, passage(1), WORDS).exact
    late = kept(folder, make_pdf([PICTURE, ([(72, 120, 12, WORDS)], [])]))
    assert facsimile.find(late, passage(1), WORDS).page == 2


def test_a_scan_has_its_paragraph_framed_and_says_so(folder, facsimile):
    edition = kept(folder, PDF)
    box = Box(page=2, x0=61.2, top=79.2, x1=122.4, bottom=158.4)
    found = facsimile.find(edition, passage(2, box), WORDS)
    assert (found.exact, found.page) == (False, 2)
    (place,) = found.places
    assert (place.left, place.top) == pytest.approx((0.1, 0.1))


def test_without_page_or_box_nothing_is_pretended(folder, facsimile):
    edition = kept(folder, PDF)
    assert facsimile.find(edition, passage(None), WORDS) is None
    assert facsimile.find(edition, passage(2), WORDS).places == ()


def test_a_damaged_original_is_said_to_be(folder, facsimile, tmp_path):
    edition = kept(folder, PDF)
    (file,) = tmp_path.glob("*/*")
    file.chmod(0o600)
    file.write_bytes(b"%PDF-1.5 other")
    with pytest.raises(StoreError, match="damaged"):
        facsimile.pages(edition)
