"""The quantities of a text, read in order: value or range, comparator, and a unit with its dimension."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from assistant.grounding.comparators import AFTER, AHEAD, BEFORE, INSIDE, OPEN, PAST, Bound
from assistant.grounding.number_words import CODES, number_of
from assistant.grounding.quantity import CONCENTRATIONS, EXACT, Dimension, Quantity
from assistant.grounding.quantity_pattern import any_of, quantity_pattern
from assistant.grounding.units import unit_factors

_STEPS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "a": 101, "b": 102, "c": 103, "d": 104}
__all__ = ["Quantity", "quantities"]

_LABELS = {
    "class": "grade",
    "category": "grade",
    "phase": "stage",
    "级": "grade",
    "度": "grade",
    "类": "grade",
    "期": "stage",
    "型": "type",
}
_LEAST_PRESSURE = 30
# `0.6 g of protein per kg`: what is weighed stands between.
_PER_KILO = re.compile(r"\s?of [a-z-]+(?: [a-z-]+)? (?:per |/ ?)(?:kg|kilogram)\b")
_KILO = 1_000
# Letters or signs behind a number are a unit that is not listed, or what it counts.
_GLUED = re.compile(
    r"(?![的者时以及和或就即应可须需要则才宜建推不且并但仍再必为是之左])[a-zμ°%\u3400-\u9fff]"
    r"|\s(?!(?:and|or|to|in|for|with|who|should|may|must|is|are|was|were|at|by|the|an?|it|this|no|not|gets?|needs?|takes?|receives?|can|will|have|has|when|if|after)\b)[a-zμ°%]"
)
_AGE = re.compile(r"岁|月龄|\bage|old\b|older|younger")
_SINCE = re.compile(r"\s?(?:以后|之后|后|after|later)")
# Between two times of something there is an interval, no number of times.
_ACT = re.compile(r"(?:至少|最少)?[^\W内后前以之第\d]{0,3}")
# `每年筛查一次` is an interval too.
_PACE = re.compile(r"(每年|每个?月|每周|每星期|每日|每天)[^，。；、\d]{0,8}$")
_PACES = {"年": ("months", 12.0), "月": ("months", 1.0), "周": ("days", 7.0), "期": ("days", 7.0)}
_NEAR = 14
_AT_LEAST = ("至少", "最少", "起码", "不少于")
_ORDINAL = re.compile(r"(?:[第头这上下同某任另再]|[再另][测查做用给打行])$")
_A_NTH = re.compile(
    r"a (?:third|fourth|fifth|tenth)"
    r"(?= (?:reading|dose|visit|line|course|attempt|measurement|injection|test|episode|time)s?\b)"
)
_PAIR = re.compile(r"[\u4e00-\u9fff]{1,6}(?:之间|间隔|间期|期间)")
# `两三年` is two to three years.
_ABOUT = re.compile("[一二两三四五六七八九]{2}")
# `within a month` is a time, `a month` alone a rhythm.
_A_TIME = re.compile(r"(?:(?<=\bwithin )|(?<=\bafter ))a(?= (?:day|week|month|year)\b)")
# `一次5 mg` is each time.
_A_DOSE = re.compile(
    r"(?:口服|注射|给予|[服用吃给打喝])?\s?(?:\d|[一二两三四五半]{1,2}(?:片|粒|支|袋|毫升|毫克))"
)
_OLDEST = 110
_FEVER = (30, 45)
# `65 and older`, `adults over 70`: a bare number that can only be an age.
_AGED_BEFORE = re.compile(
    r"(?:adults?|wom[ae]n|m[ae]n|people|persons?|those|children|girls?|boys?|infants?|individuals|youths?)"
    r"(?: (?:who are|aged?|of|between|at least|from))*\s?$"
)
_AGED = re.compile(r"\b(?:older|younger|over)$")


def _bound_of(text: str, table: dict[str, Bound]) -> Bound:
    if text in AHEAD:
        return AHEAD[text]
    return next(bound for words, bound in table.items() if re.fullmatch(words, text))


@cache
def _unit_parts() -> re.Pattern[str]:
    return re.compile("daily|" + any_of(list(unit_factors())))


def _dimension(match: re.Match[str]) -> tuple[Dimension, float]:
    """Read numerator, denominators and the factor to base units."""
    expression = (match["unit"] or match["inner"] or "").strip()
    parts = [part for part in _unit_parts().findall(expression) if part]
    named = [unit_factors().get(part, ("days", 1.0)) for part in parts]
    per = [
        unit_factors()[part] for part in _unit_parts().findall(match["per"] or "") if part in unit_factors()
    ]
    if not named:
        if match["age"] or _bare_age(match) or (match["before"] or "")[:1] == "年":
            return ("months",), 12.0
        second = match["second"] or match["low2"]
        pair = second is not None and min(number_of(match["low"]), number_of(second)) >= _LEAST_PRESSURE
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
    if number_of(match["low"]) > _OLDEST or match["second"]:
        return False
    if _AGED.search(match["after"] or "") or (match["before"] or "").startswith(("older", "younger")):
        return True
    limited = bool(match["before"] or match["late"] or match["high"])
    return limited and bool(_AGED_BEFORE.search(match.string[max(0, match.start() - 24) : match.start()]))


def _bound(match: re.Match[str]) -> tuple[Bound, bool]:
    after, before = match["after"] or (match["amid"] or "").strip(), match["late"] or match["before"]
    if after and not (match["high"] and after in (*INSIDE, "起")):
        bound = _bound_of(after, AFTER)
        return bound, after in OPEN
    if before and not (match["high"] and before in AHEAD):
        return _bound_of(before, BEFORE), before == "within"
    return "=", False


def _share(match: re.Match[str]) -> Quantity | None:
    """Read `1 in 6` and `10/12` as a share; where the first is not the smaller, as a pair."""
    part, whole = number_of(match["part"]), number_of(match["whole"])
    if not whole:
        return None
    small = part < whole
    return Quantity(
        values=(100 * part / whole,) if small else (part, whole),
        bound="=",
        dimension=("ratio",) if small else ("pressure",) if whole >= _LEAST_PRESSURE else ("number",),
        start=match.start("part"),
        end=match.end(),
        printed=(part, whole),
    )


def _plain(match: re.Match[str], value: float, dimension: Dimension) -> Quantity:
    """Give one value without a bound, printed as it is."""
    return Quantity(
        values=(value,),
        bound="=",
        dimension=dimension,
        start=match.start(),
        end=match.end(),
        printed=(value,),
    )


def _label(match: re.Match[str]) -> Quantity:
    label = match["label"]
    steps = tuple(
        float(_STEPS.get(step) or number_of(step)) for step in (match["step"], match["last_step"]) if step
    )
    one = _plain(match, steps[0], (_LABELS.get(label, label),))
    return replace(one, values=steps, printed=steps, is_range=True) if steps[1:] else one


def _mark(match: re.Match[str]) -> Quantity:
    mark = next(name for name in match.groupdict() if name[:5] in {"grade", "level"} and match[name])
    step = float(ord(match[mark]) - ord("a")) if mark[:5] == "grade" else float(match[mark])
    return _plain(match, step, (f"printed-{mark[:5]}",))


def _coded(match: re.Match[str]) -> Quantity:
    times, dimension = CODES[match["code"]]
    bound = _bound_of(match["said"].strip(), BEFORE) if match["said"] else "="
    if match["beyond"]:
        bound = _bound_of(match["beyond"], AFTER)
    end = match.end() - (len(match[0]) - len(match[0].rstrip()))
    return replace(_plain(match, times, dimension), bound=bound, end=end, open_end=match["beyond"] in OPEN)


def _nth(match: re.Match[str]) -> Quantity:
    dimension, factor = unit_factors()[match["period"]]
    nth = number_of(match["nth"])
    return replace(_plain(match, nth, (dimension,)), values=(nth * factor,))


_READERS: dict[str, Callable[[re.Match[str]], Quantity | None]] = {
    "label": _label,
    "roman": lambda match: _plain(match, float(_STEPS[match["roman"]]), (_LABELS[match["kind"]],)),
    "nth": _nth,
    "ordinal": lambda match: _plain(match, number_of(match["ordinal"]), ("ordinal",)),
    "share": lambda match: _plain(match, number_of(match["share"]), ("ratio",)),
    "code": _coded,
    "part": _share,
    "part_zh": lambda match: _plain(
        match, 100 * number_of(match["part_zh"]) / max(1.0, number_of(match["whole_zh"])), ("ratio",)
    ),
}


def _read(match: re.Match[str]) -> Quantity | None:
    read = next((reader for name, reader in _READERS.items() if match[name]), None)
    if read is not None:
        return read(match)
    return _measured(match) if match["low"] else _mark(match)


def _measured(match: re.Match[str]) -> Quantity:
    start, end = match.span()
    ends = (match["low"], match["second"] or match["high"], match["low2"], match["high2"])
    texts = [text for text in ends if text]
    about = bool(len(texts) == 1 and _ABOUT.fullmatch(texts[0]))
    texts = list(texts[0]) if about else texts
    printed = tuple(number_of(text) for text in texts)
    dimension, factor = _dimension(match)
    year = dimension in {("number",), ("months",)} and len(printed) == 1 and 1900 <= printed[0] <= 2100
    if year and not match["age"]:
        dimension, factor = ("date",), 1.0
    every = match[0].find("每", match.start("low") - start)
    if every > 0 and len(dimension) > 1 and dimension[0] in {"days", "months"}:
        # `头3个月每月`: a time and a rhythm, no rate.
        head, factor = unit_factors()[_unit_parts().findall(match["unit"])[0]]
        dimension, end = (head,), start + every
    bound, open_end = _bound(match)
    if match["before"] == "over" and dimension[0] in {"days", "months"} and not _age(match):
        bound, open_end = "=", True  # `over 12 weeks` is during them
    if bound == "=" and dimension[0] in {"days", "months"} and re.search(PAST, match.string[:start]):
        bound, open_end = "<=", True
    while end > start and match.string[end - 1].isspace():
        end -= 1
    inner = [*_unit_parts().findall(match["inner"] or "")] if match["unit"] else []
    alone = len(inner) == 1 and len(printed) == 2 and inner[0] in unit_factors()
    first_factor = unit_factors()[inner[0]][1] if alone else factor
    values = (printed[0] * first_factor, *(value * factor for value in printed[1:]))
    if dimension == ("grade",) and all(_FEVER[0] <= one <= _FEVER[1] for one in printed):
        dimension = ("temperature",)
    if len(dimension) == 1 and dimension[0] in CONCENTRATIONS and _PER_KILO.match(match.string, end):
        dimension, values = (*dimension, "/mass"), tuple(value / _KILO for value in values)
    if dimension == ("fahrenheit",):
        dimension, values = ("temperature",), tuple((value - 32) / 1.8 for value in values)
    return Quantity(
        values=values,
        bound=bound,
        dimension=dimension,
        start=start + len(match[0]) - len(match[0].lstrip()),
        end=end,
        is_range=about or (bool(match["high"]) and len(printed) in {2, 4}),
        open_end=open_end,
        printed=printed,
        aged=dimension == ("months",) and bool(match["age"] or _AGE.search(match[0]) or _bare_age(match)),
        filled=match.span("fill") if (match["fill"] or "").strip() else None,
        since=dimension[0] in {"days", "months"} and bool(_SINCE.match(match.string, end)),
        bare=dimension == ("number",) and not match["unit"] and not _GLUED.match(match.string, end),
    )


def quantities(text: str) -> tuple[Quantity, ...]:
    """Find every quantity of a folded text, in order; list numbers and codes such as H1N1 are none."""
    counted = _A_TIME.sub("1", text)  # of the same length, so that places stay
    found = (_read(match) for match in quantity_pattern().finditer(counted))
    kept: list[Quantity] = []
    for quantity in found:
        if quantity is None or _A_NTH.match(text, quantity.start):
            continue
        if quantity.dimension == ("times",) and _uncounted(text, quantity):
            continue
        once = quantity.dimension == ("times",) and quantity.values == (1.0,)
        if not (once and _counted(kept, quantity, text)):
            kept.append(_as_interval(quantity))
    return tuple(kept)


def _uncounted(text: str, quantity: Quantity) -> bool:
    """Say whether this is no number of times: `第一次`, `两次用药间隔`, or `一次5 mg`."""
    ordinal = _ORDINAL.search(text, max(0, quantity.start - 2), quantity.start)
    if quantity.values == (1.0,) and _A_DOSE.match(text, quantity.end):
        return True
    return bool(ordinal or _PAIR.match(text, quantity.end))


def _counted(kept: list[Quantity], once: Quantity, text: str) -> bool:
    """Read `once` into the interval before it: `every 2 years, at least once`, `两年量一次`."""
    pace = _PACE.search(text, max(0, once.start - _NEAR), once.start)
    if pace:
        unit, factor = _PACES.get(pace[1][-1], ("days", 1.0))
        bound: Bound = ">=" if text[: pace.start()].endswith(_AT_LEAST) else once.bound
        kept.append(replace(once, dimension=("every", unit), values=(factor,), bound=bound))
        return True
    if not kept:
        return False
    last = kept[-1]
    plain = last.dimension in {("days",), ("months",)} and not last.aged and last.bound in {"=", ">="}
    if last.dimension[0] != "every" and not (plain and _ACT.fullmatch(text, last.end, once.start)):
        return False
    bound = once.bound if last.bound == "=" else last.bound
    kept[-1] = replace(last, dimension=("every", last.dimension[-1]), bound=bound, open_end=False)
    return True


def _as_interval(quantity: Quantity) -> Quantity:
    """Read `once a year` as what it is, an interval: every 12 months."""
    head, *below = quantity.dimension
    if head != "times" or len(below) != 1 or below[0] not in {"/days", "/months"} or quantity.is_range:
        return quantity
    period = 1 / quantity.values[0] if quantity.values[0] else 0.0
    if quantity.printed != (1,) and (period <= 1 or abs(period - round(period)) > EXACT):
        return quantity
    return replace(
        quantity, dimension=("every", below[0][1:]), values=tuple(1 / value for value in quantity.values)
    )
