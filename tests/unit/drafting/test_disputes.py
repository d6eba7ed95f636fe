"""Two who say different things of one matter: whose word is written, and what only looks like a dispute."""

from __future__ import annotations

import pytest

from assistant.drafting import Draft, Drafter, Talk, Turn, packaged_templates
from assistant.gate import RuleGate
from guidelines.text import language_of

_DRAFTER = Drafter(RuleGate())
_SPEAKERS = {"D": "doctor", "P": "patient", "F": "family", "N": "nurse"}

_SETTLED = (
    # what it is, what is said, what must stand, what may not
    (
        "a sheet",
        "D 喘几天了？\nP 四五天了。\nD 分诊单上写的十天。\nP 那按单子上的，我糊涂了。",
        "十天",
        "四五天",
    ),
    (
        "a chart",
        "D Pills?\nP Metformin once a day.\nD Your chart says twice a day.\nP Go with the chart.",
        "twice",
        "once",
    ),
    ("a ruling", "D 晕过没有？\nP 没晕。\nF 他昏了一分钟，叫不醒。\nD 这个以家属为准。", "叫不醒", "否认晕"),
    (
        "a nurse's note",
        "D 腹痛第三天缓解。\nN 护理记录是第二天。\nD 听护理记录的，第二天。",
        "第二天",
        "第三天",
    ),
    (
        "a clock",
        "D 一回疼多久？\nP 疼个把钟头。\nF 哪有个把钟头，我看着表的，一刻钟。\nP 那依她，一刻钟。",
        "一刻钟",
        "个把",
    ),
    ("a feast", "D 哪天摔的？\nP 端午摔的。\nF 是中秋摔的。\nP 对，是中秋。", "中秋", "端午"),
    ("a lunar day", "D 哪天开始的？\nP 正月初三开始的。\nF 是正月初五。\nP 对，是正月初五。", "初五", "初三"),
    (
        "she is right",
        "D Any blood?\nP No blood.\nF He coughed up blood once.\nP She's right, a streak.",
        "streak",
        "No blood",
    ),
    (
        "a bare number",
        "D Cough?\nF Three weeks of coughing.\nP Five weeks, actually.",
        "Five weeks",
        "Three weeks",
    ),
    ("oneself", "D 有什么病？\nF 她有糖尿病。\nP 我没有糖尿病，那是他自己。", "我没有糖尿病", "她有糖尿病"),
    (
        "named wrong",
        "D 多久了？\nP 痒了两个礼拜。\nD 吃过药吗？\nP 没吃。不止两个礼拜，六个礼拜了。",
        "六个礼拜",
        "两个礼拜",
    ),
    (
        "a brother's",
        "D Fever?\nF Up to 102.\nD Eating?\nF Half. Oh wait, the 102 was her brother. Hers was 101.4.",
        "101.4",
        "102",
    ),
    ("reckoned anew", "D 多久了？\nP 烧心小一年了。哦不是，从换夜班算起，到现在四个月。", "四个月", "一年"),
    (
        "an order",
        "D 考虑腰肌劳损。塞来昔布一天一次。\nF 他胃出过血。\nD 那塞来昔布不吃了，做理疗。",
        "理疗",
        "一天一次",
    ),
    (
        "a slip named behind",
        "D 怎么吃的？\nP 优甲乐早上一片。\nD 上次调过量。\nP 一片半，我说岔了。",
        "一片半",
        "早上一片。",
    ),
    (
        "another vertebra",
        "D 磁共振腰五骶一突出。\nP 报告上写腰四五啊。\nD 报告没错，腰四五。",
        "腰四五",
        "腰五骶一",
    ),
)
_NO_DISPUTE = (
    # what it is, what is said, what must all stand
    (
        "an order agreed to",
        "D 疼多久了？\nP 疼了两个月。\nD 三个月后复查。\nP 行，听你的。",
        ("两个月", "三个月"),
    ),
    (
        "another matter",
        "D 糖尿病几年？\nP 糖尿病五年。\nD 高血压有十年了吧？\nP 对，十年。",
        ("五年", "十年"),
    ),
    ("two diseases", "D 有什么病？\nP 高血压。\nF 还有痛风。\nP 对，还有痛风。", ("高血压", "痛风")),
    ("what one may play down", "D 喝酒吗？\nF 他天天喝酒，半斤。\nP 我没喝酒。", ("半斤", "否认")),
    ("not stopped", "D 阿司匹林一天一片。\nP 要停吗？\nD 阿司匹林不能停，吃着。", ("一天一片", "不能停")),
    ("two feasts", "D 犯过几回？\nP 端午犯过一回，中秋又犯了一回。", ("端午", "中秋")),
    ("other months", "D 几月手术的？\nP 三月手术，九月复发的。", ("三月", "九月")),
)


def _draft(talk: str) -> Draft:
    turns = tuple(Turn(_SPEAKERS[line[0]], line[2:]) for line in talk.splitlines())  # type: ignore[arg-type]
    language = language_of(talk) or "zh"
    template = packaged_templates().named(None, language)
    return _DRAFTER.draft(Talk(turns=turns, language=language), template)


def _written(draft: Draft) -> str:
    return "\n".join(sentence.text for section in draft.sections for sentence in section.sentences)


@pytest.mark.parametrize(("talk", "stands", "gone"), [pytest.param(*one[1:], id=one[0]) for one in _SETTLED])
def test_who_gives_way_is_not_written(talk: str, stands: str, gone: str) -> None:
    draft = _draft(talk)
    assert stands in _written(draft)
    assert gone not in _written(draft)
    assert draft.dropped


@pytest.mark.parametrize(("talk", "stands"), [pytest.param(*one[1:], id=one[0]) for one in _NO_DISPUTE])
def test_what_is_no_dispute_leaves_both(talk: str, stands: tuple[str, ...]) -> None:
    written = _written(_draft(talk))
    assert [one for one in stands if one not in written] == []
