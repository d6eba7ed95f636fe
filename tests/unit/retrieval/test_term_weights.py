"""What a passage is found by, and how telling the terms of a question are."""

import pytest

from retrieval.term_weights import covered, searched_text, term_set, weigh
from tests.fakes.passages import passage


@pytest.mark.parametrize(
    ("title", "context", "expected"),
    [
        pytest.param("高血压指南", "高血压指南 › 目标", "高血压指南\n高血压指南 › 目标\n正文。", id="titled"),
        pytest.param("a", "", "正文。", id="an-id-is-no-title"),
        pytest.param("", "", "正文。", id="nothing"),
    ],
)
def test_a_passage_is_found_by_title_context_and_text(title, context, expected):
    assert searched_text(passage("p", edition="a@1", text="正文。", context=context), title) == expected


def test_the_rarer_a_term_among_the_found_the_more_it_tells():
    weights = weigh("tiles lantern", [frozenset({"tile"}), frozenset({"tile"})])
    assert weights["lantern"] > weights["tile"] > 0
    assert covered(weights, {"lantern"}) > 0.5 > covered(weights, {"tile"})
    assert covered({}, {"x"}) == 0.0


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        pytest.param("第一天用量", "口服，第 1 天，每次 1600mg", id="said-and-printed"),
        pytest.param("第2剂什么时候打", "第二剂在3个月后接种", id="printed-and-said"),
        pytest.param("第十二周复查什么", "第12周复查", id="beyond-ten"),
    ],
)
def test_a_count_in_words_and_in_digits_is_one(asked, written):
    weights = weigh(asked, [])
    count = {term for term in weights if term.isdigit()}
    assert count
    assert count <= term_set(written)


def test_a_first_line_is_no_count():
    assert "1" not in weigh("第一线治疗", [])
