"""What differs is marked, and no letter of a quotation is changed."""

import re
from html import unescape

import pytest

from assistant.changes import Change, ChangeKind, NumberChange, Side, compare
from guidelines.changes import loose_content
from serving.ui.library.marking import sides_html
from tests.fakes.page import PASSAGE


def change(old, new, *numbers, kind=ChangeKind.THRESHOLD):
    sides = [
        None if text is None else Side(text=text, section=(), page=None, quoted=()) for text in (old, new)
    ]
    return Change(kind=kind, old=sides[0], new=sides[1], numbers=numbers, score=0.9)


def number(old, new, what=""):
    return NumberChange(old=old, new=new, unit="", what=what, old_said=old, new_said=new)


def marks(html, look):
    return re.findall(rf'<mark class="yz-{look} yz-\w+">(.*?)</mark>', html)


def plain(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


ONE_SIDED = NumberChange(old=None, new="1.8", unit="", what="LDL-C", new_said="<1.8")


@pytest.mark.parametrize(
    ("made", "old", "new"),
    [
        pytest.param(change("目标<150/90 mmHg", "目标<140/90 mmHg", number("<150/90 mmHg", "<140/90 mmHg")),
                     ["&lt;150/90 mmHg"], ["&lt;140/90 mmHg"], id="comparator"),
        pytest.param(change("甲 100，乙 10", "甲 100，乙 20", number("10", "20", "乙")),
                     ["10"], ["20"], id="not-inside-a-longer-number"),
        pytest.param(change("甲 5 次，乙 5 次", "甲 5 次，乙 3 次", number("5 次", "3 次", "乙")),
                     ["5 次"], ["3 次"], id="behind-its-words"),
        pytest.param(change("每１２个月一次", "每6个月一次", number("12个月", "6个月")),
                     ["１２个月"], ["6个月"], id="full-width"),
        pytest.param(change("每年复查", "每年复查，LDL-C <1.8", ONE_SIDED),
                     [], ["&lt;1.8"], id="one-side"),
    ],
)  # fmt: skip
def test_numbers_are_marked_where_they_stand(made, old, new):
    before, after = sides_html(made)
    assert (marks(before, "num"), marks(after, "num")) == (old, new)


def test_the_second_of_two_like_numbers_is_the_one_behind_its_words():
    before, _ = sides_html(change("甲 5 次，乙 5 次", "甲 5 次，乙 3 次", number("5 次", "3 次", "乙")))
    assert before.index("<mark") > before.index("乙")


def test_words_that_differ_are_marked_lightly():
    before, after = sides_html(change("可考虑使用甲药", "推荐使用甲药", kind=ChangeKind.STRENGTH))
    assert marks(before, "word") == ["可考虑"]
    assert marks(after, "word") == ["推荐"]


@pytest.mark.parametrize("kind", [ChangeKind.UNCHANGED, ChangeKind.MOVED, ChangeKind.ADDED])
def test_what_did_not_change_is_not_marked(kind):
    assert "<mark" not in "".join(sides_html(change("甲", "乙", kind=kind)))


def test_texts_with_nothing_in_common_are_not_marked_all_over():
    assert "<mark" not in "".join(sides_html(change("甲乙丙丁戊己", "子丑寅卯辰巳", kind=ChangeKind.DRUG)))


def test_no_letter_is_lost_and_nothing_becomes_markup():
    texts = [f"{PASSAGE}目标<150/90 mmHg & <b>", f"目标<140/90 mmHg & <i>{PASSAGE}"]
    contents = [loose_content(text.encode(), name="x.txt") for text in texts]
    made = [one for one in compare(*contents).changes if one.old and one.new]
    assert made
    for one in made:
        before, after = sides_html(one)
        assert (plain(before), plain(after)) == (one.old.text, one.new.text)
        assert not re.search(r"<(?!/?mark)", before + after)
