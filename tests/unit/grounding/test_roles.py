"""Who gets what, what comes first, what is more: the right words in exchanged places are stopped."""

from assistant.grounding import EvidenceText, check
from tests.fakes.tables import every

# Made up for the grammar, no medical facts: class, evidence, supported, its one-edit twin.
ROWS = [
    (
        "two groups in one clause",
        "By week 9, 15% of women and 35% of men have the rash.",
        "35% of men have the rash by week 9.",
        "By week 9, 35% of women have the rash.",
    ),
    (
        "two bands",
        "Sampletide should be reduced when eGFR is 30 to 44 and stopped when it is below 30.",
        "Sampletide is stopped once eGFR is below 30.",
        "Sampletide is stopped once eGFR is 30 to 44.",
    ),
    (
        "two samples",
        "空腹血糖≥3.0 mmol/L或随机血糖≥4.0 mmol/L可纳入。",
        "随机血糖达到4.0可以纳入。",
        "随机血糖达到3.0可以纳入。",
    ),
    (
        "two cases",
        "甲乙复发风险较高者可延长疗程；出血风险较高者应卧床。",
        "出血风险较高者应卧床。",
        "甲乙复发风险较高者应卧床。",
    ),
    (
        "two first choices",
        "首选磁共振检查，有禁忌时行CT检查。",
        "首选检查是磁共振。",
        "首选CT检查，有禁忌时行磁共振检查。",
    ),
    (
        "contrast",
        "Heparin may worsen rash, whereas warfarin raises potassium.",
        "Warfarin raises potassium.",
        "Heparin raises potassium.",
    ),
    (
        "comparison in Chinese",
        "恢复期抗体较急性期升高3倍。",
        "恢复期抗体比急性期高3倍。",
        "急性期抗体比恢复期高3倍。",
    ),
    (
        "comparison turned by its adjective",
        "Heparin is better tolerated than warfarin.",
        "Warfarin is less well tolerated than heparin.",
        "Heparin is less well tolerated than warfarin.",
    ),
    (
        "cause and effect",
        "长期吸烟可导致皮疹。",
        "皮疹可由长期吸烟引起。",
        "皮疹可导致长期吸烟。",
    ),
    (
        "order",
        "先补充铁剂，再补充叶酸。",
        "补充叶酸之前应先补充铁剂。",
        "先补充叶酸，再补充铁剂。",
    ),
    (
        "everybody",
        "出血高危患者不建议使用肝素。",
        "出血高危的病人不建议用肝素。",
        "患者不建议使用肝素。",
    ),
    (
        "all",
        "慢性肾脏病患者核酸阳性者建议卧床。",
        "核酸阳性的慢性肾脏病患者建议卧床。",
        "所有慢性肾脏病患者都建议卧床。",
    ),
    (
        "a threshold and more",
        "乳酸≥5 mmol/L伴皮疹者可诊断甲病。",
        "乳酸达到5 mmol/L并有皮疹的可诊断甲病。",
        "乳酸达到5 mmol/L就可诊断甲病。",
    ),
    (
        "season",
        "甲病全年可发生，冬春季高发。",
        "冬春是甲病高发季节。",
        "夏秋是甲病高发季节。",
    ),
    (
        "years and weeks without a number",
        "皮疹持续时间可长达数年。",
        "皮疹可持续好几年。",
        "皮疹可持续好几周。",
    ),
    (
        "both deny",
        "新生儿禁止与含铁溶液同时静脉给药。",
        "新生儿不许同时静脉用含铁溶液。",
        "新生儿可以同时静脉用含铁溶液。",
    ),
    (
        "opposite denied",
        "酒精可有效灭活病毒，肥皂不能有效灭活病毒。",
        "肥皂对病毒无效。",
        "酒精对病毒无效。",
    ),
    (
        "kept apart from another",
        "Sampletide should be taken at least 30 minutes before breakfast and 6 hours apart from iron.",
        "Sampletide is taken at least 30 minutes before breakfast.",
        "Sampletide is taken at least 30 minutes after breakfast.",
    ),
    (
        "a bound around other words",
        "手术后应至少避孕8个月。",
        "手术以后最少要避孕8个月。",
        "手术以后最多避孕8个月。",
    ),
]


def _verdict(claim, evidence):
    return check(claim, [EvidenceText(evidence)])


@every([row[:3] for row in ROWS])
def test_the_right_places_are_kept(row):
    _, evidence, claim = row
    assert _verdict(claim, evidence).verdict == "supported", _verdict(claim, evidence)


@every([(name, evidence, twin) for name, evidence, _, twin in ROWS])
def test_exchanged_places_are_stopped(row):
    _, evidence, claim = row
    assert _verdict(claim, evidence).verdict != "supported", _verdict(claim, evidence)
