"""On the way out: no regimen leaves, not in pieces either; what is quoted verbatim does."""

import itertools

import pytest

from assistant.exchange import Role
from assistant.gate import RuleGate
from assistant.ports import Quoted

GATE = RuleGate()
DRUGS = ("氨氯地平", "阿莫西林", "甘精胰岛素", "metformin", "lisinopril")
SHAPES = (
    "您每天早上吃一片{}。",
    "建议您把{}停掉。",
    "- {}\n- 每次2片\n- 每日3次",
    "| 药 | 量 |\n| {} | 10mg |",
    '{{"drug": "{}", "dose": "20 mg"}}',
    "```\n{} 5 mg bid\n```",
    "仅供参考,不构成医疗建议:{}每日两次,每次一片。",
    "Take {} 10 mg twice daily.",
    "Tome {} 500 mg cada ocho horas.",
    "{}を1回2錠、1日3回飲んでください。",
    "先把{}停了,观察一周再来复查。",
    "{}隔天吃就行。",
    "日期,药名,数量\n周一,{},1",
    "It's fine to have the {} with your other tablets.",
    "I'd drop the {} and see.",
)


@pytest.mark.parametrize(("shape", "drug"), list(itertools.product(SHAPES, DRUGS)))
def test_no_regimen_leaves_in_any_shape(shape, drug):
    assert GATE.outgoing(shape.format(drug), role=Role.PATIENT).verdict == "blocked"


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param(["氨氯地平是一种降压药。", "早上,饭后就行。"], id="drug-then-time"),
        pytest.param(["Metformin lowers glucose.", "Read this first.", "Start with 500."], id="over-three"),
    ],
)
def test_a_regimen_does_not_leave_in_pieces(sentences):
    guard = GATE.guard(Role.PATIENT)
    verdicts = [guard.sentence(one).verdict for one in sentences]
    assert verdicts == ["clear"] * (len(sentences) - 1) + ["blocked"]
    assert guard.sentence("请咨询医生。").verdict == "clear"


def test_what_was_held_back_is_not_held_against_the_next_sentence():
    guard = GATE.guard(Role.PATIENT)
    assert guard.sentence("您每天吃一片氨氯地平。").verdict == "blocked"
    assert guard.sentence("每周运动五次,每次30分钟。").verdict == "clear"


def test_only_the_quoted_stretch_is_let_through():
    text = "原文:二甲双胍0.5g每日两次。您照着吃两片二甲双胍。"
    cut = text.index("您")
    assert GATE.outgoing(text[:cut], role=Role.PATIENT, quotes=[Quoted(3, cut)]).verdict == "clear"
    assert GATE.outgoing(text, role=Role.PATIENT, quotes=[Quoted(3, cut)]).verdict == "blocked"
    assert GATE.outgoing(text[:cut], role=Role.PATIENT).verdict == "blocked"
