"""A reply of several parts answers the parts of its question one by one."""

from __future__ import annotations

import pytest

from assistant.exchange import Turn
from assistant.triage import Patient, triage
from assistant.triage.pairing import paired


@pytest.mark.parametrize(
    ("asked", "said", "pairs"),
    [
        pytest.param(
            "多久了?嘴唇肿吗?嗓子紧吗?",
            "十分钟,肿,有点紧",
            [("嘴唇肿吗", "yes"), ("嗓子紧吗", "yes")],
            id="by-what-it-repeats",
        ),
        pytest.param(
            "多久了?有没有闪光?看东西有没有缺一块?",
            "两三年了,没有,都没有",
            [("有没有闪光", "no"), ("看东西有没有缺一块", "no")],
            id="by-place",
        ),
        pytest.param(
            "看东西清楚吗?看灯有没有一圈彩虹?",
            "不清楚,有",
            [("看东西清楚吗", "no"), ("看灯有没有一圈彩虹", "yes")],
            id="one-of-each",
        ),
        pytest.param("肿吗?", "肿得像馒头", [("肿吗", "yes")], id="told-in-degrees"),
        pytest.param("发烧吗?", "38.4", [("发烧吗", "value")], id="a-bare-number"),
        pytest.param("腰疼吗?", "小便疼", [], id="another-part-hurts"),
        pytest.param("抽过吗?", "以前抽", [], id="the-past-is-no-answer"),
        pytest.param("哪里不舒服?", "肿", [], id="an-open-question"),
    ],
)
def test_parts_of_a_reply_find_their_questions(asked, said, pairs):
    assert [(one.asked, one.how) for one in paired(asked, said)] == pairs


def _level(*texts, **known):
    turns = [
        Turn(speaker="assistant" if number % 2 else "patient", text=text) for number, text in enumerate(texts)
    ]
    return triage().interview(turns, Patient(**known)).urgency


@pytest.mark.parametrize(
    ("texts", "grave", "calm"),
    [
        pytest.param(
            ("娃身上出了好多小红点，发烧39", "用手压一下红点会退吗？"), "不退", "会退", id="spots-pressed"
        ),
        pytest.param(
            ("吃了头孢身上起包", "多久了？嘴唇肿吗？嗓子紧吗？"),
            "十分钟，肿，有点紧",
            "十分钟，不肿，不紧",
            id="throat-beside-onset",
        ),
        pytest.param(
            ("腰一侧疼，小便也疼", "几天了？发烧吗？"), "两天，39.2", "两天，36.6", id="a-number-for-fever"
        ),
        pytest.param(("儿子说下面疼", "具体哪里？"), "蛋蛋，今天突然的", "膝盖", id="where-the-trouble-is"),
        pytest.param(("右眼有东西", "什么样？"), "像有东西挡着", "有点眼屎", id="a-part-of-the-field"),
        pytest.param(("我妈糖尿病没劲", "血糖多少？"), "仪器显示HI", "七点二", id="above-what-it-shows"),
        pytest.param(("不想活了", "有具体打算吗？"), "有", "没有", id="a-plan"),
        pytest.param(("吃鱼", "现在怎么样？"), "鱼刺卡着了", "有点饱", id="a-bone"),
    ],
)
def test_what_a_part_says_decides_with_its_question(texts, grave, calm):
    levels = ["E120", "ED", "C24", "C72", "SELF"]
    assert levels.index(_level(*texts, grave)) < levels.index(_level(*texts, calm))


@pytest.mark.parametrize("reply", ["没有", "没有的", "没有了", "没的"])
def test_particles_behind_a_no_deny_as_a_bare_one(reply):
    turns = [Turn(speaker="patient", text="流鼻涕"), Turn(speaker="assistant", text="有没有发烧？")]
    found = triage().interview([*turns, Turn(speaker="patient", text=reply)], Patient(months=200))
    assert found.slots["fever"].state == "absent"


def test_what_is_impossible_is_no_pregnancy():
    turns = [
        Turn(speaker="patient", text="例假十二天还没干净"),
        Turn(speaker="assistant", text="有可能怀孕吗？"),
        Turn(speaker="patient", text="不可能，上环了"),
    ]
    assert "pregnancy" not in triage().interview(turns, Patient(months=440, sex="female")).complaints
