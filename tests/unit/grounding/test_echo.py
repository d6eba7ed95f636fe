"""A sentence that only says the question again is no answer; one that says yes or no is."""

import pytest

from assistant.grounding.echo import echoes


@pytest.mark.parametrize(
    ("question", "sentence", "again"),
    [
        pytest.param("重症肺炎患者蛋白目标？", "目标蛋白", True, id="its-words"),
        pytest.param("What is the haemoglobin target in anaemia?", "Haemoglobin target.", True, id="english"),
        pytest.param("重症肺炎患者蛋白目标？", "目标蛋白为1.2 g/kg。", False, id="a-number"),
        pytest.param("儿童流感用什么药？", "奥司他韦用于儿童流感。", False, id="a-new-name"),
        pytest.param("奥司他韦可以用于儿童吗？", "奥司他韦用于儿童。", False, id="yes-or-no"),
        pytest.param(
            "Is metformin used in diabetes?", "Metformin is used in diabetes.", False, id="yes-or-no-en"
        ),
        pytest.param("儿童可以怎么用奥司他韦？", "儿童不应使用奥司他韦。", False, id="a-force"),
    ],
)
def test_what_only_says_the_question_again(question, sentence, again):
    assert echoes(question, sentence) is again
