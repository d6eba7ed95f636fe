"""What the numbers of a text measure: pulse, pressure, temperature, sugar, age, weeks, minutes, tablets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

from assistant.gate.redflags.numbers import Number, numbers

_BEFORE, _AFTER = 24, 28
_MMOL_PER_MGDL = 1 / 18
_FAHRENHEIT = 90
_PERSON_ZH = "(?:宝宝?|娃娃?|孩子?|婴儿?|女儿?|儿子?|男孩|女孩|小家伙|小朋友)"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of a quantity and where it stands in the folded text."""

    quantity: str
    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a quantity is known: a label right before the number, or a unit right behind it."""

    quantity: str
    low: float
    high: float
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    both: bool = False
    decimal: bool = False
    factor: float = 1.0


def _label(words: str, gap: int = 10) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})[^\d,。;!?\n]{{0,{gap}}}$")


_UNIT = re.compile
_MINUTES = r"\s?(?:来|多)?\s?(?:分钟|分多钟|mins?\b|minutes?\b)"
_HOURS = r"\s?(?:多|来)?个?半?多?(?:小时|钟头|钟\b|hours?\b|hrs?\b)"
_KINDS: Final = (
    _Kind(
        "heart_rate",
        20,
        300,
        before=_label("心率|心跳|脉搏|脉率|heart ?rate|pulse|\\bhr|\\bbpm|heartbeat"),
    ),
    _Kind("heart_rate", 20, 300, after=_UNIT(r"\s?(?:bpm\b|beats|次/分|次每分)")),
    _Kind(
        "heart_rate",
        30,
        250,
        before=_label("手环|手表|腕表|watch|fitbit|wristband|smart ?watch"),
        after=_UNIT(r"(?!\d|\.\d|\s?(?:[:点元块步米%/]|steps?|km|kcal|calories|am\b|pm\b|percent))"),
        both=True,
    ),
    _Kind("systolic", 40, 300, before=_label("血压|高压|收缩压|上压|\\bbp|blood pressure|systolic")),
    _Kind("diastolic", 30, 200, before=_label("低压|舒张压|下压|diastolic")),
    _Kind(
        "saturation",
        40,
        100,
        before=_label(
            "血氧|氧饱和度?|饱和度|指夹|夹(?:在)?手指|spo2|\\bsats?|saturation|oxygen|oximeter|\\bo2", 18
        ),
    ),
    _Kind("temperature", 34, 43.5, after=_UNIT(r"\s?(?:度|℃|°|c\b|degrees)")),
    _Kind(
        "temperature",
        34,
        43.5,
        before=_label("体温|[腋肛耳额口]温|发烧|发热|高烧|高热|烧到?了?|热度|temperature|\\btemp|fever"),
    ),
    _Kind(
        "temperature",
        37.3,
        42.5,
        after=_UNIT(
            r"(?!\d|\.\d|\s?(?:%|分|斤|公斤|kg|元|块|万|岁|米|cm|mm|g\b|mg|ml|/|x|次|个|周|月|天|mmol|miles?|km|pounds?|lbs?|dollars?))"
        ),
        decimal=True,
    ),
    _Kind("fahrenheit", 93, 110, before=_label("体温|发烧|temperature|\\btemp|fever")),
    _Kind("fahrenheit", 93, 110, after=_UNIT(r"\s?(?:°?f\b|华氏)")),
    _Kind(
        "glucose",
        0.5,
        40,
        before=_label("血糖仪?|测(?:了)?糖|糖是|指尖糖|随机糖|空腹糖|glucose|sugars?|\\bbg"),
        after=_UNIT(
            r"(?!\s?(?:天|日|周|星期|年|个(?:月|小时|钟|星期|礼拜)|月|次|回|遍|针|片|支|粒|小时|分钟|岁|项|级|斤|公斤|days?|weeks?|months?|years?|times))"
        ),
        both=True,
    ),
    _Kind("glucose", 40.1, 900, before=_label("glucose|sugars?|\\bbg"), factor=_MMOL_PER_MGDL),
    _Kind("potassium", 1, 12, before=_label("血钾|钾|血k|\\bk\\+?(?![a-z])|potassium", 16)),
    _Kind(
        "age_years",
        0,
        120,
        after=_UNIT(r"(?:多|来|几)?(?:周?岁|\s?-?\s?years?[\s-]?old|\s?-?yrs?[\s-]old|\s?yo\b|\s?y/o)"),
    ),
    _Kind(
        "age_years",
        14,
        110,
        before=_UNIT(r"(?:今年|年龄|\baged?|\bi'm|\bi am|\bhe's|\bshe's|\bhe is|\bshe is)\s?$"),
        after=_UNIT(r"(?!\d|\s?(?:weeks?|months?|days?|天|个|周|%|kg|minutes?|hours?))"),
        both=True,
    ),
    _Kind("age_years", 40, 100, after=_UNIT(r"(?:多|来|好几)(?:岁|的人|了|,|。|$)")),
    _Kind(
        "age_years",
        20,
        110,
        before=_UNIT(
            r"(?:我|[爸妈爷奶公婆姥]|父亲|母亲|老伴|老公|媳妇|my (?:mum|mom|dad|mother|father))\s?$"
        ),
        after=_UNIT(r"(?!\d|\.\d|\s?(?:[斤公%/号楼平元块天个年月周次分度厘米℃]|kg|cm))"),
        both=True,
    ),
    _Kind("age_years", 14, 105, before=_UNIT(r"\A\s?$"), after=_UNIT(r"(?:,|。)(?!\d)"), both=True),
    _Kind(
        "age_years",
        14,
        105,
        before=_UNIT(r"(?:mum|mom|dad|mother|father|gran\w*|wife|husband) (?:is|was|just turned) $"),
        after=_UNIT(r"(?=,|\.|\s|$)"),
        both=True,
    ),
    _Kind(
        "age_months",
        0,
        36,
        after=_UNIT(
            rf"\s?(?:个?月龄|个(?:半|多)?月大|个(?:半|多)?月的?(?:大的)?小?{_PERSON_ZH}|-?\s?months?[\s-]?old|-?\s?mo\b)"
        ),
    ),
    _Kind(
        "age_months",
        0,
        36,
        before=_UNIT(rf"{_PERSON_ZH}(?:才|刚|已经|是|今年|现在|大概|快|满|刚满)*$"),
        after=_UNIT(r"个(?:半|多)?月"),
        both=True,
    ),
    _Kind("age_months", 0, 60, after=_UNIT(r"-?\s?weeks?[\s-]?old"), factor=1 / 4.35),
    _Kind(
        "age_months",
        0,
        90,
        before=_UNIT(r"(?<!第)$"),
        after=_UNIT(rf"-?\s?days?[\s-]?old|天大(?!便)|天大?的小?{_PERSON_ZH}"),
        both=True,
        factor=1 / 30.4,
    ),
    _Kind(
        "age_months",
        0,
        99,
        before=_UNIT(rf"{_PERSON_ZH}(?:才|刚|已经|是|今年|现在|大概|快|满|刚满|生下来)*$"),
        after=_UNIT(r"天(?:大|了)?(?=[,。;\s]|$)"),
        both=True,
        factor=1 / 30.4,
    ),
    _Kind(
        "age_months",
        0,
        90,
        before=_UNIT(r"(?:出生|生下来|刚生|落地|生后)(?:才|第|了|刚|大概)*$"),
        after=_UNIT(r"天"),
        both=True,
        factor=1 / 30.4,
    ),
    _Kind(
        "age_months",
        0,
        8,
        before=_UNIT(r"(?:出生|生下来|落地|生后)(?:才|第|了|刚)*$"),
        after=_UNIT(r"(?:周|个?星期|个?礼拜)"),
        both=True,
        factor=1 / 4.35,
    ),
    _Kind(
        "weeks_pregnant",
        3,
        43,
        before=_UNIT(r"(?:孕|怀孕|怀了|妊娠|孕期)(?:了|才|到|刚|快)*$"),
        after=_UNIT(r"\s?(?:周|星期|个?礼拜|\+)"),
        both=True,
    ),
    _Kind(
        "weeks_pregnant",
        1,
        10,
        before=_UNIT(r"(?:孕|怀孕|怀了|妊娠|身孕)(?:了|才|到|刚|快)*$"),
        after=_UNIT(r"个(?:多|半)?月"),
        both=True,
        factor=4.35,
    ),
    _Kind(
        "weeks_pregnant",
        3,
        43,
        after=_UNIT(r"\s?-?(?:weeks?|wks?) (?:pregnant|gestation|along|gone)|\s?周孕"),
    ),
    _Kind(
        "weeks_pregnant",
        20,
        43,
        after=_UNIT(
            r"\s?(?:周(?!岁|前|后|年|末|以)|-?(?:weeks?|wks?)\b(?![\s-]?(?:old|ago|later|post|after|since)))"
        ),
    ),
    _Kind("minutes", 0.5, 600, after=_UNIT(_MINUTES)),
    _Kind("minutes", 0.5, 100, after=_UNIT(_HOURS), factor=60),
    _Kind("hours", 0.5, 200, after=_UNIT(_HOURS)),
    _Kind("days", 1, 60, after=_UNIT(r"\s?-?(?:多|来)?(?:天|日\b|days?\b)")),
    _Kind("days", 1, 8, after=_UNIT(r"(?:多|来)?个?(?:周|星期|礼拜|\s?weeks?\b)"), factor=7),
    _Kind(
        "pills",
        2,
        1000,
        after=_UNIT(
            r"\s?(?:多|来)?(?:片|粒|颗|\s?(?:[a-z]+\s){0,3}(?:tablets?|pills?|capsules?|tabs?)\b"
            r"|\s(?:paracetamols?|acetaminophen|ibuprofens?|aspirins?|tylenols?|panadols?|codeines?|tramadols?|xanax|valium)\b)"
        ),
    ),
)

_PRESSURE = re.compile(r"(\d{2,3})\s?(?:/|over|比|\\)\s?(\d{2,3})(?!\d|/)")
_TENTH = re.compile(r"度(?P<tenth>[一二三四五六七八九半\d])(?!个|天|点)")
_TENTHS = dict(zip("一二三四五六七八九半", [*range(1, 10), 5], strict=True))


def measured(text: str) -> list[Measured]:
    """Give every measured value of a folded text."""
    found = list(_pressures(text))
    taken = {(one.start, one.end) for one in found}
    for number in numbers(text):
        if not any(start <= number.start < end for start, end in taken):
            found.extend(_of(number, text))
    return found


def _pressures(text: str) -> Iterator[Measured]:
    for match in _PRESSURE.finditer(text):
        high, low = float(match[1]), float(match[2])
        if 60 <= high <= 300 and 30 <= low <= 200 and high > low:
            yield Measured("systolic", high, *match.span())
            yield Measured("diastolic", low, *match.span())


def _of(number: Number, text: str) -> Iterator[Measured]:
    before = text[max(0, number.start - _BEFORE) : number.start]
    after = text[number.end : number.end + _AFTER]
    seen: set[str] = set()
    for kind in _KINDS:
        if (
            kind.quantity in seen
            or not kind.low <= number.value <= kind.high
            or (kind.decimal and number.value == int(number.value))
        ):
            continue
        labelled = kind.before is not None and kind.before.search(before) is not None
        united = kind.after is not None and kind.after.match(after) is not None
        if (labelled and united) if kind.both else (labelled or united):
            seen.add(kind.quantity)
            yield _measured(kind, number, after)


def _measured(kind: _Kind, number: Number, after: str) -> Measured:
    quantity, value = kind.quantity, number.value * kind.factor
    if quantity == "fahrenheit":
        quantity, value = "temperature", (number.value - 32) / 1.8
    elif quantity == "temperature" and (tenth := _TENTH.match(after)):
        value += _TENTHS.get(tenth["tenth"], 0) / 10 or int(tenth["tenth"]) / 10
    return Measured(quantity, round(value, 2), number.start, number.end)


class _Limit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    of: str
    min: float | None = None
    above: float | None = None
    max: float | None = None
    upto: float | None = None

    def holds(self, value: float) -> bool:
        return (
            (self.min is None or value >= self.min)
            and (self.above is None or value > self.above)
            and (self.max is None or value < self.max)
            and (self.upto is None or value <= self.upto)
        )


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    measure: tuple[_Limit, ...]


@cache
def _limits() -> tuple[_Limit, ...]:
    text = resources.files("assistant.gate.redflags").joinpath("measures.toml").read_text("utf-8")
    return _File.model_validate(tomllib.loads(text)).measure


def measure_names() -> frozenset[str]:
    """Give every name that a rule may use for a measured value."""
    return frozenset(limit.name for limit in _limits())


def named(quantity: str, value: float) -> tuple[str, ...]:
    """Give the names that hold for a value of a quantity."""
    return tuple(limit.name for limit in _limits() if limit.of == quantity and limit.holds(value))
