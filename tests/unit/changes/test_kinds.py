"""One statement in two wordings: which kind, which numbers."""

import pytest

from assistant.changes import compare
from assistant.changes.drugs import drugs
from guidelines.changes import loose_content


def judged(old, new):
    pair = [loose_content(f"# Title\n\n{text}".encode(), name="one.md") for text in (old, new)]
    (change,) = compare(*pair).changes
    return change


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        pytest.param("收缩压应低于１４０mmHg。", "收缩压应低于140 mmHg。", "unchanged", id="full-width"),
        pytest.param("疗程3～5天即可停药。", "疗程3-5天即可停药。", "unchanged", id="range-mark"),
        pytest.param("目标见文献[12]所述方法。", "目标见文献[3,4]所述方法。", "unchanged", id="reference"),
        pytest.param("年龄≥65岁者应接种疫苗。", "年龄>65岁者应接种疫苗。", "threshold", id="comparator"),
        pytest.param("采样间隔至少应为1天。", "采样间隔至少应为24小时。", "threshold", id="calendar-day"),
        pytest.param("每次给予0.5 g口服即可。", "每次给予500 mg口服即可。", "wording", id="same-dose"),
        pytest.param("本规范于2018年发布并实施。", "本规范于2024年发布并实施。", "wording", id="year"),
        pytest.param(
            "合并心衰时出现水肿等表现。", "合并心衰时可出现水肿等表现。", "wording", id="may-happen"
        ),
        pytest.param("合并心衰时应限制盐的摄入。", "合并心衰时可限制盐的摄入。", "strength", id="may-do"),
        pytest.param("应隔离治疗14天观察。", "不应隔离治疗14天观察。", "strength", id="denied"),
        pytest.param("轻症患者应居家观察。", "轻症和普通型患者应居家观察。", "population", id="people"),
        pytest.param("推荐使用玛希洛沙韦治疗。", "推荐使用昂拉地韦治疗。", "drug", id="unlisted-drug"),
        pytest.param("Give drugamab to adults.", "Give otheramab to adults.", "drug", id="stem"),
        pytest.param("Ablation is class IIa here.", "Ablation is class IIb here.", "strength", id="class"),
        pytest.param(
            "65岁以下<130/80 mmHg，65岁以上<140/90 mmHg。",
            "65岁以下<140/90 mmHg，65岁以上<130/80 mmHg。",
            "threshold",
            id="exchanged",
        ),
    ],
)
def test_the_first_kind_that_applies(old, new, kind):
    assert judged(old, new).kind == kind


@pytest.mark.parametrize(
    ("old", "new", "numbers"),
    [
        pytest.param(
            "血压应降至<150/90 mmHg。",
            "血压应降至<140/90 mmHg。",
            [("150/90", "140/90", "mmHg", "血压应降至")],
            id="pair",
        ),
        pytest.param(
            "年龄≥65岁者应接种疫苗。",
            "年龄>65岁者应接种疫苗。",
            [("≥65岁", ">65岁", "岁", "年龄")],
            id="sign",
        ),
        pytest.param(
            "适用于6个月至12岁儿童。", "适用于6个月至18岁儿童。", [("12", "18", "岁", "适用于")], id="one-end"
        ),
        pytest.param(
            "A course of 10 days is enough.",
            "A course of 5–7 days is enough.",
            [("10", "5–7", "days", "A course")],
            id="range",
        ),
        pytest.param(
            "阿莫西林每次0.5g，每日3次，疗程10天。",
            "阿莫西林每次1g，每日2次，疗程10天。",
            [("0.5", "1", "g", "阿莫西林"), ("3", "2", "次", "阿莫西林每次1g")],
            id="two",
        ),
    ],
)
def test_numbers_are_told_with_unit_and_what_they_measure(old, new, numbers):
    told = [(one.old, one.new, one.unit) for one in judged(old, new).numbers]
    assert told == [number[:3] for number in numbers]
    assert judged(old, new).numbers[0].what == numbers[0][3]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("可用红霉素或阿奇霉素。", {"阿奇霉素", "红霉素"}, id="siblings"),
        pytest.param("选用阿托伐他汀", {"托伐他汀"}, id="longer-than-its-stem"),
        pytest.param("nothing of the kind, and no peptide", set(), id="none"),
    ],
)
def test_drugs_are_told_by_list_or_stem(text, named):
    found = drugs(text)
    assert len(found) == len(named)
    assert all(name in found or not name.isascii() for name in named)
