"""Scanned pages: what a recogniser sees becomes text with boxes; without one, a clear refusal."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from guidelines.errors import UnreadableDocumentError
from guidelines.readers import pdf as pdf_reader
from guidelines.readers.ocr import Seen
from guidelines.readers.pdf import read_pdf
from guidelines.readers.picture import level_rules, upright

pytestmark = pytest.mark.story


class ScriptedEyes:
    """Sees the same lines on every page: (text, confidence, x0, top) in pixels, 40 high, 40 a character."""

    def __init__(self, *lines):
        self.lines = lines

    def read(self, picture):
        assert picture.ndim == 2
        return [
            [
                Seen(
                    text=char,
                    confidence=sure,
                    x0=x + 40 * at,
                    x1=x + 40 * at + 40,
                    top=top,
                    bottom=top + 40,
                )
                for at, char in enumerate(text)
            ]
            for text, sure, x, top in self.lines
        ]


def _picture(draw=None, turn=0.0):
    picture = Image.new("L", (1600, 2200), 235)
    if draw is not None:
        draw(ImageDraw.Draw(picture))
    return picture.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=235)


def _filed(*pictures):
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return out.getvalue()


def _bars(pen):
    for row in range(20):
        pen.rectangle((200, 300 + 80 * row, 1400, 320 + 80 * row), fill=30)


def test_a_scan_is_read_with_boxes_and_its_confidence():
    eyes = ScriptedEyes(("血压应低于一百四十。", 0.98, 200, 300), ("每季复诊。", 0.96, 200, 420))
    reading = read_pdf(_filed(_picture()), name="scan.pdf", recogniser=eyes)
    assert reading.text == "血压应低于一百四十。\n每季复诊。"
    box = reading.blocks[0].box
    assert (round(box.x0), round(box.top), round(box.bottom)) == (72, 108, 122)
    assert [(w.page, w.what) for w in reading.warnings] == [
        (1, "page 1 was recognised from its picture: mean confidence 0.97")
    ]


def test_a_doubtful_page_is_said():
    eyes = ScriptedEyes(("血压应低于某数。", 0.6, 200, 300))
    reading = read_pdf(_filed(_picture()), name="scan.pdf", recogniser=eyes)
    assert "0.60; LOW: compare it with the original" in reading.warnings[0].what


def test_a_ruled_table_in_a_picture_is_a_table():
    def grid(pen):
        for y in (500, 580, 660):
            pen.line((200, y, 1000, y), fill=0, width=3)
        for x in (200, 600, 1000):
            pen.line((x, 500, x, 660), fill=0, width=3)

    cells = [
        ("人群", 0.9, 220, 520),
        ("目标", 0.9, 620, 520),
        ("老年", 0.9, 220, 600),
        ("低些", 0.9, 620, 600),
    ]
    reading = read_pdf(_filed(_picture(grid)), name="scan.pdf", recogniser=ScriptedEyes(*cells))
    assert [block.rows for block in reading.blocks] == [(("人群", "目标"), ("老年", "低些"))]


def test_boxes_that_reach_into_the_blank_between_columns_do_not_join_them():
    rows = [("甲项", "三周"), ("乙项", "四周"), ("丙项", "五周"), ("丁项", "六周")]
    columns, told = (200, 304), []

    def printed(pen):
        for at in range(len(rows) + 1):
            for x in columns:
                pen.rectangle((x + 10, 400 + 80 * at, x + 64, 430 + 80 * at), fill=20)
        for y in (380, 470, 830):
            pen.line((190, y, 400, y), fill=0, width=3)

    for at, row in enumerate([("组别", "疗程"), *rows]):
        told += [(cell, 0.95, x, 400 + 80 * at) for cell, x in zip(row, columns, strict=True)]
    reading = read_pdf(_filed(_picture(printed)), name="scan.pdf", recogniser=ScriptedEyes(*told))
    assert [block.rows for block in reading.blocks if block.kind == "table"] == [(("组别", "疗程"), *rows)]


def test_without_a_recogniser_a_scan_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setattr(pdf_reader.rapid_ocr, "installed", lambda: None)
    with pytest.raises(UnreadableDocumentError, match="'rapidocr' and 'onnxruntime'"):
        read_pdf(_filed(_picture()), name="scan.pdf")


def test_a_scan_in_which_nothing_is_recognised_is_refused():
    with pytest.raises(UnreadableDocumentError, match="holds no text on any of 1 pages"):
        read_pdf(_filed(_picture()), name="scan.pdf", recogniser=ScriptedEyes())


@pytest.mark.parametrize("turn", [-2.0, 0.0, 1.5])
def test_a_skewed_picture_is_set_upright(turn):
    _, angle = upright(np.asarray(_picture(_bars, turn)))
    assert angle == pytest.approx(-turn, abs=0.3)


def test_what_shines_through_and_grey_paper_become_white():
    def both_sides(pen):
        pen.rectangle((100, 100, 800, 200), fill=195)
        pen.rectangle((100, 400, 800, 420), fill=40)

    clean, _ = upright(np.asarray(_picture(both_sides)))
    assert clean[150, 400] > 200
    assert clean[410, 400] < 40


def test_thin_rules_are_found_and_solid_blocks_are_not():
    def drawn(pen):
        pen.line((100, 300, 1500, 300), fill=0, width=3)
        pen.rectangle((100, 600, 1500, 700), fill=0)

    rules = level_rules(np.asarray(_picture(drawn)), 1.0)
    assert [round(rule.top) for rule in rules if rule.x1 - rule.x0 > 1000] == [300]
