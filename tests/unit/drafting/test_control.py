"""Quality control: each rule speaks where it should and keeps silent beside it."""

from __future__ import annotations

import pytest

from assistant.drafting import Drafter, Fact, Talk, Turn, packaged_templates
from assistant.gate import RuleGate

GATE = RuleGate()
ALWAYS = {"missing_section", "deadline"}


def rules(*said: str, facts: tuple[Fact, ...] = (), critical: bool = False) -> dict[str, str]:
    speakers = {"D": "doctor", "P": "patient"}
    talk = Talk(turns=tuple(Turn(speakers[one[0]], one[2:]) for one in said), facts=facts)
    drafter = Drafter(GATE, critical=lambda _: critical)
    draft = drafter.draft(talk, packaged_templates().named("门诊初诊", "zh"))
    return {one.rule: one.message for one in draft.remarks if one.rule not in ALWAYS}


SEX = (Fact(name="性别", value="男"),)
POTASSIUM = (Fact(name="血钾", value="6.9", unit="mmol/L"),)


@pytest.mark.parametrize(
    ("said", "facts", "rule"),
    [
        pytest.param(
            ("P 咳嗽三天。", "D 咳嗽吗？", "P 没有。"), (), "contradiction", id="denied-then-present"
        ),
        pytest.param(("P 左膝疼。", "D 右膝压痛。"), (), "laterality", id="two-sides"),
        pytest.param(("D 末次月经什么时候？", "P 五号。"), SEX, "sex", id="man-with-periods"),
        pytest.param(("D 2月30日复查血常规。",), (), "date", id="no-such-day"),
        pytest.param(("D 血压80/120。",), (), "vital", id="pressure-turned-round"),
        pytest.param(("D 体温58.2。",), (), "vital", id="no-such-temperature"),
        pytest.param(("D 开阿莫西林，tid。",), (), "abbreviation", id="abbreviation"),
        pytest.param(("P 青霉素过敏。", "D 开阿莫西林。"), (), "allergy", id="allergy"),
    ],
)
def test_a_rule_speaks(said: tuple[str, ...], facts: tuple[Fact, ...], rule: str) -> None:
    assert rule in rules(*said, facts=facts)


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        pytest.param(("P 咳嗽三天。", "D 发烧吗？", "P 没有。"), (), id="two-things"),
        pytest.param(("P 左膝疼。", "D 左膝压痛，右膝正常。"), (), id="both-named"),
        pytest.param(("D 2月28日复查血常规。",), (), id="a-day"),
        pytest.param(("D 血压120/80，体温36.5，心率80。",), (), id="possible"),
        pytest.param(("P 青霉素过敏。", "D 开阿奇霉素。"), (), id="another-drug"),
    ],
)
def test_rules_keep_silent_beside_it(said: tuple[str, ...], facts: tuple[Fact, ...]) -> None:
    assert rules(*said, facts=facts) == {}


def test_a_critical_value_that_nobody_spoke_of_is_told() -> None:
    assert "6.9" in rules("P 乏力。", facts=POTASSIUM, critical=True)["critical"]
    assert "critical" not in rules("P 乏力。", "D 血钾6.9，高了。", facts=POTASSIUM, critical=True)
    assert "critical" not in rules("P 乏力。", facts=POTASSIUM)
