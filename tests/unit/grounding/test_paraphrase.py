"""Free wording keeps its meaning: words for numbers, names, scopes, strengths, and both languages."""

from __future__ import annotations

import pytest

from assistant.grounding import EvidenceText, check
from tests.fakes.tables import every

# Made up for the grammar; the sentences state no medical facts: kind, evidence, supported, its one-edit twin.
PAIRS = [
    (
        "arithmetic",
        "Rash was seen in 33% of the children.",
        "A third of the children had a rash.",
        "A quarter of the children had a rash.",
    ),
    (
        "share",
        "34/51的患儿出现皮疹。",
        "三分之二的患儿出现皮疹。",
        "三分之一的患儿出现皮疹。",
    ),
    (
        "clock",
        "标本应在30分钟内送检。",
        "标本应在半小时内送检。",
        "标本应在半天内送检。",
    ),
    (
        "weeks",
        "Review the wound after 14 days.",
        "Review the wound after two weeks.",
        "Review the wound after two months.",
    ),
    (
        "analyte",
        "Glucose above 180 mg/dL needs review.",
        "Glucose above 10 mmol/L needs review.",
        "Glucose above 12 mmol/L needs review.",
    ),
    (
        "kpa",
        "氧分压低于8 kPa时应吸氧。",
        "氧分压低于60 mmHg时应吸氧。",
        "氧分压低于80 mmHg时应吸氧。",
    ),
    (
        "fahrenheit",
        "Call if the temperature exceeds 100.4 °F.",
        "Call if the temperature exceeds 38 °C.",
        "Call if the temperature exceeds 39 °C.",
    ),
    (
        "end of range",
        "Relapse occurs in 12% to 20% of patients.",
        "Relapse occurs in up to 20% of patients.",
        "Relapse occurs in up to 30% of patients.",
    ),
    (
        "bare age",
        "Screen adults aged 45 years or older for gout.",
        "Screen adults 45 and older for gout.",
        "Screen adults 54 and older for gout.",
    ),
    (
        "pace",
        "每隔6小时测血压1次。",
        "血压每6小时测一次。",
        "血压每8小时测一次。",
    ),
    (
        "brand",
        "发热时可用对乙酰氨基酚。",
        "发热时可用泰诺林。",
        "发热时可用美林。",
    ),
    (
        "abbreviation",
        "Check the bone density in rheumatoid arthritis.",
        "Check the bone density in RA.",
        "Check the bone density in OA.",
    ),
    (
        "vitamin",
        "疗程内每日补充维生素B6。",
        "疗程内每天补充vitamin B6。",
        "疗程内每天补充维生素B1。",
    ),
    (
        "neighbour's number",
        "Nausea fell by 10% with metformin and by 30% with acarbose.",
        "Acarbose reduced nausea by 30%.",
        "Metformin reduced nausea by 30%.",
    ),
    (
        "swapped",
        "皮疹组为21%，咳嗽组为44%。",
        "皮疹组21%，咳嗽组44%。",
        "皮疹组44%，咳嗽组21%。",
    ),
    (
        "grade",
        "哮喘患者应戒烟（证据等级2，推荐B）。",
        "哮喘患者应戒烟（2级证据，B级推荐）。",
        "哮喘患者应戒烟（2级证据，A级推荐）。",
    ),
    (
        "after",
        "皮疹多在3岁之前消退。",
        "皮疹多在3岁前消退。",
        "皮疹多在3岁后消退。",
    ),
    (
        "un-",
        "Half of the adults with gout are untreated.",
        "Half of the adults with gout are not treated.",
        "Half of the adults with gout are treated.",
    ),
    (
        "relative not",
        "Adults who do not smoke should be weighed yearly.",
        "Non-smoking adults should be weighed yearly.",
        "Adults who do not smoke should not be weighed yearly.",
    ),
    (
        "avoided",
        "Avoid ibuprofen in dengue.",
        "Ibuprofen should be avoided in dengue.",
        "Ibuprofen should be given in dengue.",
    ),
    (
        "contraindication",
        "Gout is a contraindication to niacin.",
        "Niacin is contraindicated in gout.",
        "Niacin is not contraindicated in gout.",
    ),
    (
        "cause",
        "Most rashes are attributable to heat.",
        "Most rashes are caused by heat.",
        "Most rashes are prevented by heat.",
    ),
    (
        "certainty",
        "手册认为早睡可能改善皮疹。",
        "早睡有可能改善皮疹。",
        "早睡已证明改善皮疹。",
    ),
    (
        "ladder",
        "成人应每年体检。",
        "建议成人每年体检。",
        "成人可每年体检。",
    ),
    (
        "strongly",
        "The panel suggests weighing adults with gout.",
        "Weighing adults with gout is suggested.",
        "The panel strongly recommends weighing adults with gout.",
    ),
    (
        "weight status",
        "For obese adults, walking is advised.",
        "Walking is advised for obese adults.",
        "Walking is advised for normal-weight adults.",
    ),
    (
        "suspected",
        "疑似病例应单间隔离。",
        "疑似病例单间隔离。",
        "确诊病例单间隔离。",
    ),
    (
        "term",
        "早产儿应每周称重。",
        "早产儿每周应称体重。",
        "足月儿每周应称体重。",
    ),
    (
        "zh on en",
        "Levofloxacin is recommended for adults with gout for 5 days.",
        "成人痛风患者推荐用左氧氟沙星5天。",
        "成人痛风患者推荐用莫西沙星5天。",
    ),
    (
        "zh on en, negated",
        "Ibuprofen is not recommended in children with dengue.",
        "登革热患儿不推荐用布洛芬。",
        "登革热患儿推荐用布洛芬。",
    ),
    (
        "en on zh",
        "痛风患者血钾低于3 mmol/L时应停用呋塞米。",
        "In gout, stop furosemide when serum potassium is below 3 mmol/L.",
        "In gout, stop furosemide when serum potassium is above 3 mmol/L.",
    ),
    (
        "en on zh, population",
        "重症登革热患者推荐输注白蛋白2天。",
        "In severe dengue, albumin infusion for 2 days is recommended.",
        "In mild dengue, albumin infusion for 2 days is recommended.",
    ),
]


