"""What a question is about stays in it: no medicine that the lists do not know is taken for a person."""

import json
from pathlib import Path

import pytest

from assistant.gate.identifiers import find_identifiers

MEDICINES = (
    *("舒普深", "安立泽", "玛巴洛沙韦", "替雷利珠单抗", "替戈拉生", "欧唐宁", "安巴韦", "罗沙司他"),
    *("贝利尤单抗", "贺维力", "康士得", "温可达", "高特灵", "唐力", "蒙诺", "安博诺", "韩美替尼", "达利雷生"),
    *("司美格鲁肽", "艾迪", "郁乐", "柴黄", "敬妥", "和乐泰", "于飞片"),
)
FRAMES = (
    *("{}一天吃几次", "{}和阿司匹林能一起吃吗", "我在吃{}可以喝酒吗", "请问{}有什么副作用", "{}怎么吃"),
    *("医生给我开了{}，需要长期吃吗", "{}的说明书", "{}要饭前还是饭后", "{}多少钱一盒", "让我吃{}"),
    *("{}说明书上写的禁忌是什么", "听说{}对血糖好", "漏服{}怎么办", "{}是什么药", "{}属于处方药吗"),
    *(
        "每天{}一粒",
        "停了{}会反弹吗",
        "孕妇能用{}吗",
        "这个{}是治什么的",
        "{}过期了还能吃吗",
        "{}儿童可以用吗",
        "{}的价格",
        "我妈在用{}，肝功能不好",
    ),
)
SOMEBODY = {
    "患者陈志强服用二甲双胍后恶心": "陈志强",
    "老公李永刚每天两片阿司匹林": "李永刚",
    "韩松林一天吃几次药合适": "韩松林",
    "换成刘晓燕医生的号": "刘晓燕",
    "请问周国平的检查结果出来了吗": "周国平",
    "张伟是不是该吃药了": "张伟",
    "林小娟的药开了吗": "林小娟",
}
ASKED = Path(__file__).parents[3] / "evals" / "suites"


@pytest.mark.parametrize("frame", FRAMES)
def test_a_medicine_in_no_list_is_no_person(frame):
    asked = [frame.format(one) for one in MEDICINES]
    assert [one for one in asked if find_identifiers(one)] == []


@pytest.mark.parametrize(("text", "name"), SOMEBODY.items(), ids=SOMEBODY.values())
def test_who_takes_a_medicine_is_still_somebody(text, name):
    assert name in [text[one.start : one.end] for one in find_identifiers(text)]


@pytest.mark.parametrize("path", sorted(ASKED.glob("*.jsonl")), ids=lambda path: path.stem)
def test_own_medical_questions_keep_their_subject(path):
    assert _masked(path) == []


@pytest.mark.parametrize("name", ["qa", "editions"])
def test_shared_medical_questions_keep_their_subject(name, shared):
    path = shared / "data" / "guidelines_open" / f"{name}.jsonl"
    if not path.exists():
        pytest.skip("the open questions are not on this machine")
    assert _masked(path) == []


def _masked(path):
    cases = map(json.loads, path.read_text("utf-8").splitlines())
    asked = [case.get("question") or case.get("ask") for case in cases]
    return [
        text[one.start : one.end]
        for text in asked
        if isinstance(text, str)
        for one in find_identifiers(text)
        if one.type == "NAME"
    ]
