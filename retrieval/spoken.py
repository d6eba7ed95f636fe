"""Numbers as people say them, written in digits: 一百四 as 140, 六十八 as 68岁 where an age is told."""

from __future__ import annotations

import re

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")}
_DIGITS |= {"两": 2, "俩": 2, "仨": 3, "〇": 0}
_UNIT = (
    "岁|周岁|年|个月|月龄|天|周|个?星期|个?礼拜|小时|个?钟头|分钟|秒|毫米|厘米|公分"
    "|毫克|克|毫升|公斤|斤|度|支|粒|种|样|级|期|型"
)
_NUMERAL = "零〇一二两三四五六七八九十百千"
_ONES = "一二三四五六七八九"
_TENS = f"[{_ONES}]?十[{_ONES}]?"
_COMPOUND = re.compile(
    rf"(?<![{_NUMERAL}第之])(?P<whole>{_TENS}|[{_ONES}两]?[百千][{_NUMERAL}]*)"
    rf"(?:点(?P<part>[零〇一二三四五六七八九]+))?(?![{_NUMERAL}万亿]|指肠|分(?!钟)|全|字|足|有八九)"
)
_DECIMAL = re.compile(r"(?P<whole>[零一二两三四五六七八九])点(?P<part>[零〇一二三四五六七八九]+)")
_SINGLE = re.compile(
    rf"(?<![{_NUMERAL}第几每之过])(?P<digit>[二两俩仨三四五六七八九]|一(?=[级期型]))(?P<half>个半)?(?=(?:来|多)?(?:{_UNIT}))"
)
_ABOUT = re.compile(r"(?<=\d)(?:来|多|几)(?=个?(?:岁|年|天|月|周|毫米|公斤|斤|片|次))")
_ORDINAL = re.compile(
    rf"第(?P<whole>{_TENS}|[{_ONES}])(?=天|日(?![常间报])|周|次|剂|针|个(?:月|小时|疗程)|小时|年|疗程|阶段)"
)
_AGE = re.compile(
    r"(?:(?P<who>我|俺|今年|都|已经|快|刚|刚满|满|爸|妈|爷|奶|娘|爹|子|女|公|婆|闺女|儿子|老人|妹|弟|哥|姐|人)(?:都|今年|快|刚|已经|也|才)*)"
    r"(?P<age>\d{1,2})(?=了|嘛|啦|啊|呢|咯|喽|[,，。.;；!！?？、\s]|$|，)(?!\s*[/-]\s*\d)"
)


def in_digits(text: str) -> str:
    """Write the spoken Chinese numbers of a folded text in digits; a bare age gets its 岁.

    What stands in digits stays as it is, so a second reading changes nothing.
    """
    written = _COMPOUND.sub(_value, text)
    written = _DECIMAL.sub(lambda match: f"{_DIGITS[match['whole']]}.{_fraction(match['part'])}", written)
    written = _SINGLE.sub(_single, written)
    written = _ABOUT.sub("", written)
    return _AGE.sub(lambda match: f"{match[0]}岁", written)


def ordinals_in_digits(text: str) -> str:
    """Write 第一天 as 第1天, as a text may have it either way; a first line (第一线) is no count."""
    return _ORDINAL.sub(lambda match: f"第{_whole(match['whole'])}", text)


def _value(match: re.Match[str]) -> str:
    whole = str(_whole(match["whole"]))
    return f"{whole}.{_fraction(match['part'])}" if match["part"] else whole


def _fraction(letters: str) -> str:
    return "".join(str(_DIGITS[letter]) for letter in letters)


def _single(match: re.Match[str]) -> str:
    half = ".5" if match["half"] else ""
    return f"{_DIGITS[match['digit']]}{half}"


def _whole(letters: str) -> int:
    """Read a numeral; a last digit behind a hundred or thousand counts tens or hundreds: 一百四 is 140."""
    total, digit, last, gap = 0, 0, 1, False
    for letter in letters:
        size = {"十": 10, "百": 100, "千": 1000}.get(letter)
        if size is not None:
            total += max(digit, 1) * size
            digit, last, gap = 0, size, False
        else:
            digit = _DIGITS[letter]
            gap = gap or digit == 0
    return total + (digit * last // 10 if last > 10 and not gap else digit)
