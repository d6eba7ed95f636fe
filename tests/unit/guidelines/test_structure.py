import pytest

from guidelines.grades import closing_grade, grade_in, strength_of
from guidelines.readers.dispatch import read
from guidelines.structure import recommendations, section_paths, sections


@pytest.mark.parametrize(
    ("text", "grade", "strength"),
    [
        pytest.param("应测量血压（1A）", "1A", "strong", id="1A"),
        pytest.param("可测量血压(2C)。", "2C", "weak", id="2C"),
        pytest.param("建议（强推荐，中等质量证据）。", "强推荐，中等质量证据", "strong", id="zh strong"),
        pytest.param("建议（弱推荐，低质量证据）", "弱推荐，低质量证据", "weak", id="zh weak"),
        pytest.param("建议（证据等级2，推荐B）。", "证据等级2，推荐B", "weak", id="evidence and letter"),
        pytest.param("建议（Ⅰ,A）", "Ⅰ,A", "strong", id="roman"),
        pytest.param("may be used (IIa B)", "IIa B", "weak", id="IIa"),
        pytest.param("should be done (Class I)", "Class I", "strong", id="class I"),
        pytest.param("is harmful (Class III)", "Class III", "against", id="class III"),
        pytest.param("offer (Grade B)", "Grade B", "weak", id="grade B"),
        pytest.param("We recommend x. ( Strong For )", "Strong For", "strong", id="VA strong"),
        pytest.param("Do not x (Weak against)", "Weak against", "against", id="VA against"),
        pytest.param("随访（良好实践声明）", "良好实践声明", "good-practice", id="good practice"),
        pytest.param(
            "PrEP is recommended (IIIA)", "IIIA", "unstated", id="roman and letter in one differ by system"
        ),
        pytest.param("服用片剂（A型）", None, "unstated", id="a bracket that is no grade"),
        pytest.param("维生素（B12）", None, "unstated", id="vitamin"),
    ],
)
def test_grades(text, grade, strength):
    assert grade_in(text) == grade
    assert strength_of(grade, text) == strength


def test_only_a_mark_at_the_end_closes_a_sentence():
    assert closing_grade("弱推荐（推荐C）代表有一定的信心。") is None
    assert closing_grade("每六个月筛查一次（推荐C）。") == "推荐C"


def test_paths_follow_numbered_headings_and_run_in_headings():
    text = (
        "一、诊断\n（一）标准。\n符合下列之一。\n二、治疗\n"
        "（一）一般治疗。卧床休息，多饮水，注意观察。\n（二）其他\n对症。"
    )
    paths = section_paths(read(text.encode(), name="t.txt"))
    assert paths == (
        ("一、诊断",),
        ("一、诊断", "（一）标准"),
        ("一、诊断", "（一）标准"),
        ("二、治疗",),
        ("二、治疗", "（一）一般治疗"),
        ("二、治疗", "（二）其他"),
        ("二、治疗", "（二）其他"),
    )


def test_sections_reach_from_heading_to_heading():
    reading = read(b"# A\n\nx\n\n## B\n\ny\n", name="t.md")
    found = [(section.path, reading.text[section.start : section.end]) for section in sections(reading)]
    assert found == [(("A",), "A\nx"), (("A", "B"), "B\ny")]


MARKDOWN = """# Recommendations

The panel graded evidence (GRADE).

## Screening

  1. We recommend annual screening. ( **Strong for** )
  2. We suggest home readings. ( **Weak for** )

     - at least twice

##### (Carried over) (Weak For)

  3. The group lists definitions here.

## Methods

  1. We recommend readers to look elsewhere.
"""


def test_numbered_recommendations_under_their_heading():
    units = recommendations(read(MARKDOWN.encode(), name="t.md"))
    assert [(unit.number, unit.strength, unit.section[-1]) for unit in units] == [
        ("1", "strong", "Screening"),
        ("2", "weak", "Screening"),
        ("1", "unstated", "Methods"),
    ]
    assert units[1].text.endswith("(Carried over) (Weak For)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("推荐意见1：成人每年测血压（1A）。", [("1", "strong")], id="zh number"),
        pytest.param(
            "推荐意见 12\n老年人应评估衰弱（强推荐，高质量证据）。", [("12", "strong")], id="label alone"
        ),
        pytest.param("推荐2：避免合用。", [("2", "unstated")], id="short label"),
        pytest.param("【推荐】每日步行。", [("", "unstated")], id="box"),
        pytest.param("Recommendation 3.1: Treat early (Class I).", [("3.1", "strong")], id="en"),
        pytest.param(
            "对高危者每六个月筛查一次（证据等级2，推荐A）。其余每年一次。",
            [("", "strong")],
            id="graded sentence",
        ),
        pytest.param(
            "推荐意见1 每年测血压（1A）。推荐意见2 每季查血脂（2C）。",
            [("1", "strong"), ("2", "weak")],
            id="two in a row",
        ),
        pytest.param(
            "推荐意见1 每年测血压（1A）。推荐意见一致。", [("1", "strong")], id="a mention after it"
        ),
        pytest.param("推荐 5 mg 起始，推荐一线用药。", [], id="a dose is no number"),
        pytest.param("推荐意见一致。", [], id="agreement is no number"),
        pytest.param("推荐方剂：某汤加减。", [], id="recommended recipe is no label"),
        pytest.param("本指南推荐意见的分级见附录。", [], id="mention"),
    ],
)
def test_recommendation_units(text, expected):
    reading = read(f"一、治疗\n{text}\n".encode(), name="t.txt")
    units = recommendations(reading)
    assert [(unit.number, unit.strength) for unit in units] == expected
    assert all(reading.text[unit.start : unit.end] == unit.text for unit in units)
