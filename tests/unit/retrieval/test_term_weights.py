"""What a passage is found by, and how telling the terms of a question are."""

import pytest

from retrieval.term_weights import covered, searched_text, weigh
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
