"""Results printed one after another in a line: name, value, then unit, mark and range in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.labs.judging import printed_mark
from assistant.labs.ranges import Words, read_range
from assistant.labs.report import Item
from assistant.labs.units import readings

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("µ"): ord("μ")}
_NUM: Final = r"[+-]?\d+(?:,\d{3})*(?:[.,]\d+)?"
_WORD_VALUE: Final = (
    r"(?:弱|强)?阳性?(?:\s*\([+\d]+\))?|阴性?(?:\s*\(-\))?|未检出|未见(?:异常)?|未发现|\(?[+]{1,4}\)?(?![\d\w])|[1-4]\+(?!\d)|±|\([+±-]\)"
    r"|溶血|脂血|标本凝固|1\s*:\s*\d+|(?:weakly )?positive|negative|trace|not detected|non-?reactive|reactive|ha?emolysed|hemolyzed|clotted"
)
_HEAD: Final = re.compile(
    r"(?P<name>[^\s\d,;:=|<>≤≥↑↓+~。、][^,;:=|<>≤≥↑↓。]{0,60}?|\d+-?[A-Za-zβ一-鿿][^,;:=|<>≤≥↑↓。]{0,60}?)"
    r"(?:\s*[:=]\s*|\s+|(?<=[一-鿿)\]+#%])(?!\d++(?:-\d++)?\s+[<>]?\d++(?:\.\d++)?+(?!\s*[-~～〜—–−至])))(?:[是为约]|高达|仅为?|只有|升至|降至|达到?|was|is|of)?\s*"
    rf"(?P<value>(?:[↑↓HL]{{1,2}}\s*)?(?:[<>≤≥]=?|小于|大于)?\s*{_NUM}(?:\s*[eE][+-]?\d+)?(?:\s*[x×*]\s*10\^?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+(?!\s*/|\d))?(?![\w-]*(?:小时|羟)|h血糖|h葡萄糖|型|号|项)"
    rf"|{_WORD_VALUE})",
    re.IGNORECASE,
)
_MARK: Final = re.compile(
    r"\(?(?:[↑↓⬆⬇]+|(?<![A-Za-z/])(?:HH|LL|H|L)(?![A-Za-z/])|偏高|偏低|升高|降低|危急值)\)?"
)
_UNIT: Final = re.compile(
    r"[x×*·]?\s?10(?:\^|\*\*|\*|E)?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}\s?/\s?(?:[dmuμnpf]?L|升|微升)"
    r"|%|‰|/\s?(?:HPF?|LPF?|[uμm]?L|高倍视野|低倍视野)"
    r"|(?:[A-Za-zμ]+|[毫微纳皮飞分千国际]*(?:克|摩尔|升|单位|秒|米汞柱|个))(?:\s?/\s?\(?[A-Za-zμ毫微分克升摩尔][A-Za-z0-9.²^·*毫微分克升摩尔]*\)?"
    r"|[/·*]\s?1\.73\s?m?[²2^]*\)?)*(?:\s?\(?(?:FEU|DDU)\)?)?",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"[(\[]([^()\[\]]{0,80}+(?:\([^()]{0,40}+\)[^()\[\]]{0,40}+){0,3}+)[)\]]")
_RANGE: Final = re.compile(
    r"(?:(?:生物)?(?:正常)?参考(?:范围|区间|值|值范围)?|正常(?:值|范围)?|ref(?:erence)?\.?(?:\s*(?:range|interval|value)s?)?|normal(?:\s*range)?|range|NR|RR)?"
    rf"\s*[:=]?\s*(?P<range>(?:男性?|女性?|成人|\b[MF]\b|\bfe?male\b|\bmale\b)[^,;，；]{1, 60}?\d+(?:\.\d+)?\s*[-~～—–至]+\s*\d+(?:\.\d+)?(?:[^,;，；\d]{1, 20}\d+(?:\.\d+)?\s*[-~～—–至]+\s*\d+(?:\.\d+)?)?|{_NUM}\s*(?:--?|[~〜∼‐‑–—−]|—{{1,2}}|至|to)\s*{_NUM}"
    rf"|(?:[<>≤≥⩽⩾≦≧]=?|小于|大于|不超过|up to)\s*{_NUM}|阴性?(?:\s*\(-\))?|neg(?:ative)?\b|[<≤]\s*1\s*:\s*\d+)",
    re.IGNORECASE,
)
_INDICES: Final = frozenset({"coi", "index", "ratio"})
_SKIP: Final = re.compile(r"[\s,;|。、*:]+|\((?=\s*\))|-(?=\s|$)|/(?=\s|$)")
_ORDINAL: Final = re.compile(r"\s*(?:\(?\d{1,3}\s*[.)、:](?!\d)\s*|[①-⑳]\s*|\d{1,3}\s+(?=[^\d\s<>≤≥+-]))")
_KIN: Final = "爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|老公|老婆|丈夫|妻子|儿子|女儿|孩子|宝宝|小孩|父亲|母亲|爸|妈|爹|娘"
_LEADING: Final = re.compile(
    rf"^(?:(?:请问|医生|大夫|您好|你好|{_KIN}|患者|病人|本人|我们|我|他|她|您|你|家|的|今天|昨天|前天|上周|早上|刚刚|刚才|刚|最近|这次|本次"
    r"|化验单|化验|体检|检查|复查|检验|测出来|测得|测出|测|查出来|查出|查了|查|验血|抽血|结果|提示|显示|报告单|报告|单子|上面|写着|上|里|说|有|是|还有|其中|另外|示|了)+(?=[^\s])\s*"
    r"|(?:(?:my|his|her|your|our|their|the|an?|and|with|but|also|latest|recent|today'?s?|labs?|results?|shows?|showed|level of|i have|had|has|is|was)\s+)+)",
    re.IGNORECASE,
)
_META: Final = re.compile(
    r"^(?:怀|宫内)?孕周?$|^(?:停经|妊娠)$|体温|身高|体重|血压|心率|脉搏|呼吸频率|姓名|性别|年龄|科室|科别|病区|床号|住院号|门诊号|病历号|病案号|标本号|样本号|条码|条形码|日期|电话|编号|流水号|(?:采集|采样|送检|接收|报告|审核|检验|检测|打印)时间"
    r"|送检医|申请医|检验者|审核者|检验师|医院|诊断|备注|第\s*$|共\s*$|\b(?:age|sex|name|date|id|phone|bed|page|mrn|dob|collected|reported|ward)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Tail:
    """What stands after a value, taken piece by piece."""

    unit: str = ""
    range: str = ""
    mark: str = ""


def running_items(line: str) -> Iterator[Item]:
    """Find the results in a line; a name, a value, and what follows it."""
    text = line.translate(_WIDE)
    if ordinal := _ORDINAL.match(text):
        text, line = text[ordinal.end() :], line[ordinal.end() :]
    at = 0
    while at < len(text):
        if skipped := _SKIP.match(text, at):
            at = skipped.end()
            continue
        head = _HEAD.match(text, at)
        if head is None:
            at = _next_start(text, at)
            continue
        tail = _Tail()
        at = _take_tail(text, head.end(), tail)
        name = line[head.start("name") : head.end("name")].strip()
        if not is_result(name):
            continue
        yield Item(
            name=_LEADING.sub("", name),
            value=line[head.start("value") : head.end("value")].strip(),
            unit=tail.unit,
            range=tail.range,
            mark=printed_mark(tail.mark),
        )


def is_result(name: str) -> bool:
    """Say whether a name may be a test's, and not part of the report's own head or foot."""
    return not _META.search(name)


def _next_start(text: str, at: int) -> int:
    """Go behind the next separator."""
    found = re.compile(r"[,;|。、:\s]").search(text, at + 1)
    return found.end() if found else len(text)


def _take_tail(text: str, at: int, tail: _Tail) -> int:
    while at < len(text):
        blank = re.compile(r"[\s*,]*").match(text, at)
        start = blank.end() if blank else at
        step = _mark(text, start, tail) or _range(text, start, tail) or _unit(text, start, tail)
        if step is None:
            return at
        at = step
    return at


def _mark(text: str, at: int, tail: _Tail) -> int | None:
    found = _MARK.match(text, at)
    if found is None or tail.mark:
        return None
    tail.mark = found[0]
    return found.end()


def _range(text: str, at: int, tail: _Tail) -> int | None:
    if tail.range:
        return None
    bracket = _BRACKET.match(text, at)
    if bracket and _says_range(bracket[1]):
        tail.range = bracket[1].strip()
        return bracket.end()
    found = _RANGE.match(text, at)
    if found is None or not found["range"]:
        return None
    tail.range = found["range"].strip()
    return found.end()


def _says_range(text: str) -> bool:
    match read_range(text):
        case Words(negative=negative):
            return negative
        case tuple():
            return True
        case _:
            return False


def _unit(text: str, at: int, tail: _Tail) -> int | None:
    if tail.unit:
        return None
    bracket = _BRACKET.match(text, at)
    if bracket and readings(bracket[1]):
        tail.unit = bracket[1].strip()
        return bracket.end()
    found = _UNIT.match(text, at)
    unit = found[0].rstrip(".·") if found else ""
    if not unit or not (readings(unit) or "/" in unit or unit.lower() in _INDICES):
        return None
    tail.unit = unit
    return at + len(unit)
