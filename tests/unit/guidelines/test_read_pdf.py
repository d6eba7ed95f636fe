from pathlib import Path

import pytest

from guidelines.errors import UnreadableDocumentError
from guidelines.readers.dispatch import read

BODY = "血压目标应当结合年龄与合并症综合判断，并在随访中逐步调整，避免过快下降"


def _page(number, *texts, rules=()):
    running = [(72, 40, 9, "某某指南"), (300, 770, 9, str(number))]
    return ([*running, *texts], rules)


def _grid(x, y, widths, height, rows):
    """A ruled table: its texts and its lines."""
    edges = [x + sum(widths[:at]) for at in range(len(widths) + 1)]
    texts = [
        (edges[column] + 4, y + row * height + height - 6, 10, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    rules = [(edges[0], y + row * height, edges[-1], y + row * height) for row in range(len(rows) + 1)]
    rules += [(edge, y, edge, y + len(rows) * height) for edge in edges]
    return texts, rules


def test_pages_headings_and_running_heads(pdf):
    pages = [
        _page(1, (72, 120, 12, "一、诊断"), (72, 140, 12, BODY), (72, 158, 12, "者除外。")),
        _page(2, (72, 120, 12, "二、治疗"), (72, 140, 12, "首先改善生活方式。")),
        _page(3, (72, 120, 12, "三、随访"), (72, 140, 12, "每三个月复诊一次。")),
    ]
    reading = read(pdf(pages), name="g.pdf")
    assert reading.pages == 3
    assert [(block.kind, block.page) for block in reading.blocks] == [
        ("heading", 1),
        ("paragraph", 1),
        ("heading", 2),
        ("paragraph", 2),
        ("heading", 3),
        ("paragraph", 3),
    ]
    assert reading.blocks[1].text == BODY + "者除外。"
    assert "某某指南" not in reading.text
    assert [warning.what for warning in reading.warnings] == [
        "running heads, feet and page numbers were left out: 15 characters on 3 pages (1-3)"
    ]


def test_a_table_keeps_its_cells(pdf):
    cells = [["人群", "目标"], ["老年", "低于150"], ["成人", "低于140"]]
    texts, rules = _grid(100, 200, [120, 120], 24, cells)
    reading = read(pdf([([(72, 120, 12, "表1 血压目标"), *texts], rules)]), name="t.pdf")
    table = next(block for block in reading.blocks if block.kind == "table")
    assert table.rows == tuple(tuple(row) for row in cells)
    assert table.text == "人群 | 目标\n老年 | 低于150\n成人 | 低于140"
    assert table.page == 1
    assert table.box is not None


def test_two_columns_are_read_one_after_the_other(pdf):
    left = [(60, 160 + 18 * row, 10, f"左栏第{row}行文字共有若干字") for row in range(8)]
    right = [(330, 160 + 18 * row, 10, f"右栏第{row}行文字共有若干字") for row in range(8)]
    title = (150, 120, 14, "横跨两栏的标题一行文字在此处居中排印")
    reading = read(pdf([([title, *left, *right], ())]), name="c.pdf")
    text = reading.text.replace("\n", "")
    assert text.index("横跨") < text.index("左栏第0行") < text.index("左栏第7行") < text.index("右栏第0行")


def test_a_page_without_text_is_said(pdf):
    reading = read(pdf([([(72, 120, 12, "一、概述")], ()), ([], ())]), name="s.pdf")
    assert [(w.what, w.page) for w in reading.warnings] == [("page 2 is empty", 2)]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda pdf: pdf([([], ()), ([], ())]), "holds no text", id="blank throughout"),
        pytest.param(lambda pdf: pdf([]), "no pages", id="no pages"),
        pytest.param(lambda pdf: pdf([([(72, 120, 12, "x")], ())], locked=True), "password", id="locked"),
        pytest.param(lambda _: b"%PDF-1.7\n" + b"garbage " * 40, "damaged|pages", id="damaged"),
        pytest.param(lambda pdf: pdf([([(72, 120, 12, "x")], ())])[:300], "damaged|pages", id="cut off"),
        pytest.param(lambda _: b"", "damaged|empty", id="empty"),
    ],
)
def test_unreadable(pdf, make, said):
    with pytest.raises(UnreadableDocumentError, match=said) as fault:
        read(make(pdf), name="bad.pdf")
    assert "'bad.pdf'" in str(fault.value)


REAL = Path(__file__).parents[4] / "shared/data/real_pdf/medins-2024.pdf"


@pytest.mark.skipif(not REAL.exists(), reason="no shared data here")
def test_a_page_of_a_real_catalogue_loses_nothing():
    import pypdfium2

    whole = pypdfium2.PdfDocument(REAL)
    part = pypdfium2.PdfDocument.new()
    part.import_pages(whole, [5, 20])
    from io import BytesIO

    out = BytesIO()
    part.save(out)
    reading = read(out.getvalue(), name=REAL.name)
    assert reading.pages == 2
    assert [block.kind for block in reading.blocks].count("table") == 2
    assert not [warning for warning in reading.warnings if "could not be placed" in warning.what]
