"""Repairs that name no slip, and what only looks like one."""

from __future__ import annotations

from assistant.drafting import Drafter, Talk, Turn, packaged_templates
from assistant.gate import RuleGate
from guidelines.text import language_of
from tests.fakes.tables import every

_DRAFTER = Drafter(RuleGate())
_SPEAKERS = {"D": "doctor", "P": "patient", "F": "family", "N": "nurse"}


_REPAIRED = (
    # what it is, what is said, what must stand, what may not
    ("a sound between two values", "D 换药多久了？\nP 换了五次，噢六次。", "六次", "五次"),
    ("a name", "D 怎么弄的？\nP 让猫抓的，无名指。\nF 不是无名指，是小拇指。", "小拇指", "无名指"),
    ("a name in English", "D Where?\nP My ring finger. Not my ring finger, it's the thumb.", "thumb", "ring"),
    ("by another", "D 咳多久了？\nP 五天吧。\nF 哪有，都两个星期了。", "两个星期", "五天"),
    ("by another, of many", "D How many?\nP Two pillows.\nF Mum, it's three.", "hree", "Two"),
    (
        "both sides again",
        "D 视力呢？\nP 左眼零点三，右眼零点六。说反了，左眼零点六，右眼零点三。",
        "左眼零点六",
        "左眼零点三",
    ),
    (
        "an own note",
        "D 昨晚拉了五次，护士记录写七次，核对是五次。",
        "五次",
        "七次",
    ),
    ("a size", "D 右乳包块三乘二，口误，三乘二点五厘米。", "三乘二点五", "三乘三"),
    ("behind the value", "D How long?\nP Maybe three weeks. Five, actually.", "ive", "hree weeks"),
)
_ANSWERED = (
    # a bare answer to `有没有`, `想没想过` takes what was asked about
    ("asked with 有没有", "D 有没有想过伤害自己，或者不想活？\nP 想过，没做。", "想过伤害自己", ""),
    ("denied with 有没有", "D 最近有没有黑便？\nP 没有。", "否认黑便", ""),
    ("a verb twice", "D 用没用过庆大霉素？\nP 没用过。", "否认用过庆大霉素", ""),
    ("one character", "D 手指能不能弯？\nP 能。", "能弯", ""),
)
_TWINS = (
    ("a measure told in full", "D 生后第六天，胎龄三十三周整，不，三十三周加一天。", "生后第六天", "第一天"),
    ("an ordinal", "D 术后第三天，体温三十七度，哦，一天两次雾化。", "术后第三天", "第一天"),
    ("a list of days", "D 哪天来透析？\nP 一三五来，每次四小时，嗯，一次一百二。", "四小时", ""),
    ("another unit", "D 怎么吃的？\nP 一次两片，哦，三天。", "两片", ""),
    ("a change over time", "D 吃几片？\nP 原先吃两片，现在吃三片。", "两片", ""),
    ("another's own number", "D 睡几个小时？\nP 我睡六个小时。\nF 我睡八个小时。", "六个小时", ""),
    ("another hospital's report", "D 外院报告写三枚结石，我们这边B超是两枚。", "三枚", ""),
    ("a contrast that nobody said", "D 怎么疼？\nP 右边牙疼，不是一阵阵疼，是一直疼。", "右边牙疼", ""),
    (
        "an aside that is no correction",
        "D Angiogram showed one stenosis. Ignore that, it's the printer. Peak troponin 1,240.",
        "one stenosis",
        "1 stenosis",
    ),
    ("once more", "D 吐过吗？\nP 上个月吐过两次，不是，前天又有一次。", "上个月吐过两次", ""),
    ("one side named again", "D 哪边疼？\nP 左膝疼，说反了什么的没有，就是左膝疼。", "左膝疼", ""),
)


def _written(talk: str, template: str = "门诊初诊") -> str:
    turns = tuple(Turn(_SPEAKERS[line[0]], line[2:]) for line in talk.splitlines())
    language = language_of(talk) or "zh"
    chosen = packaged_templates().named(template if language == "zh" else "SOAP", language)
    draft = _DRAFTER.draft(Talk(turns=turns, facts=(), language=language), chosen)
    return "".join(section.text for section in draft.sections if not section.missing)


def _holds(row: tuple[str, str, str, str]) -> None:
    _, talk, says, never = row
    written = _written(talk)
    assert says in written, written
    assert not never or never not in written, written


@every(_REPAIRED, name=lambda row: row[0])
def test_what_is_right_stands_and_what_it_repairs_does_not(row: tuple[str, str, str, str]) -> None:
    _holds(row)


@every(_TWINS, name=lambda row: row[0])
def test_what_only_looks_like_a_repair_takes_nothing_away(row: tuple[str, str, str, str]) -> None:
    _holds(row)


@every(_ANSWERED, name=lambda row: row[0])
def test_a_bare_answer_takes_the_topic_of_a_question_with_a_choice(row: tuple[str, str, str, str]) -> None:
    _holds(row)
