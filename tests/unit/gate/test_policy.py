"""The hospital's policy: read from its home, checked, named in every verdict, never able to open the gate."""

import pytest

from assistant.errors import SettingsError
from assistant.exchange import Role
from assistant.gate import RuleGate
from assistant.gate.policy import FILE, load_policy
from assistant.gate.redflags.hotlines import hotlines
from assistant.settings import Settings
from assistant.wiring import open_gate

OWN = """
id = "ward-7"
version = 3
otc = "block"
[contacts]
pharmacist = "药师咨询：内线 8021"
[[brand]]
name = "康必舒"
[[brand]]
name = "静眠宝"
kind = "controlled"
[[hotline]]
number = "120"
use = { zh = "本院急救", en = "our ambulance" }
region = "ward"
hours = "24 h"
certainty = "checked"
checked = 2026-11-01
"""
LABEL = "手里这盒布洛芬,说明书上成人的用法用量是怎么写的"


def home_with(folder, text):
    (folder / FILE).write_text(text, "utf-8")
    return folder


def ask(gate, text, role=Role.PATIENT):
    return gate.incoming(text, role=role, history=())


def test_every_verdict_names_id_version_and_content(tmp_path):
    policy = load_policy(home_with(tmp_path, OWN))
    gate = RuleGate(policy=policy)
    assert policy.name.startswith("ward-7-3+")
    assert ask(gate, "你好").policy == gate.policy == gate.outgoing("您好", role=Role.PATIENT).policy
    assert gate.policy.endswith(policy.name)
    assert load_policy(home_with(tmp_path, OWN + "# a note\n")).name != policy.name


def test_a_home_without_a_policy_has_the_shipped_one(tmp_path):
    assert load_policy(tmp_path) == load_policy(None)
    assert load_policy(None).otc == "label_quote"


def test_a_local_brand_counts_as_a_medicine_of_its_kind(tmp_path):
    own = RuleGate(policy=load_policy(home_with(tmp_path, OWN)))
    assert ask(RuleGate(), "我想停康必舒").verdict == "clear"
    assert ask(own, "我想停康必舒").verdict == "blocked"
    assert "P16" in {hit.id for hit in ask(own, "静眠宝哪里能买到").rules}


def test_the_switch_decides_on_the_insert_of_a_product_in_hand(tmp_path):
    own = RuleGate(policy=load_policy(home_with(tmp_path, OWN)))
    assert ask(RuleGate(), LABEL).verdict == "clear"
    assert ask(own, LABEL).verdict == "blocked"


@pytest.mark.parametrize("policy", [None, OWN], ids=["shipped", "strict"])
@pytest.mark.parametrize(
    "text", ["孩子3岁,说明书上布洛芬一次用量是多少毫升", "布洛芬我一次吃几片", "给我开点止咳药"]
)
def test_no_policy_opens_what_is_asked_for_a_person_or_a_child(tmp_path, policy, text):
    home = home_with(tmp_path, policy) if policy else tmp_path
    assert ask(RuleGate(policy=load_policy(home)), text).verdict == "blocked"


def test_a_doctor_reads_the_insert_under_either_policy(tmp_path):
    own = RuleGate(policy=load_policy(home_with(tmp_path, OWN)))
    assert ask(own, LABEL, Role.DOCTOR).verdict == "clear"


def test_a_block_carries_the_hospitals_contacts(tmp_path):
    own = RuleGate(policy=load_policy(home_with(tmp_path, OWN)))
    assert ask(own, "布洛芬我一次吃几片").offers == ("药师咨询：内线 8021",)
    assert ask(own, "你好").offers == ()


def test_a_hospitals_number_stands_in_place_of_the_shipped_one(tmp_path):
    lines = load_policy(home_with(tmp_path, OWN)).hotlines
    assert [line.use.zh for line in lines if line.number == "120"] == ["本院急救"]
    assert len(lines) == len(hotlines())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("id = ", "no TOML", id="no-toml"),
        pytest.param('version = 1\n', "'id'", id="no-id"),
        pytest.param('id = "a"\nversion = 0\n', "'version'", id="version"),
        pytest.param('id = "a"\nversion = 1\notc = "allow"\n', "'otc'", id="unknown-switch"),
        pytest.param('id = "a"\nversion = 1\nblock = false\n', "'block'", id="unknown-key"),
        pytest.param('id = "a"\nversion = 1\n[[brand]]\nname = "药"\n', "'brand.0.name'", id="short-name"),
        pytest.param(
            'id = "a"\nversion = 1\n[[brand]]\nname = "甲乙"\nkind = "food"\n', "'brand.0.kind'", id="kind"
        ),
        pytest.param('id = "a b"\nversion = 1\n', "'id'", id="id-with-space"),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_used_is_refused_by_name(tmp_path, text, words):
    with pytest.raises(SettingsError, match=words) as fault:
        load_policy(home_with(tmp_path, text))
    assert str(tmp_path / FILE) in str(fault.value)


def test_a_policy_in_another_encoding_is_refused(tmp_path):
    (tmp_path / FILE).write_bytes(b"\xff\xfeid")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_policy(tmp_path)


def test_the_gate_of_a_home_is_under_its_policy(tmp_path):
    gate = open_gate(Settings(home=home_with(tmp_path, OWN), cache=tmp_path / "cache"))
    assert "ward-7-3+" in gate.policy


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("我胸口压榨样疼痛，出冷汗半小时了", "本院急救：120 (24 h)", id="zh"),
        pytest.param("crushing chest pain for half an hour, sweating", "our ambulance: 120 (24 h)", id="en"),
    ],
)
def test_the_hospitals_own_numbers_stand_beside_a_red_flag(tmp_path, text, line):
    own = RuleGate(policy=load_policy(home_with(tmp_path, OWN)))
    told = ask(own, text)
    assert (told.verdict, told.offers) == ("emergency", (line,))
    assert ask(RuleGate(), text).offers == ()
    assert ask(own, "布洛芬我一次吃几片").offers == ("药师咨询：内线 8021",)
