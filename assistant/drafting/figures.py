"""Numbers of a measure as figures: `血压一百六十八、九十四` is written `血压168/94`.

A transcript spells out what staff read off a meter, and a record wants figures. Only measures change: a
medicine and its dose stay the words that were said, and so do times of day, spans of time, ages, rough
numbers and names such as 十二指肠.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from assistant.drafting.lexicon import speaks_of

_DIGITS: Final = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
_NUMERAL: Final = "[零〇一二两三四五六七八九十百千万]"
_DIGIT: Final = "[零〇一二三四五六七八九]"
# What is read off a meter or a ruler; `度` behind 34 to 43 is a fever's wherever it stands.
_UNIT: Final = "厘米|毫米|毫升|公斤|千克|斤|毫米汞柱|秒|毫摩尔|微摩尔|克每升"
_MEASURES: Final = ("vital", "result", "exam")
_NAMED: Final = re.compile(
    f"量的是|[测量](?:出来|下来)|血压|[高低]压|收缩压|舒张压|指氧|[氧分]压|饱和度|残余尿|体积|[长宽厚直]径|{_UNIT}"
)
_RATE: Final = re.compile("心率|脉搏|呼吸|胎心|频率")
_PRESSURE: Final = re.compile("(?<!眼)(?<!颅)血压|最高|收缩压|平时")
_DOSE: Final = re.compile(
    r"毫克|微克|(?<!公)(?<!千)克(?!每升)|毫升|[片粒颗丸支袋包瓶滴喷贴剂]|单位|注射|胰岛素|口服|静滴|服用"
    r"|[吃打喝](?![饭球完])"
)
# What a body holds or gives is measured in a dose's unit.
_VOLUME: Final = re.compile(
    rf"(?:尿|体积|[尿出引流]量|出血|引流[^，。]{{0,3}})[^，。]{{0,4}}?{_NUMERAL}+(?:点{_NUMERAL}+)?毫升"
)
_ROUGH: Final = "(?![几多来余])"
_NOT_COUNTED: Final = rf"(?!{_NUMERAL}|[年月天日周岁点时号床个例指秒]|小时|钟头|分钟|星期|礼拜)"
_CLOCK: Final = r"(?<![上中下]午)(?<!早上)(?<!晚上)(?<!凌晨)(?<!夜里)"
_AS_TIME: Final = rf"(?!{_NUMERAL}|[分刻钟半多来时左])"
_PERCENT: Final = re.compile(rf"百分之({_NUMERAL}+(?:点{_DIGIT}{{1,3}})?)")
_FEVER: Final = re.compile(rf"(三十[四五六七八九]|四十[一二三]?)度({_DIGIT}(?![次个天组下度]))?(?!数)")
_HALF: Final = re.compile(rf"(?<!{_NUMERAL})({_NUMERAL}+)(公斤|斤|厘米)半")
_DECIMAL: Final = re.compile(rf"{_CLOCK}(?<!{_NUMERAL})({_NUMERAL}+点{_DIGIT}{{1,3}}){_AS_TIME}")
_WITH_UNIT: Final = re.compile(rf"(?<![{_NUMERAL[1:-1]}分])({_NUMERAL}+)(?={_UNIT})")
_WHOLE: Final = re.compile(
    rf"(?<![{_NUMERAL[1:-1]}第几好数约点])({_NUMERAL}{{2,}}){_ROUGH}{_NOT_COUNTED}(次?)"
)
# `十三四`, `二三十`, `七八`: a rough number stays the words that were said.
_ROUGH_ONE: Final = re.compile("[十百千万][一二三四五六七八九]{2}|[一二三四五六七八九]{2}[十百千万]")
_PAIR: Final = re.compile(r"(?<![\d.])(\d{2,3})、(\d{2,3})(?![\d.])")
_CUT: Final = re.compile(r"([，。；！？!?,;\n])")
_END: Final = frozenset("。！？!?\n")


def in_figures(sentence: str) -> str:
    """Write the measures of a sentence of a record in figures."""
    written: list[str] = []
    measured = medicine = False
    for piece in _CUT.split(sentence):
        if piece in _END:
            measured = medicine = False
        medicine = medicine or bool(_DOSE.search(_VOLUME.sub("", piece))) or speaks_of("drug", piece)
        measured = measured or _is_measure(piece)
        written.append(piece if medicine else _clause(piece, measured=measured))
    return "".join(written)


def could_be_written(heard: str) -> str:
    """Give what was heard with every number that can be a measure's in figures, alone and as a pair."""
    figures = _numbers(heard, rate=True)
    return f"{figures}\n{_PAIR.sub(_paired, figures)}"


def _is_measure(clause: str) -> bool:
    return bool(_NAMED.search(clause)) or any(speaks_of(group, clause) for group in _MEASURES)


def _clause(clause: str, *, measured: bool) -> str:
    if not measured:
        return _FEVER.sub(_fever, clause)
    figures = _numbers(clause, rate=bool(_RATE.search(clause)))
    return _PAIR.sub(_paired, figures) if _PRESSURE.search(clause) else figures


def _numbers(text: str, *, rate: bool) -> str:
    text = _PERCENT.sub(lambda found: f"{_figure(found[1])}%", text)
    text = _FEVER.sub(_fever, text)
    text = _HALF.sub(_half, text)
    text = _DECIMAL.sub(lambda found: _figure(found[1]), text)
    text = _WITH_UNIT.sub(lambda found: _figure(found[1]), text)
    return _WHOLE.sub(partial(_whole, rate=rate), text)


def _fever(found: re.Match[str]) -> str:
    return f"{_figure(found[1])}.{_DIGITS[found[2]]}度" if found[2] else f"{_figure(found[1])}度"


def _half(found: re.Match[str]) -> str:
    figure = _figure(found[1])
    return f"{figure}.5{found[2]}" if figure.isdigit() else found[0]


def _whole(found: re.Match[str], *, rate: bool) -> str:
    counted = bool(found[2]) and not rate
    named = not set(found[1]) & _UNITS.keys()  # `二三` is no number, `三四` a rough one
    return found[0] if counted or named else f"{_figure(found[1])}{found[2]}"


def _paired(found: re.Match[str]) -> str:
    return f"{found[1]}/{found[2]}" if int(found[1]) > int(found[2]) else found[0]


def _figure(spoken: str) -> str:
    whole, _, decimals = spoken.partition("点")
    if _ROUGH_ONE.search(whole) or (len(whole) > 1 and _UNITS.keys().isdisjoint(whole)):
        return spoken
    digits = "".join(str(_DIGITS[one]) for one in decimals)
    return f"{_value(whole)}.{digits}" if digits else str(_value(whole))


def _value(spoken: str) -> int:
    """Read a whole number; a last digit behind 百, 千 or 万 counts the next lower unit (`一百八`: 180)."""
    total = part = 0
    digit: int | None = None
    last = 1
    for letter in spoken:
        if letter in _DIGITS:
            digit = _DIGITS[letter] if not digit else digit * 10 + _DIGITS[letter]
            last = 1 if letter in "零〇" else last
        elif letter == "万":
            total, part, digit, last = (part + (digit or 0)) * _UNITS[letter], 0, None, _UNITS[letter]
        else:
            part += (1 if digit is None else digit) * _UNITS[letter]
            digit, last = None, _UNITS[letter]
    short = digit is not None and last > 10 and digit < 10
    return total + part + (digit or 0) * (last // 10 if short else 1)
