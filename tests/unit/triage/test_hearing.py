"""A short reply is read together with its question; silence and `不知道` say nothing."""

from __future__ import annotations

import pytest

from assistant.exchange import Turn
from assistant.triage import Patient, triage


def _lead(*texts, **known):
    turns = [
        Turn(speaker="assistant" if number % 2 else "patient", text=text) for number, text in enumerate(texts)
    ]
    return triage().interview(turns, Patient(**known))


@pytest.mark.parametrize(
    ("question", "reply", "slot", "state"),
    [
        pytest.param("有没有发烧？", "有", "fever", "present", id="yes"),
        pytest.param("有没有发烧？", "没有", "fever", "absent", id="no"),
        pytest.param("有没有发烧？", "不知道", "fever", "unknown", id="unknown"),
        pytest.param("發燒嗎？", "沒有", "fever", "absent", id="traditional"),
        pytest.param("有冇发烧？", "冇", "fever", "absent", id="cantonese"),
        pytest.param("Any fever?", "no", "fever", "absent", id="english-no"),
        pytest.param("Any fever?", "yes a bit", "fever", "present", id="english-yes"),
        pytest.param("Any fever?", "not sure", "fever", "unknown", id="english-unknown"),
        pytest.param("人清醒吗？吐不吐？", "不吐", "vomiting", "absent", id="answers-what-it-names"),
    ],
)
def test_a_reply_fills_the_slot_of_its_question(question, reply, slot, state):
    assert _lead("咳嗽两天", question, reply).slots[slot].state == state


def test_what_a_reply_does_not_name_stays_open():
    assert "mental_state" not in _lead("发烧两天", "人清醒吗？吐不吐？", "不吐", months=240).slots


def test_vitals_are_never_inferred_from_silence():
    found = _lead("头晕", "有没有胸痛？", "没有", months=600)
    assert "vitals" not in found.slots
    assert "vitals" in found.missing


def test_a_number_is_read_with_what_was_asked():
    found = _lead("有糖尿病，手抖出汗", "血糖多少？", "2.6", months=700)
    assert found.slots["vitals"].values["glucose"] == 2.6
    assert found.urgency == "E120"


@pytest.mark.parametrize(
    ("first", "question", "reply"),
    [
        pytest.param("胸口闷", "有没有出冷汗？", "有", id="yes-makes-the-flag"),
        pytest.param("胸口闷", "能说完整一句话吗？", "不能", id="an-ability-lacking"),
        pytest.param("心慌", "现在心率多少？", "一百七", id="a-number"),
        pytest.param("My chest feels tight", "Are you sweating?", "yes", id="english"),
    ],
)
def test_a_bare_answer_can_raise_a_red_flag(first, question, reply):
    assert _lead(first, question, reply, months=55 * 12).urgency == "E120"


def test_a_bare_no_raises_nothing():
    assert _lead("咳嗽两天", "喘不喘？嘴唇紫不紫？", "没有", months=300).urgency in {"SELF", "C72"}
