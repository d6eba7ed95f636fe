"""Quantities in a text: value or range, comparator, and a unit with its dimension."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from assistant.grounding.number_words import CODES, NUMBERS
from assistant.grounding.units import unit_factors

Bound = Literal["=", "<", "<=", ">", ">=", "up"]
Match = Literal["same", "comparator", "unit", "unconvertible", "number", "other"]
Dimension: TypeAlias = tuple[str, ...]

_CONCENTRATIONS = frozenset({"mass", "amount", "activity"})
_ZH_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_STEPS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "a": 101, "b": 102, "c": 103, "d": 104}
_BEFORE: dict[str, Bound] = {
    r"≥|>=|⩾|不(?:得|应|能|宜|可)?(?:低于|少于|小于|短于)|至少要?|最少|起码|at least|"
    r"no less than|not less than|no fewer than|a minimum of|"
    r"minimum|greater than or equal to|from(?= (?:the )?age)": ">=",
    r"≤|<=|不(?:得|应|能|宜|可|要)?(?:超过|高于|多于|大于|长于)|至多为?|最多为?|at most|"
    r"no more than|not more than|not exceeding|(?:(?:must|should|shall|may|does|do|to) )?not (?:to )?exceed|"
    r"不[迟晚]于[\u4e00-\u9fff]{0,4}|a maximum of|less than or equal to|within|"
    r"no later than|not later than": "<=",
    r">|超过|大于|高于|多于|长于|more than|greater than|higher than|older than|longer than|"
    r"exceeding|exceeds?|over|above": ">",
    r"<|低于|小于|少于|不足|未满|不到|短于|less than|lower than|fewer than|younger than|shorter than|under|"
    r"below": "<",
    r"up to|可达到|可达|长达|高达|达到|达|最长|最大": "up",
}
_AFTER: dict[str, Bound] = {
    r"(?:及|或|\(含\)|（含）)以上|(?:and|or) (?:over|older|above|more|greater|higher|up|longer)|"
    r"at least(?! every)": ">=",
    r"(?:及|或)以下|以内|之内|内|(?:and|or) (?:under|younger|below|less|lower|fewer)|at most(?! every)": "<=",
    r"以上|起": ">",
    r"以下": "<",
    # `20kg≤体重<80kg`: the sign behind a number speaks of what follows it.
    r"≤(?![\s\d])": ">=",
    r"<(?![\s\d])": ">",
}
# Chinese 以上 / 以下 leave open whether the limit itself belongs; they agree with either reading.
_OPEN = ("以上", "以下", "起")
# Behind a range these say nothing that the range does not.
_INSIDE = ("以内", "之内", "内")
_SIDES: dict[Bound, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
# A printed grade of recommendation, or level of evidence.
_MARK = (
    r"推荐(?:等级|级别|强度)?(?:为|:)?\s?(?P<grade1>[a-e])(?![a-z])|(?<![a-z])(?P<grade2>[a-e])级推荐"
    r"|(?<![a-z])(?:grade|recommendation) (?:of )?(?P<grade3>[a-e])(?![a-z'])"
    r"|(?<![a-z])(?P<grade4>[a-ei])(?:[ -]grade)? (?:recommendation|statement)(?![a-z])"
    r"|证据(?:等级|级别)(?:为|:)?\s?(?P<level1>[1-5])(?!\d)|(?<!\d)(?P<level2>[1-5])级证据"
    r"|(?:evidence level|level of evidence|loe)\s?(?P<level3>[1-5])(?!\d)|level (?P<level4>[1-5]) evidence"
)
_ROUNDED = 0.02
_LEAST_PRESSURE = 30
# Letters or signs behind a number are a unit that is not listed, or what it counts.
_GLUED = re.compile(
    r"(?![的者时以及和或])[a-zμ°%\u3400-\u9fff]"
    r"|\s(?!(?:and|or|to|in|for|with|who|should|may|must|is|are|was|were|at|by)\b)[a-zμ°%]"
)
_OLDEST = 110
_EXACT = 1e-6
# Units of these dimensions convert into rounded values: 101 °F is 38.3 °C, 8 kPa is 60 mmHg.
_CONVERTING = (("temperature",), ("pressure",))
_CONVERTED = 0.002
# `65 and older`, `adults over 70`: a bare number that can only be an age.
_AGED_BEFORE = re.compile(
    r"(?:adults?|wom[ae]n|m[ae]n|people|persons?|those|children|girls?|boys?|infants?|individuals|youths?)"
    r"(?: (?:who are|aged?|of|between|at least|from))*\s?$"
)
_AGED = re.compile(r"\b(?:older|younger|over)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Numbers in base units of `dimension`: one value, a pair such as 130/80, or the ends of a range.

    `open_end` marks a limit of which the words leave open whether it is itself included.
    """

    values: tuple[float, ...]
    bound: Bound
    dimension: Dimension
    start: int
    end: int
    is_range: bool = False
    open_end: bool = False
    printed: tuple[float, ...] = ()
    bare: bool = False

    def compare(self, other: Quantity) -> Match:
        """Say whether two quantities state the same, or what sets them apart."""
        if self.dimension != other.dimension:
            return self._across(other)
        if not self._same_values(other):
            return "number"
        return "same" if self._same_bound(other) else "comparator"

    def within(self, band: Quantity) -> bool:
        """Say whether one value, or one pair such as 165/105, lies inside a band; never a range or limit."""
        if self.dimension != band.dimension or self.is_range or self.bound != "=":
            return False
        if band.is_range:
            ends = tuple(zip(band.values[::2], band.values[1::2], strict=True))
            return len(ends) == len(self.values) and all(
                low <= value <= high for value, (low, high) in zip(self.values, ends, strict=True)
            )
        side = _SIDES.get(band.bound)
        if side is None or len(self.values) != len(band.values):
            return False
        pairs = zip(self.values, band.values, strict=True)
        return all(side(value, limit) and not (band.open_end and value == limit) for value, limit in pairs)

    def _same_values(self, other: Quantity) -> bool:
        return (
            len(self.values) == len(other.values)
            and self.is_range == other.is_range
            and all(
                abs(a - b) <= self._slack(other) * max(1e-9, abs(a))
                for a, b in zip(self.values, other.values, strict=True)
            )
        )

    def _slack(self, other: Quantity) -> float:
        """Let a share that no decimal prints exactly, such as a third, stand for its rounded form."""
        if self.dimension in _CONVERTING and not self._printed_alike(other):
            return _CONVERTED
        whole = all(value % 1 == 0 for one in (self, other) for value in one.values)
        return _EXACT if whole or self.dimension != ("ratio",) or self.printed == other.printed else _ROUNDED

    def _printed_alike(self, other: Quantity) -> bool:
        """Say whether both are printed in the same unit."""
        pairs = [one.values[0] * (two.printed or (0,))[0] for one, two in ((self, other), (other, self))]
        return abs(pairs[0] - pairs[1]) <= _EXACT * max(1.0, *pairs)

    def _same_bound(self, other: Quantity) -> bool:
        if self.bound == other.bound:
            return True
        if {self.bound, other.bound} <= {"=", "up"}:
            return True
        if (self.open_end or other.open_end) and {self.bound, other.bound} <= {"=", "<="}:
            return True
        same_side = self.bound[0] == other.bound[0] and self.bound[0] in "<>"
        if same_side and (self.open_end or other.open_end):
            return True
        return {self.bound, other.bound} == {"up", "<="}

    def _across(self, other: Quantity) -> Match:
        if self.printed == other.printed and self.is_range == other.is_range:
            return "unit"
        first, second = self.dimension[:1], other.dimension[:1]
        concentrations = first and second and {*first, *second} <= _CONCENTRATIONS and first != second
        if concentrations and self.dimension[1:] == other.dimension[1:] != ():
            return "unconvertible"
        return "other"


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    # A spelling that ends in a letter ends there; `分` is a minute only where no score or part is meant.
    unit = (
        "(?:"
        + "|".join(
            re.escape(word) + ("(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")
            for word in sorted(unit_factors(), key=len, reverse=True)
        )
        + ")"
    )
    number = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,9}(?!\d))(?:\.\d{1,6})?"
    han, english = (
        "(?<![零一二两三四五六七八九十百半])[零一二两三四五六七八九十百半]{1,6}",
        f"(?:{_any(list(NUMBERS))})",
    )
    words = (
        rf"{han}(?={unit}|[至到~]{han}{unit})|(?<!the )(?<!these )(?!one){english}(?= [a-z])"
        rf"|{english}(?=[ -]{unit}| (?:to|or) {english}[ -]{unit})"
    )
    before = "|".join(f"(?:{words_})" for words_ in _BEFORE)
    after = "|".join(f"(?:{words_})" for words_ in _AFTER)
    often = r"[日天]\s?[\d一二两三四五六七八九十]+\s?次"
    filler = r"(?:\s(?:an?\s|the\s)?[a-z]+\s(?:level\s)?of)?"
    return re.compile(
        rf"(?:(?<![a-z])(?P<label>type|stage|grade|class)\s(?P<step>\d|i{{1,3}}|iv|v|(?<=grade\s)[a-d])(?![a-z\d]))"
        rf"|{_MARK}"
        rf"|(?P<said>(?:{before})\s?)?(?<![a-z])(?P<code>{_any(list(CODES))})(?![a-z])"
        rf"|(?<![\d./])(?P<part>{number})(?: in| of| out of|/)(?: every)? ?"
        rf"(?P<whole>{number})(?![\d./%]|\s?{unit}|\s?[及或]?以[上下])"
        rf"|(?:(?P<before>(?:(?<![a-z])|(?=[^a-z]))(?:{before})(?![a-z])){filler})?\s?"
        rf"(?P<per>(?:(?:每隔?|间隔|per |every |each |q)(?:一)?(?:{unit})?(?:体重)?"
        rf"|一[天日](?=[\d一二两三四五六七八九十]+次))*)\s?"
        rf"(?P<age>(?:the )?age[ds]? (?:of )?)?(?P<between>between )?"
        rf"(?P<late>[≥≤><]|大于|小于|超过|长于|短于|不超过|不少于|不低于|至少)?\s?"
        rf"(?<![\d.])(?:(?<![a-z])|(?<=q)|(?<=°c))(?<![a-z]-)(?P<low>{number}|{words})(?:/(?P<second>{number}))?"
        rf"(?:(?:\s?(?P<inner>{unit}(?:/{unit})*))?\s?(?:[-~至到]+|-?\s?to"
        rf"|and(?= {number}\s?{unit})|or(?= {english}(?![a-z]))|(?<=\d )or(?= \d)|(?<=\d)或(?=\d)"
        rf"|(?(between)and|(?!)))\s?"
        rf"(?P<high>{number}|{words})(?:/(?P<low2>{number})[-~](?P<high2>{number}))?)?"
        rf"(?P<unit>[\s-]?{unit}"
        rf"(?:\s?(?:/|per |a (?=day|week)|每(?!{often}))\s?[(（]?{unit}(?:[·.*]{unit})*[)）]?)*"
        rf"(?:\s?(?:daily|(?!每{often})每[日天]|a day|per day))?)?\s?"
        rf"(?P<after>(?:{after})(?![分脏镜皮科a-z]))?"
    )


