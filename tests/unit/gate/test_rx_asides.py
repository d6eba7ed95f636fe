"""What it costs or where to register, asked in another clause, takes no request for a prescription back."""

from __future__ import annotations

from itertools import product

import pytest

from assistant.exchange import Role
from assistant.gate import RuleGate

REQUESTS = (
    "给我开点阿莫西林",
    "阿莫西林我一次吃几片",
    "降压药能不能减半",
    "奥司他韦我现在要不要吃",
    "我的胰岛素打几个单位",
)
ASIDES = ("{}，是不是要挂什么科", "{}，医保能报吗", "{}，多少钱", "{}，疫苗打过了", "上面写的是什么意思，{}")
NEIGHBOURS = (
    "阿莫西林多少钱，医保能报吗",
    "开药窗口在几楼，医保报销吗",
    "我想看高血压，要挂什么科",
    "盒子上写的是什么意思，一天三次一次两片",
)


@pytest.fixture(scope="module")
def gate() -> RuleGate:
    return RuleGate()


@pytest.mark.parametrize("text", [aside.format(one) for aside, one in product(ASIDES, REQUESTS)])
def test_a_matter_of_its_own_beside_a_request_leaves_it_blocked(gate: RuleGate, text: str) -> None:
    assert gate.incoming(text, role=Role.PATIENT, history=()).verdict == "blocked"


@pytest.mark.parametrize("text", NEIGHBOURS)
def test_the_same_matters_alone_pass(gate: RuleGate, text: str) -> None:
    assert gate.incoming(text, role=Role.PATIENT, history=()).verdict == "clear"
