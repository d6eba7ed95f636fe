"""`yizheng gate`: lines in, lines out, the fields of the interface, wrong lines named."""

import io
import json
import sys

import pytest

from assistant.errors import InvalidQuestionError
from assistant.exchange import Asker, Role
from assistant.gate import RuleGate
from serving.cli.app import run
from serving.errors import InvalidLineError
from serving.gate import judge

GATE = RuleGate()
OPERATOR = Asker(role=Role.ADMIN)
FIELDS = {"id", "verdict", "urgency", "rules", "classes", "identifiers", "masked", "action", "policy"}


async def test_the_answer_has_the_fields_of_the_interface():
    text = "我叫陈小明,电话13912345678,布洛芬我一次吃几片"
    answer = await judge({"id": 7, "text": text, "more": 1}, OPERATOR, GATE)
    assert set(answer) == FIELDS
    assert (answer["id"], answer["verdict"], answer["action"]) == (7, "blocked", "block")
    rule = answer["rules"][0]
    assert rule["id"] == "P02"
    assert "几片" in text[rule["start"] : rule["end"]]
    assert "13912345678" not in answer["masked"]


@pytest.mark.parametrize(
    ("line", "action"),
    [
        pytest.param({"text": "高血压有哪些症状"}, "answer", id="answer"),
        pytest.param({"text": "阿莫西林成人常用剂量范围", "role": "doctor"}, "cite", id="cite"),
        pytest.param({"text": "阿莫西林成人常用剂量范围"}, "block", id="patient"),
        pytest.param(
            {"text": "主任说加用呋塞米20mg静推,记一下", "role": "clerk"}, "transcribe", id="transcribe"
        ),
        pytest.param({"text": "胸口像压了块大石头,一身冷汗,硝酸甘油吃几片"}, "emergency", id="emergency"),
        pytest.param({"text": "每次吃两片布洛芬", "direction": "out"}, "block", id="out"),
        pytest.param(
            {
                "text": "那我吃几粒",
                "history": [{"speaker": "patient", "text": "布洛芬有哪些规格"}],
            },
            "block",
            id="history",
        ),
        pytest.param({"text": "", "history": None, "quotes": None}, "answer", id="nothing"),
    ],
)
async def test_action(line, action):
    assert (await judge(line, OPERATOR, GATE))["action"] == action


async def test_a_body_can_only_lower_the_role():
    patient = Asker(role=Role.PATIENT, person="p1")
    answer = await judge({"text": "阿莫西林成人常用剂量范围", "role": "doctor"}, patient, GATE)
    assert answer["action"] == "block"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param({}, "text", id="no-text"),
        pytest.param({"text": "x", "role": "boss"}, "boss", id="role"),
        pytest.param({"text": "x", "direction": "up"}, "direction", id="direction"),
        pytest.param({"text": "x" * 200_001}, "200000", id="long"),
        pytest.param({"text": "a\u0000"}, "text", id="binary"),
        pytest.param({"text": "x", "quotes": [{"start": 0, "end": 2, "turn": 0}]}, "quotes", id="span"),
        pytest.param({"text": "x", "quotes": [{"start": 0, "end": 1}]}, "passage_id", id="of-what"),
    ],
)  # fmt: skip
async def test_a_wrong_line_is_named(line, words):
    with pytest.raises((InvalidLineError, InvalidQuestionError), match=words):
        await judge(line, OPERATOR, GATE)


def test_the_command_goes_on_after_a_bad_line(monkeypatch, capfdbinary):
    data = b'{"id": "a"}\n{"id": "b", "text": "hello"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
    assert run(["gate", "--json"]) == 1
    first, second = map(json.loads, capfdbinary.readouterr().out.splitlines())
    assert first["error"]["type"] == "invalid-line"
    assert second["verdict"] == "clear"


def test_without_json_the_command_says_what_it_needs(capfd):
    assert run(["gate"]) == 2
    assert "--json" in capfd.readouterr().err
