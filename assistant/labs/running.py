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
from assistant.labs.vocabulary import any_of, pattern

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("µ"): ord("μ")}
_NUM: Final = r"[+-]?\d+(?:,\d{3})*(?:[.,]\d+)?"
_REACH: Final = rf"{_NUM}\s*(?:--?|[~〜∼‐‑–—−]|—{{1,2}}|至|to)\s*{_NUM}"
_NAME: Final = "[^,;:=|<>≤≥↑↓。]{0,60}?"
_BETWEEN: Final = (
    # A number glued to a Chinese word is its value, unless another number follows it: 糖类抗原125 20.
    r"(?:\s*[:=]\s*|\s+|(?<=[一-鿿)\]+#%])(?!\d++(?:-\d++)?\s+[<>]?\d++(?:\.\d++)?+(?!\s*[-~～〜—–−至])))"
    r"(?:[是为约]|高达|仅为?|只有|升至|降至|达到?|was|is|of)?\s*"
)
_NUMBER_VALUE: Final = (
    rf"(?:(?:[↑↓]{{1,2}}|HH?|LL?)\s*)?(?:[<>≤≥]=?|小于|大于)?\s*{_NUM}(?:\s*[eE][+-]?\d+)?"
    r"(?:\s*[x×*]\s*10\^?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+(?!\s*/|\d))?(?![\w-]*(?:小时|羟)|h血糖|h葡萄糖|型|号|项|\d*(?:周?岁|个月|月龄|天))"
)
_HEAD: Final = re.compile(
    rf"(?P<name>[^\s\d,;:=|<>≤≥↑↓+~。、/]{_NAME}|\d+-?[A-Za-zβ一-鿿]{_NAME}){_BETWEEN}"
    rf"(?P<value>{_NUMBER_VALUE}|{any_of('result', 'running')})",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(rf"(?:{_NUMBER_VALUE}|{any_of('result', 'running')})", re.IGNORECASE)
_MARK: Final = re.compile(
    r"\(?(?:[↑↓⬆⬇]+|(?<![A-Za-z/])(?:HH|LL|H|L)(?![A-Za-z/])|偏高|偏低|升高|降低|危急值)\)?"
)
_UNIT: Final = re.compile(
    r"[x×*·]?\s?10(?:\^|\*\*|\*|E)?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}\s?/\s?(?:[dmuμnpf]?L|升|微升)"
    r"|[mμun]?g\s?/\s?24\s?(?:h|小时)"
    r"|%|‰|/\s?(?:HPF?|LPF?|[uμm]?L|高倍视野|低倍视野)"
    r"|(?:[A-Za-zμ]+|[毫微纳皮飞分千国际]*(?:克|摩尔|升|单位|秒|米汞柱|个))"
    r"(?:\s?/\s?\(?[A-Za-zμ毫微分克升摩尔][A-Za-z0-9.²^·*毫微分克升摩尔]*\)?|[/·*]\s?1\.73\s?m?[²2^]*\)?)*"
    r"(?:\s?\(?(?:FEU|DDU)\)?)?",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(r".+?[A-Za-z](?=\d)")
_BRACKET: Final = re.compile(r"[(\[]([^()\[\]]{0,80}+(?:\([^()]{0,40}+\)[^()\[\]]{0,40}+){0,3}+)[)\]]")
_RANGE: Final = re.compile(
    rf"{any_of('reference', 'lead')}?\s*[:=]?\s*(?P<range>"
    rf"(?:男性?|女性?|成人|\b[MF]\b|\bfemale\b|\bmale\b)[^,;，；\d]{{0,20}}{_REACH}"
    rf"(?:[^,;，；\d]{{1,20}}{_REACH})?|{_REACH}"
    rf"|(?:[<>≤≥⩽⩾≦≧]=?|小于|大于|不超过|up to)\s*{_NUM}|阴性?(?:\s*\(-\))?"
    rf"|neg(?:ative)?\b|[<≤]\s*1\s*:\s*\d+)",
    re.IGNORECASE,
)
_INDICES: Final = frozenset({"coi", "index", "ratio"})
_SKIP: Final = re.compile(r"[\s,;|。、*:]+|\((?=\s*\))|-(?=\s|$)|/(?=\s|$)")
_ORDINAL: Final = re.compile(
    r"\s*(?:\[\d{1,3}\]\s*|\(?\d{1,3}\s*[.)、:](?!\d)\s*|[①-⑳]\s*|\d{1,3}\s+(?=[^\d\s<>≤≥+-]))"
)
_LEADING: Final = re.compile(
    rf"^(?:{any_of('chat', 'before')}+(?=\S)\s*|(?:{any_of('chat', 'before_en')}\s+)+)", re.IGNORECASE
)
_NO_TEST: Final = pattern("chat", "no_test")
_BAND: Final = pattern("chat", "bands")
_ILLNESS: Final = pattern("chat", "illness_bands")
_COUNTED: Final = re.compile(rf"[\d.,]*\s*{any_of('chat', 'counted')}", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?:19|20)\d\d\s*[-/年]\s*\d{1,2}(?:\s*[-/月]\s*\d{1,2}日?)?(?!\d)|\d{1,2}[:：]\d\d(?!\d)"
)
_WHOLE: Final = r"\d++(?:,\d{3})*+(?:[.,]\d++)?+"
_DASH: Final = r"\s*+(?:--?|[~〜∼‐‑–—−]|—{1,2}|至|to)\s*+"
_ENDS: Final = re.compile(rf"({_WHOLE}){_DASH}({_WHOLE})(?!{_DASH}\d)")
_FIELDS: Final = re.compile(r"/\s?(?:HPF?|LPF?|高倍视野|低倍视野)", re.IGNORECASE)


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
        if passed := _DATE.match(text, head.start("value")) or _COUNTED.match(text, head.end()):
            at = passed.end()
            continue
        tail = _Tail()
        value, end = _value(text, head)
        at = _take_tail(text, end, tail)
        name = line[head.start("name") : head.end("name")].strip()
        if not is_result(name):
            name = _last_word(name) if tail.unit and readings(tail.unit) else ""
        if not name or _ends_in_unit(name) or _is_band(_LEADING.sub("", name), value):
            continue
        if _is_left_out(value, tail):
            value, tail.range = "", value
        yield Item(
            name=_LEADING.sub("", name),
            value=value,
            unit=tail.unit,
            range=tail.range,
            mark=printed_mark(tail.mark),
        )


def _value(text: str, head: re.Match[str]) -> tuple[str, int]:
    """Give what stands as the result and where it ends; both ends where it is a stretch of numbers."""
    ends = _ENDS.match(text, head.start("value"))
    if ends is None or float(ends[1].replace(",", "")) >= float(ends[2].replace(",", "")):
        return head["value"].strip(), head.end()
    return ends[0], ends.end()


def _is_left_out(value: str, tail: _Tail) -> bool:
    """Say whether the range alone was printed; cells are counted as a stretch in a field of view."""
    return _ENDS.fullmatch(value) is not None and not tail.range and not _FIELDS.match(tail.unit)


def _last_word(name: str) -> str:
    """Give the last word of a name that begins in the report's head; nothing where that is no test, too."""
    last = name.rsplit(maxsplit=1)[-1] if name.strip() else ""
    return last if last != name and is_result(last) else ""


def _is_band(name: str, value: str) -> bool:
    """Say whether a name is a group of people or a stretch of values, printed to explain a result."""
    if _BAND.fullmatch(name) or re.match(r"[-–—~]\s*[\d.]", name):
        return True
    return bool(_ILLNESS.fullmatch(name)) and any(char.isdigit() for char in value)


def is_result(name: str) -> bool:
    """Say whether a name may be a test's, and not part of the report's own head or foot."""
    return not _NO_TEST.search(name)


def is_value(line: str) -> bool:
    """Say whether a line begins with a result and holds nothing but what may follow one."""
    text = line.translate(_WIDE).strip()
    found = _VALUE.match(text)
    return found is not None and _take_tail(text, found.end(), _Tail()) >= len(text)


def is_tail(line: str) -> bool:
    """Say whether a line is nothing but a unit, a mark or a range."""
    text = line.translate(_WIDE).strip()
    return bool(text) and _take_tail(text, 0, _Tail()) >= len(text)


def _ends_in_unit(name: str) -> bool:
    """Say whether the result itself was left out, so that a unit stands before the next number."""
    last = name.rsplit(maxsplit=1)[-1] if name.strip() else ""
    return last != name and "/" in last and bool(readings(last))


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
    # Where print is narrow the range is glued to the unit: mmol/L0-5.2.
    if not readings(unit) and (glued := _GLUED.match(unit)) and readings(glued[0]):
        unit = glued[0]
    if not unit or not (readings(unit) or "/" in unit or unit.lower() in _INDICES):
        return None
    tail.unit = unit
    return at + len(unit)
