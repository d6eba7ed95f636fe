"""A remark about the family or the dead takes back what is theirs, and nothing of anybody living."""

from __future__ import annotations

import pytest

from assistant.gate.redflags import RedFlags
from assistant.gate.redflags.finder import urgency

URGENT = {"ED", "E120"}

LIVING = [
    "My dad passed away last week and I have crushing chest pain and I'm sweating",
    "I have a family history of stroke, my face is drooping and I can't speak properly",
    "There's a family history of heart attacks, I have crushing chest pain and I'm sweating",
    "My husband has a family history of strokes, his face is drooping and his arm is weak",
    "asthma runs in my family, my son is blue and can't breathe",
    "Since my wife passed away, I don't want to live any more, I have the pills ready",
    "奶奶去世以后，我不想活了，药都准备好了",
    "奶奶去世以后不想活了，药都攒好了",
    "老伴去世了，不想活了，药都攒好了",
    "我爸心梗走的，我胸口压榨样疼",
    "我有高血压家族史，胸口压得喘不上气",
    "怀孕3个月有高血压家族史，下面出血了",
    "今天走的路有点多，胸口压榨样疼，出冷汗",
    "糖尿病是遗传的，我喝完农药了",
    "爷爷刚去世，奶奶不想活了，药都攒好了",
    "胸口压榨样疼，出冷汗，我爸就是心梗走的",
]
THEIRS = [
    "我爷爷是脑出血去世的",
    "我家有脑出血家族史，我会不会也得",
    "我外公胸口疼，大汗，后来去世了",
    "心梗、脑出血我家都有，遗传的吧",
    "我家有遗传，中风的也有，心梗的也有",
    "家族史：父亲脑出血，母亲癫痫，要不要查",
    "我妈是肝癌走的，走之前吐血，会遗传吗",
    "My uncle had crushing chest pain, he died of a heart attack",
    "family history: stroke, seizures, heart attack",
    "My grandad died of a stroke, would I get one?",
]


@pytest.fixture(scope="module")
def flags() -> RedFlags:
    return RedFlags()


@pytest.mark.parametrize("text", LIVING)
def test_what_a_living_person_has_is_raised_beside_the_dead_and_the_family(
    flags: RedFlags, text: str
) -> None:
    assert urgency(flags.find(text)) in URGENT


@pytest.mark.parametrize("text", THEIRS)
def test_what_the_dead_had_or_runs_in_the_family_is_no_complaint(flags: RedFlags, text: str) -> None:
    assert urgency(flags.find(text)) not in URGENT
