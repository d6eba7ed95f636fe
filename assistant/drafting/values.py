"""Values that one may have said wrong: sides, days, frequencies, counts, drugs, diseases, relatives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.finding import Piece
from assistant.drafting.lexicon import pattern
from assistant.drafting.record import Said

_LIMBS = (
    (frozenset({"腿", "leg"}), frozenset({"膝", "踝", "脚", "足", "趾", "knee", "ankle", "foot", "toe"})),
    (
        frozenset({"胳膊", "臂", "arm"}),
        frozenset({"手", "腕", "肘", "指", "hand", "wrist", "elbow", "finger"}),
    ),
)
SIDE = re.compile(
    r"左(?!右)|(?<!左)右|双侧|两侧|(?<![a-z])(?:left|right|both|bilateral)(?![a-z])", re.IGNORECASE
)
_WEEKDAY = (
    r"(?:last |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening|night))?"
)
_MONTHS = r"(?:jan|febr)uary|march|april|june|july|august|(?:septem|octo|novem|decem)ber|(?<=\bin )may|^may$"
_HAN = "一二两三四五六七八九十百千半几零仨俩"
_AGO = rf"(?:\d+|[{_HAN}]+)[来多]?个?(?:年|月|周|星期|礼拜|天|日|小时|钟头|分钟)[来多半]?(?:以|之)?前(?!后)"
_MONTH = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]|正|腊)月"
_FEAST = (
    r"元旦|春节|除夕|大年[初三]\w|元宵节|清明|端午|七夕|中秋|国庆|重阳|冬至|腊八|小年(?!轻)|立[春夏秋冬]|"
    r"(?<![a-z])(?:christmas|easter|thanksgiving|halloween|new year's|boxing day|ramadan|diwali)(?![a-z])"
)
_DATE = re.compile(
    rf"{_FEAST}|(?<![\d{_HAN}个上下])(?:{_MONTH}(?:份|初[{_HAN}]{{1,2}}|初|底|[上中下]旬|"
    rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})(?:[号日]|(?![\d{_HAN}个天周月年])))"
    rf"|{_MONTH}(?![余多来经龄子半]))",
    re.IGNORECASE,
)
"""A date, a feast or a month by its name: `四月十八`, `七月初九`, `端午`, `九月`; `两月` is a stretch."""
_SEASON = (
    r"(?:年?(?:春|夏|秋|冬)(?:天|季)?|年?[初底末]|"
    r"年?(?:正|腊|\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|初|底)?)"
)
_DAY = re.compile(
    rf"{_AGO}|(?:大?前|今|去)年?{_SEASON}|"
    r"大?前[天年](?:早上|上午|中午|下午|晚上|夜里)?|昨[天晚儿](?:早上|上午|下午|晚上|夜里)?|今[天早晚](?:早上|上午|下午)?|"
    r"上*(?:上|这|本)[个個]?(?:[周週]|星期|[礼禮]拜)[一二三四五六日天末]?|(?<![个個])(?:[周週]|星期|[礼禮]拜)[一二三四五六日天末]|上*上个?月|去年|今年|"
    rf"(?<![a-z])(?:{_WEEKDAY}|{_MONTHS}|yesterday|today|last (?:night|week|month|year)|"
    rf"this (?:morning|week))(?![a-z])",
    re.IGNORECASE,
)
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
)
_IN_WORDS = rf"(?:{_WORDS})(?:(?:[ -]| point |(?<=hundred) and )(?:{_WORDS})(?![a-z]))*"
_A_WEIGHT = r"(?:half )?a(?= (?:stone|pound|kilo|pint)\b)"
_FREQUENCY = re.compile(
    rf"(?:一|每)(?:天|日|周|个?月|晚|早)[\d{_HAN}]{{1,2}}(?:次|遍|回|顿|趟)|每?隔?[\d{_HAN}]+个?(?:小时|钟头)一?次"
    rf"|(?<![a-z])(?:(?:once|twice|thrice|(?:\d+|{_WORDS}) times)"
    rf"(?: (?:a|per|each|every) (?:day|week|month)| daily| weekly)?"
    rf"|every (?:(?:\d+|{_WORDS}) )?(?:hours?|days?|weeks?)|bd|tds|qds|bid|tid|qid)(?![a-z])",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?<![\d.初])(?!(?<=[上下前后这那哪另])一个)(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?(?:[/×*]\d+(?:\.\d+)?)*|"
    rf"[{_HAN}]+(?:点[{_HAN}]+)?(?:乘[{_HAN}]+(?:点[{_HAN}]+)?)*|(?<![一两几])个把)\s?(?:[个個]|多|来)*半?\s?"
    r"(?P<unit>公斤|千克|斤|毫克|微克|克|mg|μg|ug|g|kg|毫升|ml|升|度|℃|秒钟?|分[钟鐘]|刻[钟鐘]|小时|小時|[钟鐘]头|鐘頭|天|日|[号號]|[周週]|星期|礼拜|禮拜|月|年|[岁歲]|"
    r"次|趟|遍|顿|片|粒|颗|丸|粒|支|根|包|袋|瓶|盒|滴|喷|吸|勺|贴|针|单位|iu|u|厘米|公分|毫米|米|公里|里地|层|楼|步|点|回|杯|两|口|胎|级|加|床|块|枚|碗|张|条|道|处|份|剂|毫米汞柱|分贝|分(?!钟))?"
    rf"(?:多|半|(?<=[度点块斤两])[{_HAN}\d](?![{_HAN}\d]))?"
    rf"|(?<![a-z])(?P<figure>\d+(?:,\d{{3}})*(?:\.\d+)?|{_IN_WORDS}|{_A_WEIGHT})(?:[\s-](?P<word>minutes?|hours?|days?|weeks?|"
    rf"months?|years?|pounds?|stones?|kilos?|kg|mg|mcg|ml|milligrams?|micrograms?|units?|times?|pills?|tablets?|"
    rf"puffs?|capsules?|drops?|pints?|percent|degrees?))?(?![a-z])",
    re.IGNORECASE,
)
_SEX = re.compile(r"[男女](?:孩|婴|宝|性|娃)|(?<![a-z])(?:boy|girl)(?![a-z])", re.IGNORECASE)
_ANY_DRUG = re.compile(
    r"药片?|胶囊|颗粒|冲剂|\S{2}药|抗生素|激素|tablets?|pills?|med(?:icine|ication)?s?|drops|cream|ointment|inhaler|doses?",
    re.IGNORECASE,
)
_HOLDS_NUMBERS: Final = frozenset({"day", "date", "frequency", "place:vertebra"})
_SAME_UNITS: Final = (
    ("weight", ("公斤", "千克", "斤", "kg", "kilo", "pound", "stone")),
    ("pill", ("片", "粒", "颗", "丸", "pill", "tablet", "capsule")),
    ("times", ("次", "趟", "遍", "回", "顿", "time")),
    ("floor", ("层", "楼")),
    ("week", ("周", "週", "星期", "礼拜", "禮拜")),
    ("hour", ("小时", "小時", "钟头", "鐘頭")),
    ("号", ("號",)),
    ("岁", ("歲",)),
    ("分钟", ("分鐘",)),
)
_UNIT_OF: Final = {name: kind for kind, names in _SAME_UNITS for name in names}
_LASTING: Final = frozenset(
    f"count:{unit}"
    for unit in ("天", "日", "week", "月", "年", "hour", "day", "month", "year", "分钟", "刻钟", "minute")
)
_BESIDE = re.compile(r"[\u4e00-\u9fff]{1,4}|\s\w+")
_BARE: Final = re.compile(
    r"(?:那?就?是|应该是|其实是|大概是?|也就|"
    r"(?:it's |it was |more like |maybe |about |that's |make that ){0,2})?"
    rf"(?:[\d.]+|[{_HAN}]+|{_IN_WORDS})(?:吧|的|啊|了)?",
    re.IGNORECASE,
)


@cache
def _kin() -> re.Pattern[str]:
    """Take a relative named by two words for one, as in `舅外婆`."""
    return re.compile(f"(?:{pattern('relative').pattern})+", re.IGNORECASE)


_PLACES: Final = {
    "vertebra": r"[颈胸腰骶](?:\d|[一二三四五六七八九十])[/、至到-]?[颈胸腰骶]?(?:\d|[一二三四五六七八九十])"
    r"(?![\d年天月个岁次度公厘点周片])|(?<![A-Za-z\d])[CTLS]\d{1,2}[/-][CTLS]?\d(?!\d)",
    "finger": r"大?拇指|食指|中指|无名指|小(?:拇)?指|\b(?:thumb|(?:index|middle|ring|little) finger|pinky)\b",
    "lobe": r"[上中下]叶|舌段|\b(?:upper|middle|lower) lobe\b",
    "coronary": r"前降支|回旋支|右冠(?:状动脉)?|左主干|对角支|"
    r"(?<![A-Za-z])(?:LAD|LCX|RCA|circumflex|left main|right coronary)(?![A-Za-z])",
}
"""Parts of the body of which a finding names one of a few, beside its side."""


@cache
def _place(kind: str) -> re.Pattern[str]:
    return re.compile(_PLACES[kind], re.IGNORECASE)


_SORTS: tuple[tuple[str, Callable[[], re.Pattern[str]]], ...] = (
    ("side", lambda: SIDE),
    ("day", lambda: _DAY),
    ("date", lambda: _DATE),
    ("frequency", lambda: _FREQUENCY),
    ("drug", lambda: pattern("drug")),
    ("disease", lambda: pattern("disease")),
    ("relative", _kin),
    ("sex", lambda: _SEX),
    *((f"place:{one}", partial(_place, one)) for one in _PLACES),
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of one kind at a place of the talk; only values of one `sort` put one another right.

    `parts`: of the body, before which a side stands, as in 左手腕. `number`: what stands before a unit.
    `alone`: a clause says nothing but this number.
    """

    sort: str
    said: Said
    text: str
    parts: frozenset[str] = frozenset()
    number: str = ""
    alone: bool = False


