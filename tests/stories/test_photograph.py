"""A photograph of a printed report through the real recogniser: nothing is silently wrong."""

import pytest

from assistant.labs import knowledge_of
from assistant.labs.names import resolve
from assistant.labs.photo import read_photo
from guidelines.readers.rapid_ocr import installed
from tests.fakes.photographs import font, photographed, sheet

pytestmark = pytest.mark.story
ROWS = [
    ("白细胞计数", "11.62", "10^9/L", "3.5-9.5"),
    ("血红蛋白", "98", "g/L", "115-150"),
    ("肌酐", "64", "μmol/L", "41-73"),
    ("钾", "4.12", "mmol/L", "3.5-5.3"),
]


def same(text):
    return "".join(str(text).split()).replace("µ", "μ")


def test_a_photograph_held_by_hand_is_read_or_said_to_be_unreadable():
    eyes = installed()
    if font() is None or eyes is None:
        pytest.skip("no Chinese font or no recogniser on this machine")
    held = photographed(sheet(ROWS), seed=3, tilt=1.8, shade=0.25, blur=0.6, grain=5)
    names = knowledge_of(None).names
    found = read_photo(held, eyes, knows=lambda name: bool(resolve(name, names).tests)).results
    printed = {row[0]: row for row in ROWS}
    sure = [one.item for one in found if one.sure]
    assert len(sure) >= 3
    for item in sure:
        name, value, unit, reach = printed[same(item.name)]
        assert (same(item.value), same(item.unit), same(item.range)) == (value, unit, reach), name
