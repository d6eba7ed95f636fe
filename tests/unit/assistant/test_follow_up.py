"""What a follow-up is searched with: the questions that it leans on, and no others."""

import pytest

from assistant.exchange import Asker, Question, Role, Turn
from assistant.searching import search_text

EARLIER_ZH = "糖尿病患者血压控制目标是多少？"
EARLIER_EN = "Which vaccine is advised for adults with chronic kidney disease?"


def searched(text, *earlier, language="zh"):
    turns = []
    for one in earlier:
        turns += [Turn(speaker="patient", text=one), Turn(speaker="assistant", text="见指南。")]
    asker = Asker(role=Role.DOCTOR)
    return search_text(Question(id="1", text=text, asker=asker, language=language, history=tuple(turns)))


@pytest.mark.parametrize(
    ("text", "language", "earlier"),
    [
        pytest.param("那八十岁以上的老人呢？", "zh", EARLIER_ZH, id="zh-and-for"),
        pytest.param("多久复查一次？", "zh", EARLIER_ZH, id="zh-short"),
        pytest.param("合并冠心病的患者用同样的目标吗？", "zh", EARLIER_ZH, id="zh-the-same"),
        pytest.param("What about children?", "en", EARLIER_EN, id="en-what-about"),
        pytest.param(
            "How many doses of it are given in the first year of treatment?", "en", EARLIER_EN, id="en-it"
        ),
    ],
)
def test_a_follow_up_takes_along_what_it_leans_on(text, language, earlier):
    assert searched(text, earlier, language=language) == f"{earlier} {text}"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("哮喘如何分级？", "zh", id="zh-short-with-its-own-disease"),
        pytest.param("妊娠期妇女接种流感疫苗的最佳时间和禁忌证有哪些？", "zh", id="zh-complete"),
        pytest.param(
            "What is the haemoglobin threshold for transfusion in adults on a ward?", "en", id="en-complete"
        ),
    ],
)
def test_a_question_that_stands_alone_is_searched_alone(text, language):
    assert searched(text, EARLIER_ZH, language=language) == text


def test_a_follow_up_to_a_follow_up_reaches_the_subject():
    whole = searched("那最高呢？", "急性胰腺炎发病后甘油三酯应降到多少？", "几天之内？")
    assert whole == "急性胰腺炎发病后甘油三酯应降到多少？ 几天之内？ 那最高呢？"


def test_at_most_three_earlier_questions_are_taken_along():
    assert searched("那呢？", "一？", "二？", "三？", "四？") == "二？ 三？ 四？ 那呢？"


def test_without_history_a_question_is_itself():
    assert searched("那呢？") == "那呢？"
