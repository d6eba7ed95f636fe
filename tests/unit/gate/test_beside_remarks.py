"""What stands beside an emergency, a check-up, an exam, what others say, never takes it back."""

from __future__ import annotations

from itertools import product

import pytest

from assistant.gate.redflags import RedFlags
from assistant.gate.redflags.finder import urgency

URGENT = {"ED", "E120"}

SIGNS_ZH = (
    "胸口压榨样疼，出冷汗",
    "嘴歪了，说话不清楚",
    "喘不上气，嘴唇发紫",
    "我不想活了，药都攒好了",
    "便血止不住，头晕站不住",
)
REMARKS_ZH = (
    "医生以前说我身体很好，{}",
    "去年体检都正常，{}",
    "上周感冒好了，{}",
    "十年前切过阑尾，{}",
    "网上说多喝热水就好，{}",
    "书上说要多休息，{}",
    "我是写小说的，{}",
    "我是画漫画的，{}",
    "刚考完试，{}",
    "{}，明天还要考试",
    "{}，跟电影里一样",
    "{}，听说网上有人这样没事",
    "{}，我妈说我小题大做",
    "{}，会不会是累的",
    "{}，医生说过要随访",
    "有高血压家族史，{}",
    "老伴去世了，{}",
)
SIGNS_EN = (
    "crushing chest pain and sweating",
    "my face is drooping and my speech is slurred",
    "my son is blue and can't breathe",
    "I'm vomiting blood",
    "I just threw up a lot of blood",
)
REMARKS_EN = (
    "last year my check-up was fine, {}",
    "had surgery in 2019, {}",
    "my colleague had the same last month, {}",
    "I write novels for a living, {}",
    "{}, exam tomorrow",
    "{}, my mum says it's nothing",
    "{}, I read online it's nothing",
    "my dad passed away in May, {}",
    "there's a family history of strokes, {}",
    "high blood pressure is hereditary for us, {}",
    "I had fits as a child, {}",
    "{}, my brother-in-law once had that",
)
WITHOUT_A_STOP = (
    "前年做过手术胸口压榨样疼出冷汗",
    "小时候得过哮喘喘不上气嘴唇发紫",
    "同事上个月也这样便血止不住头晕站不住",
    "胸口压榨样疼出冷汗以前从来没有过",
)
TOLD_OF_ELSEWHERE = (
    "去年冬天有一回胸口压榨样疼",
    "血压180多是我爸十年前的事",
    "去年胸口压榨样疼，出冷汗，后来治好了",
    "以前胸口疼过，查了没事",
    "老师让我们写作文，嘴歪了，说话不清楚",
    "新闻里说，一个男的胸口压榨样疼，出冷汗",
    "last year I was vomiting blood, fully recovered",
    "In 2019, crushing chest pain and sweating, got a stent",
    "I was sick in 2019, I was vomiting blood and had a drip",
)


@pytest.fixture(scope="module")
def flags() -> RedFlags:
    return RedFlags()


@pytest.mark.parametrize(
    "text",
    [
        remark.format(sign)
        for remarks, signs in ((REMARKS_ZH, SIGNS_ZH), (REMARKS_EN, SIGNS_EN))
        for remark, sign in product(remarks, signs)
    ]
    + list(WITHOUT_A_STOP),
)
def test_a_remark_beside_an_emergency_takes_nothing_back(flags: RedFlags, text: str) -> None:
    assert urgency(flags.find(text)) in URGENT


@pytest.mark.parametrize("text", TOLD_OF_ELSEWHERE)
def test_what_is_past_or_told_of_others_stays_theirs(flags: RedFlags, text: str) -> None:
    assert urgency(flags.find(text)) not in URGENT
