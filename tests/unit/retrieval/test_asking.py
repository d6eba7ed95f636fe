"""The asking is left out of a question; no word, and no name of an idea, is ever cut for it."""

import pytest

from retrieval.asking import subject_of


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        pytest.param("奥司他韦儿童剂量是多少？", "奥司他韦", id="he-in-a-drug"),
        pytest.param("老年人他汀怎么用", "他汀", id="he-in-a-class-of-drugs"),
        pytest.param("肾功能不全的人能吃二甲双胍吗？", "肾功能不全", id="can-in-function"),
        pytest.param("依那普利和那格列奈能一起吃吗", "依那普利", id="that-in-a-drug"),
        pytest.param("母亲有高血压，我会不会也有", "母亲", id="dear-in-mother"),
        pytest.param("社区获得性肺炎要住院吗？", "社区获得性肺炎", id="get-in-acquired"),
        pytest.param("靶器官问题怎么查", "问题", id="ask-in-problem"),
    ],
)
def test_words_stay_whole(question, whole):
    assert whole in subject_of(question)


@pytest.mark.parametrize(
    ("question", "gone"),
    [
        pytest.param("医生您好，我能吃二甲双胍吗？", ("医生", "我", "能", "吗"), id="address-and-particle"),
        pytest.param("他汀他能不能吃", ("他能", "能不能"), id="he-beside-the-drug"),
        pytest.param("为什么流感要打疫苗", ("为什么", "要"), id="why"),
    ],
)
def test_asking_goes(question, gone):
    assert not any(word in subject_of(question) for word in gone)
