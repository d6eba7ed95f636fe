"""What small models do to a sentence: other frames, cases, refusals in other words, both languages."""

from assistant.grounding import EvidenceText, check
from tests.fakes.tables import every

# Made up for the grammar, no medical facts: class, evidence, supported, its one-edit twin.
ROWS = [
    (
        "stages",
        "In patients with disease stages 2 and 3, the panel suggests oral sampletide rather than injections.",
        "Oral sampletide is suggested in stage 2–3 disease.",
        "Oral sampletide is suggested in stage 3 and 4 disease.",
    ),
    (
        "at least once every",
        "Weight should be checked at least every 4 weeks.",
        "Weight should be checked at least once every four weeks.",
        "Weight should be checked at least once every eight weeks.",
    ),
    (
        "ordinal",
        "在左侧第三肋间穿刺。",
        "在左侧第3肋间穿刺。",
        "在左侧第四肋间穿刺。",
    ),
    (
        "reached",
        "心率≥120次/分者应卧床。",
        "心率达到120次/分的应卧床。",
        "心率达到100次/分的应卧床。",
    ),
    (
        "unable",
        "中度患者首选口服补液，不能口服者给予静脉补液。",
        "不能口服的需要静脉补液。",
        "不能口服的首选口服补液。",
    ),
    (
        "not carried on",
        "老年人补液不宜过快，边补边观察反应。",
        "老年人补液应边补边观察反应。",
        "老年人补液宜快，边补边观察反应。",
    ),
    (
        "two refusals",
        "If first-line sampletide is contraindicated or ineffective, the panel suggests offering nextamab.",
        "Nextamab is suggested when first-line sampletide does not work or cannot be used.",
        "Nextamab is suggested as first-line treatment.",
    ),
    (
        "rule out",
        "抗原检测阴性不能除外感染。",
        "抗原阴性时不能排除感染。",
        "抗原阳性时不能排除感染。",
    ),
    (
        "another case",
        "头痛者可使用乳果糖；皮疹者可使用布洛芬。",
        "皮疹者可用布洛芬。",
        "头痛者可用布洛芬。",
    ),
    (
        "reason",
        "Sampletide is recommended against because it raises the risk of rash.",
        "Sampletide is not recommended because of the risk of rash.",
        "Sampletide is not recommended because of its price.",
    ),
    (
        "one letter",
        "确需使用时选用等渗溶液。",
        "必须使用时选等渗溶液。",
        "确需使用时选用高渗溶液。",
    ),
    (
        "matrix",
        "Patients should be advised that sampletide may cause rash.",
        "Sampletide may cause rash.",
        "Sampletide may prevent rash.",
    ),
    (
        "per kilogram",
        "A diet of 0.5 to 0.7 g/kg/day of protein is suggested.",
        "A diet with 0.5–0.7 g of protein per kg a day is suggested.",
        "A diet with 0.9 g of protein per kg a day is suggested.",
    ),
    (
        "reduced relative",
        "The panel recommends that all adults not receiving sampletide be weighed.",
        "Adults who do not receive sampletide should be weighed.",
        "Adults not receiving sampletide should not be weighed.",
    ),
    (
        "below, denied",
        "After surgery, the pressure should not be <120 mmHg.",
        "术后血压不应低于120 mmHg。",
        "术后血压应低于120 mmHg。",
    ),
    (
        "individual",
        "The decision to screen adults aged 70 to 80 years should be an individual one.",
        "At 70 to 80 years, screening should be decided individually.",
        "Screening is recommended for adults aged 70 to 80 years.",
    ),
    (
        "switch",
        "The panel suggests a switch from aspirin to warfarin when rash occurs.",
        "When rash occurs, a switch from aspirin to warfarin is suggested.",
        "When rash occurs, a switch from warfarin to aspirin is suggested.",
    ),
    (
        "course",
        "多数患者血沉升高，降钙素原正常。",
        "降钙素原一般正常。",
        "多数患者降钙素原升高。",
    ),
    (
        "whatever",
        "病毒阳性的成人，不论ALT高低，均应治疗。",
        "病毒阳性的成人，无论ALT高低都应治疗。",
        "病毒阳性的成人，ALT升高时才应治疗。",
    ),
]


def _verdict(claim, evidence):
    return check(claim, [EvidenceText(evidence)])


@every([row[:3] for row in ROWS])
def test_a_true_rewording_is_kept(row):
    _, evidence, claim = row
    assert _verdict(claim, evidence).verdict == "supported", _verdict(claim, evidence)


@every([(name, evidence, twin) for name, evidence, _, twin in ROWS])
def test_its_twin_is_stopped(row):
    _, evidence, claim = row
    assert _verdict(claim, evidence).verdict != "supported", _verdict(claim, evidence)


def test_sharing_only_whom_it_is_about_is_no_support():
    evidence = "The panel recommends against sampletide in adults with chronic kidney disease."
    assert _verdict("Adults with CKD should not eat nextafruit.", evidence).verdict != "supported"
