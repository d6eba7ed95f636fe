"""A rule for people of another age is no evidence for a question about somebody's age."""

import pytest

from assistant.population import people_of

FORTY_UP, UNDER_FORTY = "≥40岁者每年检测一次。", "<40岁者每2–5年检测一次。"
EITHER = "65–79岁患者的目标为甲；≥80岁患者的目标为乙。"
GRADE = "A 47-year-old: which grade?"


@pytest.mark.parametrize(
    ("question", "sentence", "concerns"),
    [
        pytest.param("我今年52岁，多久查一次？", FORTY_UP, True, id="inside"),
        pytest.param("我今年52岁，多久查一次？", UNDER_FORTY, False, id="outside"),
        pytest.param("多久查一次？", UNDER_FORTY, True, id="nobody named"),
        pytest.param("52岁和30岁各多久查一次？", UNDER_FORTY, True, id="two people"),
        pytest.param("我今年52岁，多久查一次？", "每年检测一次。", True, id="a rule for everybody"),
        pytest.param("82岁的患者目标？", EITHER, True, id="one of two bands"),
        pytest.param("65–79岁患者目标？", "≥80岁患者的目标为乙。", True, id="a band is not one person"),
        pytest.param(GRADE, "Adults aged 45–49 years are screened (B).", True, id="en in"),
        pytest.param(GRADE, "Adults aged 50–75 years are screened (A).", False, id="en out"),
        pytest.param("我今年52岁", "People aged <40 years are tested.", False, id="across languages"),
    ],
)
def test_only_rules_for_the_asked_age_are_evidence(question, sentence, concerns):
    assert people_of(question).may_concern(sentence) is concerns
