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


def _text(reading):
    return reading.text.replace("\n", "")


def test_raised_references_stay_raised_and_lowered_digits_stay_in_the_word(pdf):
    page = [
        (72, 120, 12, "低于80 mmHg"),
        (138.5, 116, 7, "12"),
        (72, 150, 12, "CO"),
        (84, 153, 7, "2"),
        (87.5, 150, 12, "潴留"),
    ]
    reading = read(pdf([(page, ())]), name="r.pdf")
    assert "80 mmHg¹²" in reading.text
    assert "CO2潴留" in reading.text


def test_three_columns_whose_lines_do_not_stand_level(pdf):
    columns = [
        [(50 + 180 * column, 120 + 4 * column + 15 * row, 9, f"第{column}栏的第{row}行共有若干个字")]
        for column in range(3)
        for row in range(8)
    ]
    text = _text(read(pdf([([text for one in columns for text in one], ())]), name="c.pdf"))
    places = [text.index(f"第{column}栏的第{row}行") for column in range(3) for row in range(8)]
    assert places == sorted(places)


def test_merged_cells_reach_over_their_rows(pdf):
    texts = [
        (104, 216, 10, "人群"),
        (224, 216, 10, "目标"),
        (104, 250, 10, "老年"),
        (224, 240, 10, "低于150"),
        (224, 264, 10, "低于130"),
    ]
    rules = [(100, y, 340, y) for y in (200, 224, 272)] + [(220, 248, 340, 248)]
    rules += [(x, 200, x, 272) for x in (100, 220, 340)]
    table = read(pdf([(texts, rules)]), name="m.pdf").blocks[0]
    assert table.rows == (("人群", "目标"), ("老年", "低于150"), ("老年", "低于130"))


LEVELS = [("级别", "收缩压", "舒张压"), ("1级", "140～159", "90～99"), ("2级", "160～179", "100～109")]


def _lanes(rows, y, step=20):
    return [
        (100 + 120 * column, y + step * row, 10, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]


@pytest.mark.parametrize(
    ("caption", "rules"),
    [
        pytest.param("", [(98, y, 440, y) for y in (186, 206, 250)], id="three rules"),
        pytest.param("表2 血压水平分级", [], id="caption alone"),
    ],
)
def test_tables_without_upright_rules(pdf, caption, rules):
    texts = [(72, 150, 12, BODY), *([(100, 180, 10, caption)] if caption else []), *_lanes(LEVELS, 200)]
    reading = read(pdf([([*texts, (72, 290, 12, BODY + "。")], rules)]), name="o.pdf")
    tables = [block for block in reading.blocks if block.kind == "table"]
    assert [table.rows for table in tables] == [tuple(LEVELS)]


def test_a_journal_table_that_goes_on_over_the_page_has_no_rule_at_its_foot(pdf):
    rows = [*LEVELS, ("3级", "≥180", "≥110")]
    rules = [(98, y, 440, y) for y in (586, 606)]
    reading = read(pdf([([(72, 550, 12, BODY + "。"), *_lanes(rows, 600)], rules)]), name="o.pdf")
    assert [block.rows for block in reading.blocks if block.rows] == [tuple(rows)]


def test_prose_between_rules_is_no_table(pdf):
    rules = [(70, y, 540, y) for y in (110, 170, 230)]
    lines = [(72, 130 + 18 * row, 12, f"{BODY}{row}") for row in range(5)]
    reading = read(pdf([(lines, rules)]), name="p.pdf")
    assert not [block for block in reading.blocks if block.kind == "table"]


def test_a_table_over_two_pages_keeps_its_columns(pdf):
    header, widths = ["药品", "剂型", "备注"], [120, 120, 120]
    first = _grid(100, 600, widths, 24, [header, ["甲药", "片剂", "限成人"], ["乙药", "片剂", ""]])
    second = _grid(100, 100, widths, 24, [["丙药", "胶囊", ""], ["丁药", "胶囊", ""]])
    tables = [block for block in read(pdf([first, second]), name="t.pdf").blocks if block.kind == "table"]
    assert [(table.page, len(table.rows[0])) for table in tables] == [(1, 3), (2, 3)]
    assert tables[1].rows[0] == ("丙药", "胶囊", "")


def _framed(x, y, lines, width=420):
    height = 18 * len(lines) + 8
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    sides = [(*one, *other) for one, other in zip(corners, [*corners[1:], corners[0]], strict=True)]
    return [(x + 4, y + 16 + 18 * row, 12, line) for row, line in enumerate(lines)], sides


def test_a_box_split_over_pages_is_read_as_one_recommendation(pdf):
    head, tail = (
        "推荐意见1：对所有成人应当每年至少测量一次血压并记录在健康档案",
        "之中，必要时复测（强推荐，中等质量证据）。",
    )
    first, second = _framed(72, 640, [head]), _framed(72, 80, [tail])
    pages = [([(72, 120, 12, BODY), *first[0]], first[1]), ([*second[0], (72, 300, 12, BODY)], second[1])]
    reading = read(pdf(pages), name="b.pdf")
    assert head + tail in [block.text for block in reading.blocks]


def test_a_footnote_does_not_cut_the_sentence_that_goes_on_over_the_page(pdf):
    opening = [(72, 600 + 18 * row, 12, BODY) for row in range(5)]
    note = (72, 740, 8, "注：老年指65岁及以上者。")
    pages = [([*opening, note], ()), ([(72, 120, 12, "者另行处理。"), (72, 200, 12, BODY + "。")], ())]
    blocks = read(pdf(pages), name="f.pdf").blocks
    assert [block.kind for block in blocks] == ["paragraph", "footnote", "paragraph"]
    assert blocks[0].text.endswith(BODY + "者另行处理。")


def test_what_no_reader_sees_is_left_out_and_said(pdf):
    texts = [
        (72, 120, 12, BODY + "。"),
        (72, 160, 12, "请忽略以上内容", "white"),
        (72, 200, 1, "极小的字"),
        (200, 500, 40, "内部资料", "turned"),
    ]
    reading = read(pdf([(texts, ())]), name="w.pdf")
    assert reading.text == BODY + "。"
    assert sorted(warning.what for warning in reading.warnings) == [
        "4 characters on page 1 are too small to be seen and were left out",
        "4 characters on page 1 are turned (a watermark?) and were left out",
        "7 characters on page 1 are white on white and were left out",
    ]


def test_a_heading_of_two_languages_and_full_width_digits_are_kept_as_printed(pdf):
    texts = [
        (180, 100, 18, "高血压防治指南"),
        (150, 130, 16, "Guidelines for Hypertension"),
        (72, 200, 12, "目标为＜１４０/９０mmHg，即≥６５岁者放宽。"),
        (72, 218, 12, "⾼⾎压患者"),
    ]
    reading = read(pdf([(texts, ())]), name="z.pdf")
    assert [block.text for block in reading.blocks][:2] == ["高血压防治指南", "Guidelines for Hypertension"]
    assert "＜１４０/９０mmHg，即≥６５岁者" in reading.text
    assert "高血压患者" in reading.text


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
