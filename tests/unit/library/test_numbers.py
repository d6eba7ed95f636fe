"""Every guideline of the library keeps its facts, every edition its own numbers and no other's."""

import re
from decimal import Decimal

import pytest

from guidelines.library.records import read_digest, read_library

pytestmark = pytest.mark.story

NUMBER = re.compile(r"\d+(?:\.\d+)?")
NAMES = re.compile(r"SGLT2i?|GLP-1(?:RA)?|CHA2DS2|(?i:\btype[- ][12]\b)|[12]型")

FAMILIES = {
    "G01": "cn-hypertension cn-hypertension-practice",
    "G02": "acc-aha-hypertension",
    "G03": "ada-standards",
    "G04": "cn-diabetes",
    "G05": "gold-copd",
    "G06": "gina-asthma gina-asthma-2026-secondhand",
    "G07": "kdigo-ckd",
    "G08": "esc-atrial-fibrillation",
    "G09": "acg-h-pylori cn-h-pylori",
    "G10": "uspstf-breast-cancer",
    "G11": "uspstf-colorectal-cancer",
    "G12": "uspstf-tobacco",
    "G13": "cn-lipids",
    "G14": "aha-cpr",
    "G15": "aha-asa-stroke",
    "G16": "ats-idsa-cap",
    "G17": "acc-aha-cholesterol",
    "G18": "cn-heart-failure",
    "G19": "cn-hepatitis-b",
    "G20": "uspstf-aspirin uspstf-lung-cancer",
}

# guideline: editions, facts
GUIDELINES = {
    "G01": (3, 46),
    "G02": (2, 34),
    "G03": (2, 24),
    "G04": (2, 31),
    "G05": (3, 29),
    "G06": (3, 23),
    "G07": (2, 26),
    "G08": (2, 26),
    "G09": (3, 28),
    "G10": (2, 17),
    "G11": (2, 20),
    "G12": (2, 19),
    "G13": (2, 23),
    "G14": (2, 17),
    "G15": (2, 14),
    "G16": (2, 14),
    "G17": (2, 12),
    "G18": (2, 8),
    "G19": (2, 14),
    "G20": (4, 12),
}

