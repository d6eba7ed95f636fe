"""What is a statement in a pasted text: its stretch as given, what is read, and the line it stands under."""

import pytest

from assistant.checking.statements import statements


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("您好！血压目标为<140/90 mmHg。谢谢！", ["血压目标为<140/90 mmHg。"], id="greeting"),
        pytest.param("高血压会遗传吗？会遗传给子女。", ["会遗传给子女。"], id="question"),
        pytest.param(
            "Should I stop ramipril? Ramipril is an ACE inhibitor.",
            ["Ramipril is an ACE inhibitor."],
            id="en",
        ),
        pytest.param("我昨天量血压165/95。我国患病率为12.4%。", ["我国患病率为12.4%。"], id="story"),
        pytest.param(
            "- 少吃盐，多运动。\n2. 每年查一次血脂。", ["少吃盐，多运动。", "每年查一次血脂。"], id="list"
        ),
        pytest.param("FIT is done yearly.\nI hope this helps!", ["FIT is done yearly."], id="wishes"),
        pytest.param("请咨询您的医生。以上内容仅供参考。", [], id="referral"),
        pytest.param("血压目标<150/90；血糖目标<7.0", ["血压目标<150/90；", "血糖目标<7.0"], id="semicolon"),
        pytest.param("喝柠檬水治高血压", ["喝柠檬水治高血压"], id="bare-line"),
        pytest.param("剂量为0.75 g。", ["剂量为0.75 g。"], id="decimal"),
        pytest.param("   \n\n。。。", [], id="nothing"),
    ],
)
def test_only_what_claims_something_is_a_statement(text, expected):
    assert [one.text for one in statements(text)] == expected


def test_every_stretch_stands_at_its_offsets():
    table = "| 人群 | 目标 |\n|---|---|\n| 65–79岁 | <150/90 |"
    text = f"# 血压\r\n  1. **目标**为<140/90 mmHg。\n{table}\n这是最后一句。"
    assert len(statements(text)) == 3
    for one in statements(text):
        assert text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    ("text", "about", "reading"),
    [
        pytest.param(
            "血压控制目标：\n- 65–79岁：<150/90 mmHg", "血压控制目标", "65–79岁：<150/90 mmHg", id="lead-in"
        ),
        pytest.param(
            "## Screening\n- Women aged 50 and over yearly.",
            "Screening",
            "Women aged 50 and over yearly.",
            id="title",
        ),
        pytest.param(
            "老年高血压\n目标是<150/90 mmHg。", "老年高血压", "目标是<150/90 mmHg。", id="plain-title"
        ),
        pytest.param("**FIT** is done yearly.", "", "FIT is done yearly.", id="emphasis"),
        pytest.param("人群\t目标\n65–79岁\t<150/90", "", "65–79岁，目标 <150/90", id="tabs"),
        pytest.param("|人群|目标|\n|--|--|\n|≥80岁|<150/90|", "", "≥80岁，目标 <150/90", id="pipes"),
    ],
)
def test_a_statement_is_read_under_what_introduces_it(text, about, reading):
    (one,) = statements(text)
    assert (one.about, one.reading) == (about, reading)
