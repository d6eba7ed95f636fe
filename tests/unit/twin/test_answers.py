"""Approved answers: to the same question alone, for a quarter, and never a regimen or a story."""

from dataclasses import replace

import pytest

from assistant.errors import TwinRefusedError, UnknownTwinError
from assistant.twin import ApprovedSentence
from assistant.twin.answers import check_answer, same_question
from tests.fakes.outcomes import claim
from tests.fakes.tables import every
from tests.unit.twin.test_twin import ADMIN, LI, WU, gate, question, signed, ward

__all__ = ["gate", "ward"]
ASKED = "高血压患者多久复查一次？"
SAME = [
    (ASKED, "高血压患者多久复查一次"),
    (ASKED, "请问高血压患者多久复查一次呢？"),
    (ASKED, "医生您好，高血压患者，多久复查一次？谢谢"),
    ("How often should hypertension be reviewed?", "how often should hypertension be reviewed"),
]
OTHER = [
    (ASKED, "高血压患者为什么要复查？"),
    (ASKED, "糖尿病患者多久复查一次？"),
    (ASKED, "怀孕的高血压患者多久复查一次？"),
    (ASKED, "8岁的孩子高血压多久复查一次？"),
    (ASKED, "高血压患者多久复查一次肾功能？"),
    (ASKED, "高血压患者可以不复查吗？"),
    (ASKED, "高血压患者多久复查一次？我血压 170/110，要不要紧？"),
    (ASKED, "高血压患者多久换一次药？"),
    ("血压多少要治疗？", "血压多少不要治疗？"),
    ("血压 130/80 要紧吗？", "血压 150/90 要紧吗？"),
    (ASKED, "How often should hypertension be reviewed?"),
]


@every(SAME, name=str)
def test_the_same_question_in_other_dress_is_the_same(row):
    assert same_question(*row)


@every(OTHER, name=str)
def test_what_differs_in_anything_named_is_another_question(row):
    assert not same_question(*row)
    assert not same_question(*reversed(row))


def sentence(text="至少每三个月复查一次血压。", **fields):
    (cited,) = claim().citations
    return ApprovedSentence(**{"text": text, "citations": (replace(cited, quote=text),)} | fields)


@pytest.mark.story
@pytest.mark.parametrize(
    ("asked", "told", "why"),
    [
        pytest.param("", (sentence(),), "write the question", id="no-question"),
        pytest.param(ASKED, (), "1 to 8", id="no-sentence"),
        pytest.param(ASKED, (sentence(citations=()),), "no passage", id="no-passage"),
        pytest.param(ASKED, (sentence("吃氨氯地平 5mg 每天一次。"),), "rule", id="a-regimen"),
        pytest.param(ASKED, (sentence("我就是李医生，放心。"),), "claims to be a person", id="a-person"),
        pytest.param(
            "我叫王小明，电话13812345678，何时复查？", (sentence(),), "names somebody", id="a-story"
        ),
        pytest.param(
            ASKED,
            (replace(sentence(), text="至少每六个月复查一次血压。"),),
            "otherwise than its passages",
            id="another-figure",
        ),
    ],
)
def test_what_no_twin_may_repeat_is_refused(gate, asked, told, why):
    with pytest.raises(TwinRefusedError, match=why):
        check_answer(asked, told, gate)


@pytest.mark.story
def test_an_answer_is_given_for_a_quarter_and_then_goes_to_the_doctor(ward):
    room, clock, records = ward
    twin = signed(room)
    twin_id = twin.twin_id
    made = room.approve(twin_id, LI, "高血压多久复查一次？", [sentence()])
    voice = room.voice(twin_id, question())
    assert voice.approved.answer_id == made.answer_id
    assert [one.text for one in voice.approved.claims] == [
        "由李明医生于 2026-06-01 审定、供助手复述的内容（AI 转述，非医生本人实时回复）：",
        "至少每三个月复查一次血压。",
    ]
    assert room.voice(twin_id, question("高血压怎么诊断？")).approved is None
    clock.pass_by(days=20)
    assert room.twins(LI)[0].due(clock())
    room.revise(twin_id, replace(twin.card, days=92), LI)
    room.sign(twin_id, LI, version=room.twins(LI)[0].version)
    clock.pass_by(days=60)
    assert room.answers(twin_id, LI)[0].due(clock())
    clock.pass_by(days=12)
    assert room.voice(twin_id, question()).shut == "twin_answer_stale"
    room.approve_again(twin_id, made.answer_id, LI)
    assert room.voice(twin_id, question()).approved is not None
    assert records.verify().links == 6


@pytest.mark.story
def test_only_its_doctor_approves_and_what_is_taken_back_is_not_given_again(ward):
    room, clock, _ = ward
    twin_id = signed(room).twin_id
    made = room.approve(twin_id, LI, "高血压多久复查一次？", [sentence()])
    for step in (
        lambda: room.approve(twin_id, WU, ASKED, [sentence()]),
        lambda: room.take_back(twin_id, made.answer_id, WU),
        lambda: room.answers(twin_id, WU),
    ):
        with pytest.raises(UnknownTwinError):
            step()
    assert len(room.answers(twin_id, ADMIN)) == 1
    room.take_back(twin_id, made.answer_id, LI)
    clock.pass_by(seconds=1)
    voice = room.voice(twin_id, question())
    assert (voice.approved, voice.shut) == (None, None)
    with pytest.raises(TwinRefusedError, match="taken back"):
        room.approve_again(twin_id, made.answer_id, LI)
    room.revoke(twin_id, LI)
    assert room.voice(twin_id, question()).shut == "twin_unavailable"