# edition: every number of its facts and locators
NUMBERS = {
    "cn-hypertension-2018": "6 10 20 24 65 79 80 85 90 100 130 135 140 150 160",
    "cn-hypertension-2024": (
        "3 4 7 10 12 24 30 32 60 65 70 79 80 85 89 90 99 100 110 120 130 135 139 140 150 159 160 "
        "180 603 2018 2024"
    ),
    "cn-hypertension-practice-2022": "1 2 3 11 80 89 90 130 139 140 2022",
    "acc-aha-hypertension-2017": "1 2 10 80 89 90 130 139 140",
    "acc-aha-hypertension-2025": "1 2 3 6 7.5 10 14 80 89 90 130 139 140 1500 2017 2025 2300",
    "ada-standards-2025": "1 2 6.5 7.0 11.1 13.5 80 130",
    "ada-standards-2026": "1 9.25 11 13.5 30 49 2026 2027",
    "cn-diabetes-2020": "1 4 6.5 7.0 11.2 17 19 95 2015 2020 2021",
    "cn-diabetes-2024": "1 6.5 11.9 12.4 19 20 32.9 36.7 50.1 124 1999 2018 2024 2025",
    "gold-copd-2024": "0.7 1 2 6 10 19 300 2024",
    "gold-copd-2025": "2.6 3.22 3.9 2025",
    "gold-copd-2026": "1 2.8 2.9 3.11 4 5 6 2026 2027",
    "gina-asthma-2024": "1 2 3 5 7 10 12 200 2024",
    "gina-asthma-2025": "2 3 4 5 6",
    "gina-asthma-2026": "2 6 11 26 92",
    "kdigo-ckd-2012": "0.8 3 30 45 59 80 90 130 140 300 2009 2012",
    "kdigo-ckd-2024": "0.8 1 2 3 4 5 10 20 25 28 30 40 50 60 105 117 120 141 200 314 2021 2024",
    "esc-atrial-fibrillation-2020": "1 2 3 30 48",
    "esc-atrial-fibrillation-2024": "1 2 3 10 10.1093 12 24 45 176 2024 3314 3414",
    "cn-h-pylori-2017": "2 4 10 12 14 2016 2017",
    "cn-h-pylori-2022": "0.75 1 3 9.0000000000002546 10.1097 12 14 24 135 2022 2024 2899 2910",
    "acg-h-pylori-2024": "4 14",
    "uspstf-breast-cancer-2016": "40 49 50 74 75 2016",
    "uspstf-breast-cancer-2024": "1.3 30 40 50 74 75 1000 2024",
    "uspstf-colorectal-cancer-2016": "10 45 49 50 75 76 85 2016",
    "uspstf-colorectal-cancer-2021": "1 3 5 10 18 45 49 50 75 76 85 2021",
    "uspstf-tobacco-2015": "",
    "uspstf-tobacco-2021": "4 90 300 2015 2021",
    "cn-lipids-2016": "1.8 2.6 3 3.4 5 6 20 40 2016",
    "cn-lipids-2023": "1 1.4 1.8 2 2.6 3 3.4 5 9 10.3760 24 38 40 50 2023 112148 20230119",
    "aha-cpr-2020": "2 5 6 30 100 120 2020",
    "aha-cpr-2025": "5 12 22 60 2025",
    "aha-asa-stroke-2019": "0 0.9 3 4.5 6 21 24 105 110 140 180 185",
    "aha-asa-stroke-2026": "0.25 3 4.5 5 9 10 24 25 80 130 140",
    "ats-idsa-cap-2019": "5 25",
    "ats-cap-2025": "3 5 2025",
    "acc-aha-cholesterol-2018": "5 7.5 20 70 190",
    "acc-aha-dyslipidemia-2026": "0 3 5 10 55 70 100",
    "cn-heart-failure-2018": "",
    "cn-heart-failure-2024": "",
    "cn-hepatitis-b-2019": "1 2 40 50",
    "cn-hepatitis-b-2022": "15 19 22 30",
    "uspstf-lung-cancer-2013": "15 30 55 80",
    "uspstf-lung-cancer-2021": "15 20 50 80",
    "uspstf-aspirin-2016": "50 59 60 69",
    "uspstf-aspirin-2022": "10 40 59 60",
}

