"""The packet: facts apart from inference, words verbatim, denied is not unknown, no regimen."""

import re
from dataclasses import replace

import pytest

from assistant.exchange import Turn
from assistant.handover import page
from assistant.handover.told import told


def standing(text):
    return {one.name: one.standing for one in told([text])}


@pytest.mark.parametrize(
    ("text", "slot", "expected"),
    [
        pytest.param("我对青霉素过敏。", "allergy", "value", id="allergy"),
        pytest.param("没有药物过敏史。", "allergy", "denied", id="no-allergy"),
        pytest.param("过敏史：无", "allergy", "denied", id="form"),
        pytest.param("No known drug allergies.", "allergy", "denied", id="no-allergy-en"),
        pytest.param("I'm allergic to peanuts", "allergy", "value", id="allergy-en"),
        pytest.param("头晕三天", "allergy", "unknown", id="not-spoken-of"),
        pytest.param("在吃厄贝沙坦150毫克一天一次", "drugs_as_reported", "value", id="drug"),
        pytest.param("平时没吃什么药", "drugs_as_reported", "denied", id="no-drug"),
        pytest.param("没吃过阿司匹林或者华法林", "drugs_as_reported", "denied", id="no-named-drugs"),
        pytest.param("没有好转，吃了布洛芬", "drugs_as_reported", "value", id="no-relief"),
        pytest.param("不舒服就吃止痛药", "drugs_as_reported", "value", id="unwell-and-takes"),
        pytest.param("I don't take any medication", "drugs_as_reported", "denied", id="no-drug-en"),
        pytest.param("没有高血压、糖尿病和冠心病", "illnesses", "denied", id="list-denied"),
        pytest.param("没有糖尿病，有高血压十年", "illnesses", "value", id="mixed"),
        pytest.param("没有怀孕", "pregnancy", "denied", id="not-pregnant"),
        pytest.param("孕28周", "pregnancy", "value", id="pregnant"),
        pytest.param("从没做过手术", "operations", "denied", id="no-operation"),
    ],
)
def test_value_denied_and_unknown_are_three_things(text, slot, expected):
    assert standing(text)[slot] == expected


def test_drugs_stand_in_the_packet_letter_by_letter(ward):
    said = "我在吃 络活喜5mg 每天早上一片，还有鱼油。"
    packet = ward.work.packet(ward.opened(text=f"头晕怎么办？{said}"))
    facts = {one.name: one for one in packet.background.facts}
    assert facts["drugs_as_reported"].said == (said,)
    assert packet.situation.question == f"头晕怎么办？{said}"
    assert "allergy" in packet.assessment.missing


def test_the_assistants_own_words_are_no_facts(ward):
    history = (Turn("assistant", "您对青霉素过敏吗？"), Turn("patient", "不清楚"))
    packet = ward.work.packet(ward.opened(history=history))
    assert {one.name: one.standing for one in packet.background.facts}["allergy"] == "unknown"
    assert packet.background.turns == history


def test_no_regimen_stands_in_assessment_or_request(ward, passage):
    dosed = replace(passage[0], quote="氨氯地平片 5 mg，每日 1 次。")
    packet = ward.work.packet(ward.opened(evidence=(*passage, dosed)))
    shown = repr((packet.assessment, packet.request))
    assert "5 mg" not in shown
    assert (len(packet.request.draft), packet.request.withheld) == (len(passage), 1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_fits_one_screen_and_names_what_is_unknown(ward, passage, language):
    task = ward.opened(text="头晕。" * 400, evidence=passage)
    text = page(ward.work.packet(task), language=language)
    lines = text.splitlines()
    assert len(lines) < 40
    assert max(map(len, lines)) < 260
    assert task.ticket in lines[0]
    assert {"zh": "未知", "en": "unknown"}[language] in text
    assert re.findall(r"^\[(\w)\]", text, re.M) == ["S", "R", "I", "B", "A"]


def test_the_packet_says_what_the_patient_was_told(ward):
    packet = ward.work.packet(ward.opened())
    assert packet.header.ticket in packet.situation.told
    assert len(packet.situation.told_sha256) == 64