def is_duration(value: Value) -> bool:
    """Say whether a value is a stretch of time, in whatever unit."""
    month = value.sort == "count:月" and "个" not in value.text and "余" not in value.text
    return value.sort in _LASTING and not month


def is_time(value: Value) -> bool:
    """Say whether a value tells how long, or since when."""
    return value.sort in {"day", "date"} or is_duration(value)


_WHICH_WEEK: Final = re.compile(r"^(?:上+[个個]?|这个?|本)(?=[周週]|星期|[礼禮]拜)")
_NO_WEEK: Final = re.compile(r"^(?:[周週]|星期|[礼禮]拜)")
_WRITTEN_ALIKE: Final = str.maketrans({"两": "二", "俩": "二", "仨": "三"})
_NO_DIFFERENCE: Final = re.compile(r"[\s个多来几号日上这本]|以前|之前")


def alike(one: Value, other: Value) -> bool:
    """Say whether two values say the same, as `两周` and `二个礼拜` do."""
    if one.sort != other.sort:
        return False
    first, second = (_NO_DIFFERENCE.sub("", value.text.lower()) for value in (one, other))
    if _NO_WEEK.match(first) and _NO_WEEK.match(second):
        return first[-1] == second[-1]
    if one.number and other.number and first.endswith("半") is second.endswith("半"):
        first, second = one.number, other.number
    return first.translate(_WRITTEN_ALIKE) == second.translate(_WRITTEN_ALIKE)


