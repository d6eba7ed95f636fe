"""A report as a PDF: what is printed is read where it stands, what is a picture is never taken for print."""

from io import BytesIO

import pytest
from PIL import Image

from assistant.errors import InvalidQuestionError
from assistant.labs.document import MOST_PAGES, read_pdf_report
from tests.fakes.pdf import make_pdf

ROWS = [
    ("白细胞计数", "11.62", "10^9/L", "3.5-9.5"),
    ("Total cholesterol", "6.10", "mmol/L", "0-5.2"),
    ("血红蛋白", "98", "g/L", "115-150"),
    ("血小板", "88", "10^9/L", "125-350"),
]


def placed(rows, *, left=60, step=90):
    return [
        (left + step * column, 100 + 24 * line, 9, cell)
        for line, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]


def read(data):
    found, unread = read_pdf_report(data, None, knows=lambda _: True)
    items = [(one.item.name, one.item.value, one.item.unit, one.item.range) for one in found.results]
    assert all(one.sure for one in found.results)
    return items, unread


def test_printed_lines_are_read_where_they_stand():
    hidden = (60, 300, 9, "钾 9.9 mmol/L 3.5-5.3", "white")
    assert read(make_pdf([([*placed(ROWS), hidden], [])])) == (ROWS, 0)


def test_two_results_beside_each_other_stay_two():
    first, second = ROWS[::3], [ROWS[2], ("肌酐", "64", "μmol/L", "41-73")]
    beside = placed(first, left=30, step=70) + placed(second, left=330, step=62)
    items, _ = read(make_pdf([(beside, [])]))
    assert sorted(items) == sorted(first + second)


def test_a_scanned_page_without_a_recogniser_is_said_to_be_unread():
    taken = BytesIO()
    Image.new("RGB", (600, 800), "white").save(taken, "PDF")
    assert read(taken.getvalue()) == ([], 1)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"%PDF-1.7 broken", id="broken"),
        pytest.param(make_pdf([(placed(ROWS), [])], locked=True), id="locked"),
        pytest.param(make_pdf([(placed(ROWS), [])] * (MOST_PAGES + 1)), id="too-long"),
    ],
)
def test_what_cannot_be_read_is_refused(data):
    with pytest.raises(InvalidQuestionError):
        read(data)
