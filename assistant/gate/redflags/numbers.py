"""Numbers as people write them: `38.5`, `三十九`, `一百八`, `八十几`, `forty`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WORDS = {
    **dict(
        zip(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
            range(1, 11),
            strict=True,
        )
    ),
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}
_NUMBER = re.compile(
    # 一 is no number where it begins a word: 一直, 一般, 一样, 一下.
    r"\d{1,6}(?:\.\d{1,3})?|(?!一[直般样下些起边定共向旦会并时切致律])[零一二两三四五六七八九十百半几]{1,8}(?:点[零一二三四五六七八九]{1,3})?"
    rf"|(?<![a-z])(?:{'|'.join(_WORDS)})(?![a-z])"
)
_MOST = 300


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `start:end` of a folded text."""

    value: float
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """Give the numbers of a folded text in order, at most 300 of them."""
    found: list[Number] = []
    for match in _NUMBER.finditer(text):
        value = _value(match[0])
        if value is not None:
            found.append(Number(value, *match.span()))
        if len(found) == _MOST:
            break
    return found


def _value(written: str) -> float | None:
    if written[0].isdigit():
        return float(written)
    if written in _WORDS:
        return float(_WORDS[written])
    whole, _, decimals = written.partition("点")
    value = _chinese(whole)
    if value is None or not decimals:
        return value
    return value + float("0." + "".join(str(_DIGITS[one]) for one in decimals))


def _chinese(written: str) -> float | None:
    """Read a Chinese numeral below 1,000; `几` counts as five, a last digit after 百 as tens."""
    if written == "半":
        return 0.5
    total, pending, unit = 0.0, None, 1
    for character in written.replace("几", "五").replace("半", ""):
        if character == "百" or character == "十":
            unit = 100 if character == "百" else 10
            total += (1 if pending is None else pending) * unit
            pending = None
        else:
            pending = _DIGITS[character] if pending is None else pending * 10 + _DIGITS[character]
    if pending is not None:
        total += pending * 10 if unit == 100 and "零" not in written and pending < 10 else pending
    return total if written.strip("半") else None
