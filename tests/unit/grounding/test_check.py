"""Every kind of fact keeps what the evidence says and stops what it does not."""

from __future__ import annotations

import json
import time
import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.grounding import EvidenceText, check
from assistant.grounding.facts import read
from assistant.population import people_of
from guidelines.script import simplified

RULES = tomllib.loads(resources.files("assistant.grounding").joinpath("examples.toml").read_text("utf-8"))[
    "rule"
]
OPEN = Path(__file__).parents[4] / "shared/data/guidelines_open/grounding.jsonl"


def _examples(side: str) -> list:
    return [
        pytest.param(rule["evidence"], claim, id=f"{rule['kind']}-{claim[:24]}")
        for rule in RULES
        for claim in rule[side]
    ]


@pytest.mark.parametrize(("evidence", "claim"), _examples("hits"))
def test_what_the_evidence_says_is_supported(evidence, claim):
    verdict = check(claim, [EvidenceText(evidence)])
    assert verdict.verdict == "supported", verdict


@pytest.mark.parametrize(("evidence", "claim"), _examples("misses"))
def test_what_the_evidence_does_not_say_is_not_supported(evidence, claim):
    verdict = check(claim, [EvidenceText(evidence)])
    assert verdict.verdict != "supported", verdict


def test_every_kind_has_two_examples_on_each_side():
    hits, misses = Counter(), Counter()
    for rule in RULES:
        hits[rule["kind"]] += len(rule["hits"])
        misses[rule["kind"]] += len(rule["misses"])
    assert set(hits) == {
        "number", "unit", "comparator", "negation", "modality", "strength", "population", "drug", "time",
        "causality", "topic",
    }  # fmt: skip
    assert min(hits.values()) >= 2
    assert min(misses.values()) >= 2


def test_the_verdict_points_at_the_words_that_decided():
    claim, evidence = "目标 １４５ mmHg 以上。", "血压目标 <145 mmHg。"
    verdict = check(claim, [EvidenceText("无关的一句话。"), EvidenceText(evidence)])
    assert (verdict.verdict, verdict.kind, verdict.evidence_index) == ("unsupported", "comparator", 1)
    assert claim[verdict.claim_span.start : verdict.claim_span.end] == "１４５ mmHg 以上"
    assert evidence[verdict.evidence_span.start : verdict.evidence_span.end] == "<145 mmHg"


def test_a_claim_must_stand_on_one_text_not_on_a_mixture():
    texts = [EvidenceText("轻症患者疗程5天。"), EvidenceText("重症患者疗程10天。")]
    assert check("重症患者疗程10天。", texts).evidence_index == 1
    assert check("重症患者疗程5天。", texts).verdict == "unsupported"


def test_scope_says_whom_the_sentence_speaks_of():
    bare = EvidenceText("每次5mg，每日2次。", "儿童用药 > 扎那米韦")
    assert check("儿童扎那米韦每次5mg。", [bare]).verdict == "supported"
    assert check("成人扎那米韦每次5mg。", [bare]).kind == "population"
    assert check("儿童奥司他韦每次5mg。", [bare]).kind == "drug"


def test_units_that_convert_only_for_a_known_analyte_are_unknown():
    verdict = check("铁蛋白≥7.0 mmol/L。", [EvidenceText("铁蛋白≥126 mg/dL。")])
    assert (verdict.verdict, verdict.kind) == ("unknown", "unit")
    glucose = [EvidenceText("血糖≥126 mg/dL。")]
    assert check("血糖≥7.0 mmol/L。", glucose).verdict == "supported"
    assert check("血糖≥8.0 mmol/L。", glucose).verdict != "supported"


def test_a_foreign_language_without_shared_names_is_unknown():
    assert check("Wards are aired.", [EvidenceText("病房应定时开窗。")]).verdict == "unknown"


@pytest.mark.parametrize(
    "claim", ["", "。", "您好！", "\x00", "1."], ids=["empty", "stop", "greeting", "nul", "list"]
)
def test_what_says_nothing_is_never_supported(claim):
    assert check(claim, [EvidenceText("病房应定时开窗。")]).verdict != "supported"