def counts(text: str) -> bool:
    """Say whether a number stands in a text."""
    return _COUNT.search(text) is not None


def values_of(one: Uttered) -> list[Value]:
    """Give the values of a clause, those of a sort together."""
    return [
        _put(value, piece.source)
        for piece in one.pieces
        if isinstance(piece.source, Said)
        for value in _values_in(piece.text)
    ]


def _put(value: Value, at: Said) -> Value:
    return replace(value, said=Said(at.turn, at.start + value.said.start, at.start + value.said.end))


# A draft asks a clause for its values some seven times: a talk of 10,000 characters 8,500 times for 1,200.
@lru_cache(maxsize=4096)
def _values_in(text: str) -> tuple[Value, ...]:
    """Give the values of a text, where they stand in it; the turn is for the caller to say."""
    found: list[Value] = []
    for sort, words in _SORTS:
        named = (match for match in words().finditer(text) if not _ANY_DRUG.fullmatch(match[0]))
        found += [_value(sort, match) for match in named]
    taken = [one.said for one in found if one.sort in _HOLDS_NUMBERS]
    for match in _COUNT.finditer(text):
        value = _value(f"count:{_unit(match)}", match)
        if not any(said.start <= value.said.start < said.end for said in taken):
            found.append(value)
    return tuple(found)


