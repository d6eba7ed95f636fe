"""A photographed report: what two looks do not read alike, or not surely, is unreadable."""

from io import BytesIO

import pytest
from PIL import Image

from assistant.errors import InvalidQuestionError
from assistant.labs.photo import MOST_BYTES, read_photo
from guidelines.readers.ocr import Seen

pytestmark = pytest.mark.story

ROWS = ["项目  结果  单位  参考范围", "血红蛋白  98  g/L  115-150", "钾  4.12  mmol/L  3.5-5.3"]


class Eyes:
    """Reads the lines it was given, one set a look; `doubtful` is a character of which it is not sure."""

    def __init__(self, *looks, doubtful=None):
        self._looks, self._doubtful = list(looks), doubtful

    def read(self, picture):
        assert picture.ndim == 2
        rows = self._looks.pop(0) if self._looks else []
        return [line for number, row in enumerate(rows) for line in self._lines(row, top=40 * number)]

    def _lines(self, row, *, top):
        """Give each cell as a line of its own, as a recogniser does, characters 12 wide and 20 high."""
        at = 0
        for cell in row.split("  "):
            yield [
                Seen(
                    text=char,
                    confidence=0.7 if char == self._doubtful else 0.99,
                    x0=at + 12 * place,
                    x1=at + 12 * (place + 1),
                    top=top,
                    bottom=top + 20,
                )
                for place, char in enumerate(cell)
            ]
            at += 12 * len(cell) + 60


def picture(size=(300, 200), kind="PNG"):
    out = BytesIO()
    Image.new("L", size, 255).save(out, kind)
    return out.getvalue()


def nothing(_name):
    return False


def read(*looks, knows=nothing, **fields):
    return [
        (one.item.name, one.item.value if one.sure else None, one.sure)
        for one in read_photo(picture(), Eyes(*looks, **fields), knows=knows).results
    ]


def test_what_both_looks_agree_on_is_read():
    assert read(ROWS, ROWS) == [("血红蛋白", "98", True), ("钾", "4.12", True)]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("钾  412  mmol/L  3.5-5.3", id="lost-point"),
        pytest.param("钾  4.12  μmol/L  3.5-5.3", id="unit"),
        pytest.param("钾  4.12  mmol/L  35-5.3", id="range"),
        pytest.param("钠  4.12  mmol/L  3.5-5.3", id="name"),
    ],
)
def test_what_they_read_differently_is_unreadable(other):
    found = read(ROWS, [*ROWS[:2], other])
    assert found[:2] == [("血红蛋白", "98", True), ("钾", None, False)]
    assert not any(sure for _, _, sure in found[2:])


def test_a_third_look_settles_what_two_read_differently():
    torn = [*ROWS[:2], "钾  412  mmol/L  3.5-5.3"]
    assert read(ROWS, torn, ROWS) == [("血红蛋白", "98", True), ("钾", "4.12", True)]
    assert read(torn, ROWS, ROWS) == [("血红蛋白", "98", True), ("钾", "4.12", True)]


def test_one_doubtful_character_in_the_long_name_of_a_known_test_is_borne():
    long = ["项目  结果  单位  参考范围", "天门冬氨酸氨基转移酶  41.5  U/L  13-35"]
    fields = {"doubtful": "门"}
    assert [sure for *_, sure in read(long, long, **fields)] == [False]
    assert [sure for *_, sure in read(long, long, knows=lambda name: "门" in name, **fields)] == [True]


def test_two_tests_with_the_same_figures_stay_two():
    both = [*ROWS, "钠  4.12  mmol/L  3.5-5.3"]
    assert [name for name, _, sure in read(both, both) if sure] == ["血红蛋白", "钾", "钠"]


def test_a_result_that_only_one_look_sees_is_not_lost():
    assert read(ROWS[:2], ROWS) == [("血红蛋白", "98", True), ("钾", None, False)]


def test_one_doubtful_character_makes_its_line_unreadable():
    assert read(ROWS, ROWS, doubtful="4") == [("血红蛋白", "98", True), ("钾", None, False)]


def test_of_two_results_side_by_side_only_the_doubtful_one_is_unreadable():
    wide = [
        "项目  结果  单位  参考  项目  结果  单位  参考",
        "氯  101  mmol/L  99-110  钠  147  mmol/L  137-147",
    ]
    assert read(wide, wide, doubtful="4") == [("氯", "101", True), ("钠", None, False)]


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"\xff\xd8\xff broken", picture()[:60], b"x" * (MOST_BYTES + 1)],
    ids=["empty", "pdf", "jpeg", "cut", "large"],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(InvalidQuestionError):
        read_photo(data, Eyes(ROWS, ROWS), knows=nothing)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000)])
def test_a_picture_of_no_size_holds_nothing(size):
    assert read_photo(picture(size), Eyes([], []), knows=nothing).results == ()
