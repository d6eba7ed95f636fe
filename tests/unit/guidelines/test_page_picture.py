"""A page drawn, and words found on it whatever breaks their lines."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from guidelines.errors import UnreadableDocumentError
from guidelines.model import Box
from guidelines.readers.page_picture import find_words, page_count, page_picture, place_of, shape
from tests.fakes.pdf import make_pdf

LINES = [
    (72, 100, 12, "甲类患者的血压应低于 140/90 mmHg，"),
    (72, 120, 12, "乙类患者应低于 130/80 mmHg。"),
    (72, 700, 12, "丙类患者不作要求。"),
]
PDF = make_pdf([([(72, 90, 20, "共识")], []), (LINES, [])])


def turned(degrees):
    document = pypdfium2.PdfDocument(PDF)
    document[1].set_rotation(degrees)
    file = BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


def test_counts_and_draws_pages():
    assert page_count(PDF) == 2
    picture = Image.open(BytesIO(page_picture(PDF, 2)))
    assert picture.format == "PNG"
    assert picture.height / picture.width == pytest.approx(shape(PDF, 2), abs=0.01)
    assert picture.width == 1240


@pytest.mark.parametrize("data", [b"%PDF-1.5 torn", b"", b"plain words"])
def test_refuses_what_is_no_pdf(data):
    with pytest.raises(UnreadableDocumentError, match="add the document again"):
        page_count(data)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("乙类患者应低于 130/80 mmHg。", id="as-printed"),
        pytest.param("乙类患者应低于１３０/８０ mmHg", id="full-width"),
        pytest.param("乙类患者\n应低于130/80mmHg", id="broken-elsewhere"),
    ],
)
def test_finds_words_on_their_line(words):
    found = find_words(PDF, words, (1, 2))
    assert (found.page, found.share) == (2, 1.0)
    (place,) = found.places
    assert place.left == pytest.approx(72 / 612, abs=0.01)
    assert 100 / 792 < place.top < place.bottom < 126 / 792


def test_words_over_two_lines_have_a_place_on_each():
    found = find_words(PDF, "应低于 140/90 mmHg，乙类患者应低于", (2,))
    assert len(found.places) == 2
    assert found.places[0].bottom <= found.places[1].top + 0.01


def test_words_of_which_some_stand_elsewhere_are_found_in_part():
    found = find_words(PDF, "丙类患者不作要求。此句不在这里。", (2,))
    assert 0.3 < found.share < 1
    assert len(found.places) == 1


def test_words_that_are_not_there_are_not_found():
    assert find_words(PDF, "丁类患者每周复查一次", (1, 2, 3)) is None


@pytest.mark.parametrize(
    ("degrees", "across", "down"), [(90, 1 - 700 / 792, 72 / 612), (180, 1 - 72 / 612, 1 - 700 / 792)]
)
def test_a_turned_page_is_marked_as_it_is_shown(degrees, across, down):
    (place,) = find_words(turned(degrees), "丙类患者不作要求", (2,)).places
    near = {
        90: (place.right, place.top),
        180: (place.right, place.bottom),
    }[degrees]
    assert near == (pytest.approx(across, abs=0.03), pytest.approx(down, abs=0.03))


def test_a_box_in_points_becomes_a_place():
    place = place_of(PDF, Box(page=2, x0=61.2, top=79.2, x1=700, bottom=792))
    assert (place.left, place.top, place.right, place.bottom) == pytest.approx((0.1, 0.1, 1.0, 1.0))
