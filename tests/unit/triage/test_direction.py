"""Departments, advice and the end of an interview."""

from __future__ import annotations

import random
import re

import pytest

from assistant.errors import SettingsError
from assistant.exchange import Role, Turn
from assistant.gate import RuleGate
from assistant.gate.redflags import RedFlags
from assistant.gate.redflags.rulebook import LEVELS
from assistant.triage import Patient, departments, triage
from assistant.triage.advice import every
from assistant.triage.departments import FILE
from assistant.triage.rulebook import triage_book


def _lead(*texts, home=None, **known):
    turns = [
        Turn(speaker="assistant" if number % 2 else "patient", text=text) for number, text in enumerate(texts)
    ]
    return triage().interview(turns, Patient(**known), departments(home))


@pytest.mark.story
@pytest.mark.parametrize(
    ("said", "known", "first"),
    [
        pytest.param("咳嗽一个月", {"months": 480}, "呼吸内科", id="adult"),
        pytest.param("咳嗽一个月", {"months": 60}, "儿科", id="child"),
        pytest.param("咳嗽一个月", {"months": 360, "sex": "female", "pregnant": True}, "产科", id="pregnant"),
        pytest.param("被狗咬了手", {"months": 360}, "狂犬病暴露处置门诊", id="bite"),
        pytest.param("突然嘴歪了", {"months": 800}, "急诊科", id="emergency"),
        pytest.param("", {}, "全科医学科", id="nothing-said"),
    ],
)
def test_the_first_department(said, known, first):
    assert _lead(said, **known).departments[0] == first


def test_a_hospital_names_its_own_departments(tmp_path):
    (tmp_path / FILE).write_text(
        'source = "house"\nemergency = "急诊科"\n'
        '[[department]]\nname = "呼吸内科"\nhere = "呼吸与危重症医学科"\n'
        '[[department]]\nname = "泌尿外科"\nabsent = true\n',
        "utf-8",
    )
    assert _lead("咳嗽一个月", home=tmp_path, months=480).departments[0] == "呼吸与危重症医学科"
    assert "泌尿外科" not in _lead("尿频尿急", home=tmp_path, months=480).departments


@pytest.mark.parametrize("written", ["source = ", 'source = "x"\n'], ids=["no-toml", "wrong-shape"])
def test_a_broken_copy_is_told(tmp_path, written):
    (tmp_path / FILE).write_text(written, "utf-8")
    with pytest.raises(SettingsError, match=re.escape(FILE)):
        departments(tmp_path)


def test_every_department_of_the_map_has_an_entry():
    listed = {one.name for one in departments().department}
    used = {name for one in triage_book().complaints for name in one.departments}
    used |= {name for one in triage_book().complaints for _, name in one.elsewhere}
    assert used <= listed


def test_the_72_rows_of_the_map_are_covered():
    rows = {one.row for one in triage_book().complaints}
    assert set(range(1, 73)) - rows == {25, 52}  # a place of belly pain; a child is known by age


def test_advice_has_a_source_and_prescribes_nothing():
    gate = RuleGate(flags=RedFlags(triage_book().red_flags))
    for one in (*every("zh"), *every("en")):
        assert one.source.startswith("domain §")
        assert gate.outgoing(one.text, role=Role.PATIENT).verdict == "clear", one.id


def test_a_crisis_gets_its_card_and_is_kept_talking():
    found = _lead("药都买好了，今晚就不想活了", months=240)
    assert found.urgency == "E120"
    assert {"E120", "RF100"} <= {one.id for one in found.advice}
    assert found.next_slot == "support"


def test_a_child_alone_is_asked_for_a_guardian():
    found = _lead("叔叔我肚子疼", "家长在吗？", "爸爸妈妈上班去了", months=84)
    assert found.ended_by == "guardian"
    assert "guardian" in {one.id for one in found.advice}


def test_an_unknown_answer_that_matters_keeps_the_higher_level():
    plain = _lead("头晕两天", "有没有晕过去？", "没有", months=480)
    unknown = _lead("头晕两天", "有没有晕过去？", "不知道", months=480)
    assert (plain.urgency, unknown.urgency) == ("C72", "C24")


@pytest.mark.story
def test_no_question_comes_twice_and_a_direction_comes_within_ten():
    """Simulated patients answer every question with yes, no or `不知道` as their vignette has it."""
    chance = random.Random(7)
    starts = [one.name.zh for one in triage_book().complaints]
    quick = 0
    for start in starts:
        turns = [Turn(speaker="patient", text=f"我{start}")]
        asked: list[str] = []
        known = Patient(months=chance.randint(12, 1000), sex=chance.choice(["male", "female"]))
        for _ in range(12):
            found = triage().interview(turns, known)
            if found.done or found.next_question is None:
                break
            assert found.next_slot not in asked
            asked.append(found.next_slot)
            turns += [
                Turn(speaker="assistant", text=found.next_question),
                Turn(speaker="patient", text=chance.choice(["没有", "没有", "不知道", "昨天开始的"])),
            ]
        quick += found.done and len(asked) <= 10
    assert quick / len(starts) >= 0.95


@pytest.mark.story
@pytest.mark.parametrize(
    ("said", "known", "at_most"),
    [
        pytest.param("孩子3岁，39度烧了两天，精神不好", {"months": 36}, "ED", id="child-poor-spirits"),
        pytest.param("娃烧39度三天了，没精神", {"months": 60}, "C24", id="child-three-days"),
        pytest.param(
            "嗓子疼得咽唾沫都费劲，烧38.8，两天了，能喝水，气喘得过来",
            {"months": 400},
            "ED",
            id="able-to-breathe",
        ),
        pytest.param("宝宝便便软软的，肚子也软软的，能吃能玩", {"months": 10}, "C72", id="soft-belly"),
        pytest.param("头皮一碰就疼，两个礼拜了", {"months": 700}, "C24", id="touched-head"),
    ],
)
def test_what_sounds_like_an_emergency_and_is_none(said, known, at_most):
    assert LEVELS.index(_lead(said, **known).urgency) >= LEVELS.index(at_most)


@pytest.mark.story
@pytest.mark.parametrize(
    "said",
    ["孩子烧39度，蔫了吧唧的", "孩子烧39度，叫都叫不醒", "宝宝两个月大，精神不好"],
    ids=["limp", "unwakeable", "young"],
)
def test_a_child_that_is_limp_or_cannot_be_woken_is_an_emergency(said):
    assert _lead(said).urgency == "E120"


def test_nobody_is_sent_where_the_other_sex_is_seen():
    assert "妇科" not in _lead("一直要不上孩子，想查查", months=400, sex="male").departments
    assert "男科" not in _lead("一直要不上孩子，想查查", months=400, sex="female").departments