# what the source list marks as changed: the value in the old edition, the value in the new one
CHANGED = [
    ("cn-hypertension-2018 O3", "65–79岁高血压患者的血压目标为<150", "cn-hypertension-2024 N4b", "<140/90"),
    ("acc-aha-hypertension-2017 O2b", "10%", "acc-aha-hypertension-2025 N2b", "7.5%"),
    ("acc-aha-hypertension-2017 O4", "optional", "acc-aha-hypertension-2025 N5", "All people"),
    ("ada-standards-2025 O7b", "not yet", "ada-standards-2026 N3", "now includes"),
    ("cn-diabetes-2020 O2", "11.2%", "cn-diabetes-2024 N3a", "12.4%"),
    ("cn-diabetes-2020 O3", "补充诊断标准", "cn-diabetes-2024 N4a", "正式诊断标准"),
    ("cn-diabetes-2020 O6c", "在二甲双胍基础上加用", "cn-diabetes-2024 N6", "首选SGLT2i"),
    ("gold-copd-2024 O2b", "≥2 moderate", "gold-copd-2026 N26-1", "≥1 moderate"),
    ("gold-copd-2024 O5", "COVID-19", "gold-copd-2026 N26-5", "artificial intelligence"),
    ("kdigo-ckd-2012 O2", "has a race term", "kdigo-ckd-2024 N2a", "without a race term"),
    ("kdigo-ckd-2012 O4b", "≤130/80", "kdigo-ckd-2024 N5", "<120"),
    ("esc-atrial-fibrillation-2020 O2a", "CHA2DS2-VASc", "esc-atrial-fibrillation-2024 N3a", "CHA2DS2-VA,"),
    ("esc-atrial-fibrillation-2020 O3a", "IIa", "esc-atrial-fibrillation-2024 N4", "I/A"),
    ("esc-atrial-fibrillation-2020 O4", "<48 hours", "esc-atrial-fibrillation-2024 N9b", "24 hours"),
    ("cn-h-pylori-2017 O4", "10天或14天", "cn-h-pylori-2022 N6a", "14天"),
    ("cn-h-pylori-2017 O7", "不是", "cn-h-pylori-2022 N3", "同样有效"),
    ("uspstf-breast-cancer-2016 O1", "50–74", "uspstf-breast-cancer-2024 N2", "40–74"),
    (
        "uspstf-colorectal-cancer-2016 O3",
        "no colorectal cancer screening rec",
        "uspstf-colorectal-cancer-2021 N2",
        "45–49",
    ),
    ("cn-lipids-2016 O5", "每5年", "cn-lipids-2023 N4a", "每2–5年"),
    ("cn-lipids-2016 O3c", "<3.4", "cn-lipids-2023 N8c", "中危或高危者的LDL-C目标为<2.6"),
    ("aha-cpr-2020 O1", "separate", "aha-cpr-2025 N2", "single"),
    ("aha-cpr-2020 O3", "abdominal thrusts", "aha-cpr-2025 N3b", "5 back blows"),
    ("aha-asa-stroke-2019 O3a", "≥6", "aha-asa-stroke-2026 N2", "3–5"),
    ("ats-idsa-cap-2019 O1", "≥5 days", "ats-cap-2025 N2", "<5 days"),
    ("acc-aha-cholesterol-2018 O5", "selectively", "acc-aha-dyslipidemia-2026 N3", "once in all"),
    ("cn-hepatitis-b-2019 O2a", "50 U/L", "cn-hepatitis-b-2022 N4a", "30 U/L"),
    ("uspstf-lung-cancer-2013 L1", "55–80", "uspstf-lung-cancer-2021 L1", "50–80"),
    ("uspstf-aspirin-2016 A1", "50–59 years has grade B", "uspstf-aspirin-2022 A1", "40–59"),
]


def fact(key):
    name, _, fact_id = key.partition(" ")
    return next(one.text for one in read_digest(name)[0].fact if one.id == fact_id)


def editions_of(guideline):
    families = FAMILIES[guideline].split()
    records = [read_digest(name)[0] for name in read_library().library.editions]
    return [record for record in records if record.family in families]


def test_every_guideline_is_counted():
    counted = [record.document_id for guideline in GUIDELINES for record in editions_of(guideline)]
    assert sorted(counted) == sorted(read_library().library.editions)
    assert list(GUIDELINES) == [f"G{number:02}" for number in range(1, 21)]


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_a_guideline_keeps_its_editions_and_facts(guideline):
    records = editions_of(guideline)
    assert (len(records), sum(len(record.fact) for record in records)) == GUIDELINES[guideline]


@pytest.mark.parametrize("name", NUMBERS)
def test_an_edition_holds_its_own_numbers_only(name):
    texts = [f"{one.text} {one.locator or ''}" for one in read_digest(name)[0].fact]
    found = {Decimal(number) for text in texts for number in NUMBER.findall(NAMES.sub(" ", text))}
    assert found == {Decimal(number) for number in NUMBERS[name].split()}


@pytest.mark.parametrize(("old", "was", "new", "now"), CHANGED, ids=[f"{one[2]}" for one in CHANGED])
def test_a_changed_fact_states_its_value_in_both_editions(old, was, new, now):
    assert was in fact(old)
    assert now in fact(new)
    assert now not in fact(old) or was not in fact(new)


def test_the_negative_control_repeats_every_old_statement():
    old = {one.text for one in read_digest("uspstf-tobacco-2015")[0].fact}
    new = {one.text for one in read_digest("uspstf-tobacco-2021")[0].fact}
    assert old <= new