@settings(deadline=None)
@given(st.integers(18, 99), st.integers(18, 99), st.integers(18, 99))
def test_an_age_stands_exactly_inside_the_band_that_is_named(one, other, age):
    low, high = sorted((one, other))
    if low == high:
        return
    stands = {
        f"{low}～{high}岁的哮喘患者应每年检测血脂。": low <= age <= high,
        f"≥{low}岁的哮喘患者应每年检测血脂。": age >= low,
        f"<{low}岁的哮喘患者应每年检测血脂。": age < low,
    }
    for evidence, inside in stands.items():
        verdict = check(f"{age}岁的哮喘患者应每年检测血脂。", [EvidenceText(evidence)])
        assert (verdict.verdict == "supported") == inside, evidence


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        pytest.param("哮喘的诊断界值为165 mmHg。", "哮喘的诊断界值为≥155 mmHg。", id="threshold"),
        pytest.param("目标为LDL-C 1.2 mmol/L。", "目标为LDL-C<1.4 mmol/L。", id="target"),
        pytest.param("患者平均年龄为70岁。", "患者平均年龄为≥65岁。", id="result"),
        pytest.param("≥60岁的患者应每年检测血脂。", "65岁的患者应每年检测血脂。", id="broader"),
        pytest.param("Asthma is checked from age 45.", "Asthma is checked from age 40.", id="onset"),
        pytest.param("奥司他韦75mg的剂量可用。", "奥司他韦≥60mg的剂量可用。", id="dose"),
    ],
)  # fmt: skip
def test_what_a_sentence_states_must_be_equal_not_inside(claim, evidence):
    assert check(claim, [EvidenceText(evidence)]).verdict != "supported"


def test_without_evidence_nothing_is_supported():
    assert check("病房应定时开窗。", []).verdict == "unsupported"


@pytest.mark.skipif(not OPEN.exists(), reason="the open cases are not on this machine")
def test_the_open_cases_stay_above_their_floor():
    cases = [json.loads(line) for line in OPEN.read_text("utf-8").splitlines()]
    check(cases[0]["claim"], [EvidenceText(cases[0]["evidence"])])
    begun = time.process_time()
    right = Counter(
        case["expected"]
        for case in cases
        if (check(case["claim"], [EvidenceText(case["evidence"])]).verdict == "supported")
        == (case["expected"] == "supported")
    )
    spent = time.process_time() - begun
    asked = Counter(case["expected"] for case in cases)
    assert right["unsupported"] >= 0.95 * asked["unsupported"]
    assert right["supported"] >= 0.85 * asked["supported"]
    assert spent / len(cases) < 0.01


PIECES = st.sampled_from(
    (
        *("1,000", "80 1,000/1", "1,000/2,000人", "130/80", "3", "0.5", "二", "十二", "半", "٣", "²", "½"),
        *(",", "，", "/", "~", "至", "-", " ", ".", "。", "；", "mg", "岁", "mmHg", "每日", "次", "kg/d"),
        *("至少", "≥", "<", "以上", "up to", "twice daily", "stage", "iii", "one", "to", "aged", "and older"),
        *("患者", "不", "应", "if", "如果", "(", ")", "\ud800", "\u200b", "ﬃ", "İ", "龘", "藥物", "[1]"),
    )
)
ANYTHING = st.lists(PIECES | st.text(max_size=6), max_size=14).map("".join)


@settings(max_examples=300, deadline=None)
@given(ANYTHING, ANYTHING)
def test_no_text_makes_reading_or_checking_fail(claim, evidence):
    facts = read(claim)
    assert len(facts.folded.text) == len(facts.folded.origin)
    assert check(claim, [EvidenceText(evidence, scope=claim)]).verdict


@pytest.mark.parametrize("question", ["1,000/2,000人", "80 1,000/1", "血压二/30是什么意思"])
def test_a_question_may_hold_any_numbers(question):
    assert people_of(question).may_concern("成人每日1次。") is True


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("潛伏期一般為3～9天。", "supported", id="says the same"),
        pytest.param("潛伏期一般為3～8天。", "unsupported", id="another number"),
    ],
)
def test_a_claim_in_traditional_script_is_judged_as_its_simplified_twin(claim, verdict):
    found = check(claim, [EvidenceText("潜伏期一般为3～9天，最长可达21天。")])
    assert found.verdict == verdict


def test_every_form_of_the_lexicon_stands_in_the_script_that_texts_are_folded_to():
    table = resources.files("assistant.grounding").joinpath("lexicon.toml").read_text("utf-8")
    assert {letter for letter in table if simplified(letter) != letter} == set()


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("甲病患者的血压应控制在140/90以下。", "supported"),
        ("甲病患者的血压应控制在150/90以下。", "unsupported"),
        ("甲病患者的血压应控制在140/90以上。", "unsupported"),
    ],
)
def test_a_pressure_without_its_unit_keeps_its_comparator(claim, verdict):
    assert check(claim, [EvidenceText(text="甲病患者的血压目标为<140/90 mmHg。")]).verdict == verdict
