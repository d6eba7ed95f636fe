"""Every rule proves itself: its own hits fire it, its own near-misses do not."""

import itertools
from dataclasses import replace

import pytest

from assistant.errors import GateRulesError
from assistant.exchange import Role, Turn
from assistant.gate import RuleGate
from assistant.gate.policy import load_policy
from assistant.gate.rule import Rule, load_rules
from tests.fakes.tables import every

BOOK = load_rules()
GATE = RuleGate(BOOK)
STRICT = RuleGate(BOOK, policy=replace(load_policy(), otc="block"))
EXAMPLES = [
    (f"{rule.id}-{'hit' if fires else 'miss'}-{index}", rule, turns, fires)
    for rule in BOOK.rules
    for fires, group in ((True, rule.examples.hits), (False, rule.examples.misses))
    for index, turns in enumerate(group)
]


def gate_for(rule: Rule) -> RuleGate:
    """Give the gate under the policy that a rule belongs to."""
    return STRICT if rule.otc == "block" else GATE


@every(EXAMPLES, name=lambda row: row[0])
def test_rule_fires_on_its_hits_and_not_on_its_near_misses(row):
    _, rule, (*before, last), fires = row
    role, gate = rule.examples.role, gate_for(rule)
    if rule.direction == "document":
        told = gate.dictates(last)
        assert (told is not None) is fires
        return
    if rule.direction == "out":
        verdict = gate.outgoing(last, role=role)
    else:
        verdict = gate.incoming(last, role=role, history=[Turn("patient", text) for text in before])
    assert (rule.id in {hit.id for hit in verdict.rules}) is fires


OTHER_ACTS = [
    (("孩子喝了美林", "出汗了", "要换衣服吗"), ("孩子喝了美林", "出汗了", "要换衣服吗,美林再喂几毫升")),
    (("打了替尔泊肽", "恶心", "别人也这样吗"), ("打了替尔泊肽", "恶心", "要不要换一个")),
    (("吃了西替利嗪", "哪能查到说明书"), ("吃了西替利嗪", "替换成啥")),
    (("续药要不要人到场",), ("续药要不要预约,先给我续两盒缬沙坦",)),
    (("复诊开药要提前几天约",), ("复诊开药要提前约吗,给我开点头孢",)),
    (("滴耳液滴完要躺多久",), ("滴耳液滴完要躺多久,要滴几天",)),
    (("脂肪肝晚饭咋吃",), ("脂肪肝的药晚饭后咋吃",)),
    (("她平时啥药也不吃",), ("她平时啥药也不吃行吗",)),
    (("奥司他韦", "吃完了整盒", "能上学了吗"), ("奥司他韦", "能上学了吗,还要吃几天")),
    (("非布司他", "尿酸降到三百二", "达标了吧"), ("非布司他", "尿酸降到三百二", "能停了吧")),
    (("头孢", "谢谢医生"), ("头孢", "好的谢谢,那一天几次")),
    (
        ("changed my Keppra", "can I tell my boss"),
        ("changed my Keppra", "can I tell my boss, and how many mg"),
    ),
]


def asked_for(turns):
    """Say whether a rule finds a patient's last turn to ask for a regimen."""
    *before, last = turns
    verdict = GATE.incoming(last, role=Role.PATIENT, history=[Turn("patient", text) for text in before])
    return any(hit.kind == "prescription" and hit.id != "LEARNED" for hit in verdict.rules)


@every(OTHER_ACTS, name=lambda row: row[0][-1])
def test_an_act_that_is_no_medicine_asks_for_none_and_hides_none(row):
    harmless, request = row
    assert not asked_for(harmless)
    assert asked_for(request)


FORBIDDING = [rule for rule in BOOK.rules if rule.kind in {"prescription", "regimen"}]


@every(FORBIDDING, name=lambda rule: rule.id)
def test_what_is_forbidden_is_forbidden_to_every_role_but_the_exempt(rule: Rule):
    gate = gate_for(rule)
    for role, (*before, last) in itertools.product(Role, rule.examples.hits):
        if rule.direction == "out":
            verdict = gate.outgoing(last, role=role)
        else:
            verdict = gate.incoming(last, role=role, history=[Turn("patient", text) for text in before])
        held = rule.id in {hit.id for hit in verdict.rules}
        assert held is (role not in rule.exempt), (role, last)
        assert not held or verdict.verdict in {"blocked", "emergency"}, (role, last)


def test_only_a_doctor_is_ever_exempt():
    assert {role for rule in BOOK.rules for role in rule.exempt} <= {Role.DOCTOR}


@every(BOOK.rules, name=lambda rule: rule.id)
def test_rule_gives_reason_in_both_languages_and_its_source(rule: Rule):
    assert set(rule.reason) == {"zh", "en"}
    assert all(rule.reason.values())
    assert rule.source


RULE = """
[[rule]]
id = "X1"
kind = "injection"
source = "s"
reason = { zh = "理由", en = "why" }
all = [[%s]]
hits = ["a", "b"]
misses = ["c", "d"]
"""


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param(RULE % '"("', "cannot be compiled", id="bad-pattern"),
        pytest.param(RULE % '"<nowhere>"', "<nowhere>", id="unknown-slot"),
        pytest.param(RULE % '"x"' + RULE % '"y"', "defined twice", id="id-twice"),
        pytest.param(RULE.replace('"d"', "") % '"x"', "misses", id="one-near-miss-only"),
        pytest.param("[[rule]", "cannot be read", id="no-toml"),
        pytest.param(RULE.replace("source", "sauce") % '"x"', "source", id="misspelt-key"),
        pytest.param(RULE.replace(', en = "why"', "") % '"x"', "en", id="one-language-only"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(tmp_path, rules, words):
    (tmp_path / "slots.toml").write_text("[slots]\nx = ['x']\n", "utf-8")
    (tmp_path / "more.toml").write_text(rules, "utf-8")
    with pytest.raises(GateRulesError, match=words):
        load_rules(tmp_path)


def test_policy_changes_with_a_rule(tmp_path):
    (tmp_path / "slots.toml").write_text("[slots]\nx = ['x']\n", "utf-8")
    (tmp_path / "more.toml").write_text(RULE % '"x"', "utf-8")
    before = load_rules(tmp_path).policy
    (tmp_path / "more.toml").write_text(RULE % '"xy"', "utf-8")
    assert load_rules(tmp_path).policy != before