def _number(text: str) -> float:
    if text in NUMBERS:
        return float(NUMBERS[text])
    if text[0].isdigit():
        return float(text.replace(",", ""))
    if text == "半":
        return 0.5
    total, digit = 0, 0
    for letter in text:
        if letter in "十百":
            total += max(digit, 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = _ZH_DIGITS.get(letter, 0)
    return float(total + digit)


def _bound_of(text: str, table: dict[str, Bound]) -> Bound:
    if text == "from":
        return ">="
    return next(bound for words, bound in table.items() if re.fullmatch(words, text))


@cache
def _unit_parts() -> re.Pattern[str]:
    return re.compile("daily|" + _any(list(unit_factors())))


def _dimension(match: re.Match[str]) -> tuple[Dimension, float]:
    """Read numerator, denominators and the factor to base units."""
    expression = (match["unit"] or match["inner"] or "").strip()
    parts = [part for part in _unit_parts().findall(expression) if part]
    named = [unit_factors().get(part, ("days", 1.0)) for part in parts]
    per = [
        unit_factors()[part] for part in _unit_parts().findall(match["per"] or "") if part in unit_factors()
    ]
    if not named:
        if match["age"] or _bare_age(match):
            return ("months",), 12.0
        second = match["second"] or match["low2"]
        pair = second is not None and min(_number(match["low"]), _number(second)) >= _LEAST_PRESSURE
        return (("pressure",) if pair else ("number",)), 1.0
    (head, factor), below = named[0], [*named[1:], *per]
    if match["per"] and not per and head in {"days", "months"}:
        return ("every", head), factor
    for _, part_factor in below:
        factor /= part_factor
    below_dims = tuple(sorted({f"/{dim}" for dim, _ in below if dim != "times"}))
    return (("number",) if head == "count" else (head,)) + below_dims, factor


def _age(match: re.Match[str]) -> bool:
    aged = match["age"] or _AGED_BEFORE.search(match.string[max(0, match.start() - 24) : match.start()])
    return bool(aged or "old" in (match["unit"] or "") or "age" in (match["unit"] or ""))


def _bare_age(match: re.Match[str]) -> bool:
    """Say whether a number without a unit can only be an age: `65 and older`, `adults over 70`."""
    if _number(match["low"]) > _OLDEST or match["second"]:
        return False
    if _AGED.search(match["after"] or "") or (match["before"] or "").startswith(("older", "younger")):
        return True
    limited = bool(match["before"] or match["late"] or match["high"])
    return limited and bool(_AGED_BEFORE.search(match.string[max(0, match.start() - 24) : match.start()]))


def _bound(match: re.Match[str]) -> tuple[Bound, bool]:
    after, before = match["after"], match["before"] or match["late"]
    if after and not (match["high"] and after in _INSIDE):
        bound = _bound_of(after, _AFTER)
        return bound, after in _OPEN
    if before:
        return _bound_of(before, _BEFORE), False
    return "=", False


def _share(match: re.Match[str]) -> Quantity | None:
    """Read `1 in 6` and `10/12` as a share; where the first is not the smaller, as a pair."""
    part, whole = _number(match["part"]), _number(match["whole"])
    if not whole:
        return None
    small = part < whole
    return Quantity(
        values=(100 * part / whole,) if small else (part, whole),
        bound="=",
        dimension=("ratio",) if small else ("pressure",) if whole >= _LEAST_PRESSURE else ("number",),
        start=match.start(),
        end=match.end(),
        printed=(part, whole),
    )


def _read(match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if match["label"]:
        step = float(_STEPS.get(match["step"]) or _number(match["step"]))
        return Quantity(
            values=(step,), bound="=", dimension=(match["label"],), start=start, end=end, printed=(step,)
        )
    mark = next((name for name in match.groupdict() if name[:5] in {"grade", "level"} and match[name]), None)
    if mark:
        step = float(ord(match[mark]) - ord("a")) if mark[:5] == "grade" else float(match[mark])
        return Quantity(
            values=(step,),
            bound="=",
            dimension=(f"printed-{mark[:5]}",),
            start=start,
            end=end,
            printed=(step,),
        )
    if match["code"]:
        times, dimension = CODES[match["code"]]
        return Quantity(
            values=(times,),
            bound=_bound_of(match["said"].strip(), _BEFORE) if match["said"] else "=",
            dimension=dimension,
            start=start,
            end=end,
            printed=(times,),
        )
    if match["part"]:
        return _share(match)
    ends = (match["low"], match["second"] or match["high"], match["low2"], match["high2"])
    texts = [text for text in ends if text]
    printed = tuple(_number(text) for text in texts)
    dimension, factor = _dimension(match)
    year = dimension in {("number",), ("months",)} and len(printed) == 1 and 1900 <= printed[0] <= 2100
    if year and not match["age"]:
        dimension, factor = ("date",), 1.0
    bound, open_end = _bound(match)
    if match["before"] == "over" and dimension[0] in {"days", "months"} and not _age(match):
        bound, open_end = "=", True  # `over 12 weeks` is during them
    while end > start and match.string[end - 1].isspace():
        end -= 1
    inner = [*_unit_parts().findall(match["inner"] or "")] if match["unit"] else []
    alone = len(inner) == 1 and len(printed) == 2 and inner[0] in unit_factors()
    first_factor = unit_factors()[inner[0]][1] if alone else factor
    values = (printed[0] * first_factor, *(value * factor for value in printed[1:]))
    if dimension == ("fahrenheit",):
        dimension, values = ("temperature",), tuple((value - 32) / 1.8 for value in values)
    return Quantity(
        values=values,
        bound=bound,
        dimension=dimension,
        start=start + len(match[0]) - len(match[0].lstrip()),
        end=end,
        is_range=bool(match["high"]) and len(printed) in {2, 4},
        open_end=open_end,
        printed=printed,
        bare=dimension == ("number",) and not match["unit"] and not _GLUED.match(match.string, end),
    )


def quantities(text: str) -> tuple[Quantity, ...]:
    """Find every quantity of a folded text, in order; list numbers and codes such as H1N1 are none."""
    found = (_read(match) for match in _pattern().finditer(text))
    kept: list[Quantity] = []
    for quantity in found:
        if quantity is None:
            continue
        once = quantity.dimension == ("times",) and quantity.values == (1.0,)
        if not (once and (kept and kept[-1].dimension[0] == "every")):
            kept.append(quantity)
    return tuple(kept)
