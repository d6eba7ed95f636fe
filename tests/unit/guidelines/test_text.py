from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.text import fold, folded, language_of, sentences


@pytest.mark.parametrize(
    ("printed", "quoted"),
    [
        pytest.param("收縮壓", "收缩压", id="script variant"),
        pytest.param("１４０ｍｍＨｇ", "140mmHg", id="width"),
        pytest.param("3～7 天", "3-7天", id="range mark"),
        pytest.param("3至7天", "3–7天", id="range word"),
        pytest.param("⩾ 140", ">=140", id="comparator sign"),
        pytest.param("≦90", "<=90", id="comparator low"),
        pytest.param("10 µg", "10 μg", id="micro"),
        pytest.param("39℃", "39°C", id="degree"),
        pytest.param("高血\n压", "高血压", id="line break"),
        pytest.param("“强”", '"强"', id="quotation marks"),
    ],
)
def test_fold_unites_what_reads_the_same(printed, quoted):
    assert fold(printed) == fold(quoted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("1 10", "110", id="two numbers are not one"),
        pytest.param("10⁹", "109", id="power"),
        pytest.param("①10", "110", id="circled number"),
        pytest.param(">140", "≥140", id="comparator"),
        pytest.param("mg", "Mg", id="case"),
        pytest.param("甚至", "甚-", id="zhi that is no range"),
        pytest.param("1.40", "140", id="decimal point"),
    ],
)
def test_fold_keeps_apart_what_differs(one, other):
    assert fold(one) != fold(other)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_folded_characters_keep_their_place(text):
    view = folded(text)
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert list(view.starts) == sorted(view.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))


def test_find_gives_original_offsets():
    text = "血压 ⩾ １４０／９０ mmHg 者"
    span = folded(text).find(fold(">=140/90mmHg"))
    assert span is None
    span = folded(text).find(fold(">=140/90 mmHg"))
    assert span is not None
    assert text[span.start : span.end] == "⩾ １４０／９０ mmHg"


def test_find_never_starts_inside_a_character():
    assert folded("39℃").find("C") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("流感", "zh", id="chinese"),
        pytest.param("ACEI 用于高血压?", "zh", id="chinese with latin"),
        pytest.param("what is the target?", "en", id="english"),
        pytest.param("Ménière's disease treatment", "en", id="english with accents"),
        pytest.param("Quel est le traitement de la grippe", None, id="french"),
        pytest.param("インフルエンザの治療", None, id="japanese"),
        pytest.param("독감 치료", None, id="korean"),
        pytest.param("грипп у детей", None, id="russian"),
        pytest.param("140/90", None, id="numbers"),
        pytest.param("", None, id="empty"),
    ],
)
def test_language_of(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("体温39.5℃。咳嗽；发热！", ["体温39.5℃。", "咳嗽；", "发热！"], id="chinese"),
        pytest.param("他说“好。”随后出院。", ["他说“好。”", "随后出院。"], id="closing quote"),
        pytest.param(
            "BP was 140.5 mmHg vs. 130. See Fig. 2 (e.g. in adults). Next?",
            ["BP was 140.5 mmHg vs. 130.", "See Fig. 2 (e.g. in adults).", "Next?"],
            id="english",
        ),
        pytest.param("1. Screen adults. 2. Repeat.", ["1. Screen adults.", "2. Repeat."], id="list number"),
        pytest.param("a\n\nb", ["a", "b"], id="lines"),
        pytest.param(" \n ", [], id="blank"),
    ],
)
def test_sentences(text, expected):
    assert [text[span.start : span.end] for span in sentences(text)] == expected


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab1.。；!? \n”’）Vvs高", max_size=80))
def test_sentences_lose_nothing_but_white_space(text):
    spans = sentences(text)
    covered = "".join(text[span.start : span.end] for span in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(before.end <= after.start for before, after in pairwise(spans))