@every([(e, c) for _, e, c, _ in PAIRS])
def test_a_paraphrase_is_kept(row):
    evidence, claim = row
    verdict = check(claim, [EvidenceText(evidence)])
    assert verdict.verdict == "supported", verdict


@every([(e, c) for _, e, _, c in PAIRS])
def test_its_one_edit_twin_is_stopped(row):
    evidence, claim = row
    verdict = check(claim, [EvidenceText(evidence)])
    assert verdict.verdict != "supported", verdict


@every([(e, c) for _, e, *both in PAIRS for c in both])
def test_every_verdict_points_into_the_texts_as_given(row):
    evidence, claim = row
    texts = [EvidenceText("Wards are aired."), EvidenceText(f"  {evidence}")]
    verdict = check(claim, texts)
    if verdict.claim_span:
        assert 0 <= verdict.claim_span.start < verdict.claim_span.end <= len(claim)
    if verdict.evidence_span:
        held = texts[verdict.evidence_index].text
        assert 0 <= verdict.evidence_span.start < verdict.evidence_span.end <= len(held)
    assert verdict.verdict != "supported" or verdict.evidence_index == 1


@pytest.mark.parametrize(
    ("claim", "evidence", "said", "held"),
    [
        pytest.param("疗程 ７ 天。", "疗程５天。", "７ 天", "５天", id="number in full width"),
        pytest.param("發熱時可用布洛芬。", "发热时可用萘普生。", "布洛芬", "萘普生", id="traditional"),
        pytest.param("Mild dengue: albumin.", "Severe dengue: albumin.", "Mild", "Severe", id="severity"),
    ],
)  # fmt: skip
def test_the_spans_are_the_words_that_decided(claim, evidence, said, held):
    verdict = check(claim, [EvidenceText(evidence)])
    assert verdict.verdict == "unsupported"
    assert claim[verdict.claim_span.start : verdict.claim_span.end] == said
    assert evidence[verdict.evidence_span.start : verdict.evidence_span.end] == held


def test_what_is_too_long_for_one_claim_is_unknown():
    verdict = check("疗程5天，" * 2_000, [EvidenceText("疗程5天。")])
    assert (verdict.verdict, verdict.kind) == ("unknown", "topic")
    assert "characters" in verdict.why


@pytest.mark.parametrize(
    "filler", ["Wards are aired. ", "病房应定时开窗。", "，", "1,"], ids=["en", "zh", "comma", "number"]
)
def test_a_sentence_is_found_in_a_text_of_any_length(filler):
    said = "\nIn gout, colchicine is given for 5 days.\n"
    text = filler * 3_000 + said + filler * 3_000
    verdict = check("Colchicine is given for 5 days in gout.", [EvidenceText(text)])
    assert verdict.verdict == "supported"
    assert text[verdict.evidence_span.start : verdict.evidence_span.end].count("colchicine") == 1
    assert check("Colchicine is given for 9 days in gout.", [EvidenceText(text)]).verdict != "supported"