def all_values(block: Iterable[Uttered]) -> list[Value]:
    """Give the values of several clauses."""
    return [value for one in block for value in values_of(one)]


def _unit(match: re.Match[str]) -> str:
    unit = (match["unit"] or match["word"] or "").lower().rstrip("s")
    ordinal = "第" if match.string[: match.start()].endswith("第") else ""
    return ordinal + _UNIT_OF.get(unit, unit)


def _value(sort: str, match: re.Match[str]) -> Value:
    beside = _BESIDE.match(match.string, match.end()) if sort == "side" else None
    named = pattern("body").findall(beside[0].lower()) if beside else []
    counted = sort.startswith("count:")
    return Value(
        sort,
        Said(0, *match.span()),
        match[0].strip(),
        frozenset(one.rstrip("s") for one in named),
        (match["number"] or match["figure"] or "") if counted else "",
        counted and bool(_BARE.fullmatch(match.string.strip(" ，,。."))),
    )


def puts_right(new: Value, old: Value, *, next_to: bool) -> bool:
    """Say whether a value takes the place of another: of its sort, and of the part of the body it names.

    A number without a unit is meant only where the correction follows at once.
    """
    if new.text.lower() == old.text.lower():
        return False
    if new.sort == old.sort:
        return not new.parts or bool(new.parts & old.parts) or _is_limb_of(new.parts, old.parts)
    if not (next_to and new.sort.startswith("count:") and old.sort.startswith("count:")):
        return False
    return old.sort == "count:" or (new.sort == "count:" and new.alone and old.number != new.number)


def _standing_for(new: Value, old: Value) -> tuple[int, str]:
    """Give how many characters of the old value go, and what stands there: a bare number keeps the unit."""
    if new.sort == "count:" and old.sort not in {"count:", *(() if old.number else (old.sort,))}:
        return len(old.number), new.number
    return len(old.text), new.text


def _after_which(old: Value, new: Value) -> Value:
    """Keep which week it was where only another day of it is told: `上` of `上礼拜四` stays."""
    week = _WHICH_WEEK.match(old.text) if _NO_WEEK.match(new.text) else None
    if week is None:
        return old
    said = Said(old.said.turn, old.said.start + week.end(), old.said.end)
    return replace(old, said=said, text=old.text[week.end() :])


def _is_limb_of(parts: frozenset[str], whole: frozenset[str]) -> bool:
    """Say whether a whole limb was named before, of which only a part is named now."""
    return any(whole & limb and parts <= members for limb, members in _LIMBS)


def substituted(one: Uttered, new: Value, *, next_to: bool) -> Uttered:
    """Put a value in the place of the last of its sort in a clause; a side in the place of every one."""
    wrong = [token for token in values_of(one) if puts_right(new, token, next_to=next_to)]
    return exchanged(one, wrong if new.sort == "side" else wrong[-1:], new)


def exchanged(one: Uttered, wrong: Sequence[Value], new: Value) -> Uttered:
    """Put a value in the place of each of the wrong ones of a clause."""
    return replace(one, pieces=tuple(_exchange(one, wrong, new)))


def _exchange(one: Uttered, wrong: Sequence[Value], new: Value) -> Iterator[Piece]:
    for piece in one.pieces:
        at = piece.source
        inside = [
            token
            for token in wrong
            if isinstance(at, Said) and at.start <= token.said.start < at.end and at.turn == token.said.turn
        ]
        if not inside or not isinstance(at, Said):
            yield piece
            continue
        start = at.start
        for told_so in inside:
            token = _after_which(told_so, new)
            if token.said.start > start:
                yield Piece(
                    piece.text[start - at.start : token.said.start - at.start],
                    Said(at.turn, start, token.said.start),
                )
            gone, told = _standing_for(new, token)
            yield Piece(told, Said(new.said.turn, new.said.start, new.said.start + len(told)))
            start = token.said.start + gone
        if start < at.end:
            yield Piece(piece.text[start - at.start :], Said(at.turn, start, at.end))
