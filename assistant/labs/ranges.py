"""Reference ranges as reports and tables print them: one stretch, or one for each sex or age."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from assistant.labs.folding import fold
from assistant.labs.interval import Interval
from assistant.labs.values import number
from assistant.labs.vocabulary import any_of

Sex = Literal["M", "F"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One printed range with the people that it is printed for; `unread` are words that we do not know."""

    interval: Interval
    unit: str = ""
    sex: Sex | None = None
    child: bool | None = None
    pregnant: bool | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A printed reference that is no range of numbers; `negative` if it says so."""

    negative: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A printed reference that cannot be read for certain."""


PrintedRange: TypeAlias = tuple[Stretch, ...] | Words | Unreadable

_NUM: Final = r"[+-]?\d+(?:[.,]\d+)?"
_UNIT: Final = r"(?:\s?(?:x?10[\^*]\d+/[lL]|[a-zA-Zμ%]+(?:/[a-zA-Zμ]+)?))?"
_ONE: Final = re.compile(
    rf"(?P<sq>[\[(])\s*(?P<qlow>{_NUM})\s*,\s*(?P<qhigh>{_NUM})\s*[\])]"
    rf"|(?P<low>{_NUM}){_UNIT}\s*(?:--?|~|至|到|\bto\b|\.\.\.?)\s*(?P<high>{_NUM})"
    rf"|(?P<than>[<>≤≥]|不超过|不高于|不大于|小于|低于|少于|不低于|不小于|大于|高于|up to|less than"
    rf"|below|under|more than|greater than|above|over|at least)\s*=?\s*(?P<bound>{_NUM})"
    rf"|(?P<end>{_NUM}){_UNIT}\s*(?P<side>及?以下|或以下|及?以上|或以上|or less|or below|or more|or above)",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(rf"^{any_of('reference', 'lead')}\s*[:=]?\s*", re.IGNORECASE)
_NEGATIVE: Final = re.compile(rf"\(?{any_of('reference', 'negative')}\)?(?:\s*\(-\))?", re.IGNORECASE)
_NOTHING: Final = re.compile(r"[\s\-/.*()]*|n/?a|none|null|nil", re.IGNORECASE)
_OPEN_BOUND: Final = frozenset({"<", "小于", "低于", "少于", "less than", "below", "under"})
_CLOSED_BOUND: Final = frozenset({"≤", "不超过", "不高于", "不大于", "up to"})
_OPEN_FLOOR: Final = frozenset({">", "大于", "高于", "more than", "greater than", "above", "over"})
_LABELS: Final = (
    ("pregnant", False, r"非孕(?:期|妇)?|non-?pregnant"),
    ("pregnant", True, r"孕(?:妇|期|早期|中期|晚期)?|妊娠(?:期)?|pregnan\w*|trimester"),
    ("child", True, r"儿童|小儿|婴儿|新生儿|幼儿|child(?:ren)?|infants?|newborns?|p(?:a)?ediatric"),
    ("child", False, r"成人|成年(?:人)?|adults?"),
    ("sex", "F", r"女(?:性|士)?|(?<![A-Za-z])females?\b|\bwom[ae]n\b|(?<![A-Za-z])F(?![A-Za-z])"),
    ("sex", "M", r"男(?:性|士)?|(?<![A-Za-z])males?\b|\bm[ae]n\b|(?<![A-Za-z])M(?![A-Za-z])"),
)


def read_range(given: str) -> PrintedRange | None:
    """Read a printed reference; None when nothing is printed."""
    text = _LEAD.sub("", fold(given).strip())
    if re.match(r"[\[(]", text) and re.search(r"[\])]$", text) and not _ONE.match(text):
        text = text[1:-1].strip()
    if _NEGATIVE.fullmatch(text) and text != "-":
        return Words(negative=True)
    if _NOTHING.fullmatch(text):
        return None
    found = list(_ONE.finditer(text))
    if not found:
        return Unreadable() if re.search(r"\d", text) else Words(negative=False)
    if re.search(r"\d\s*:\s*\d", text):
        return Words(negative=False)
    return _stretches(text, found)


def limit(text: str) -> Interval:
    """Read one stretch of a table of ours.

    Raises:
        ValueError: not one range of numbers.
    """
    match read_range(text):
        case (Stretch(interval=interval, unit="", unread=""),):
            return interval
        case _:
            message = f"{text!r} is no range; write '3.5-5.3', '<8', '≥1.04' and the like"
            raise ValueError(message)


def _stretches(text: str, found: list[re.Match[str]]) -> PrintedRange:
    """Give each range the words beside it: those before it, or all those after where none stand before."""
    edges = [0, *(match.end() for match in found)]
    gaps = [text[edges[at] : match.start()] for at, match in enumerate(found)] + [text[edges[-1] :]]
    trailing = not _labelled(gaps[0]) and _labelled(gaps[-1])
    stretches: list[Stretch] = []
    for at, match in enumerate(found):
        interval = _interval(match)
        if interval is None:
            return Unreadable()
        label = gaps[at + 1] if trailing else gaps[at]
        unit = gaps[at + 1] if at + 1 == len(gaps) - 1 or not trailing else ""
        stretches.append(_stretch(interval, label, unit, alone=len(found) == 1))
    return tuple(stretches)


def _labelled(text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for _, _, pattern in _LABELS)


def _stretch(interval: Interval, label: str, after: str, *, alone: bool) -> Stretch:
    told: dict[str, str | bool] = {}
    left = label
    for name, value, pattern in _LABELS:
        if name not in told and re.search(pattern, left, re.IGNORECASE):
            told[name] = value
            left = re.sub(pattern, " ", left, flags=re.IGNORECASE)
    sex = told.get("sex")
    return Stretch(
        interval=interval,
        unit=_unit_in(after),
        sex="F" if sex == "F" else "M" if sex == "M" else None,
        child=_told(told.get("child")),
        pregnant=_told(told.get("pregnant")),
        unread="" if alone and told == {} else _unread(left),
    )


def _told(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _unit_in(after: str) -> str:
    for _, _, pattern in _LABELS:
        after = re.split(pattern, after, maxsplit=1, flags=re.IGNORECASE)[0]
    unit = re.split(r"[;,\n(\[]| {2,}", after.strip(" )]"))[0]
    return unit.strip(" :()[]") if re.search(r"[a-zA-Zμ%]|克|升|秒|摩尔", unit) else ""


def _unread(label: str) -> str:
    words = re.sub(r"[^\w一-鿿]+", " ", label).split()
    return " ".join(
        word
        for word in words
        if not re.fullmatch(r"[\d./^]*|[uμmnpk]?(?:g|mol|iu|u)|[dmu]?l|x?10\d*", word, re.IGNORECASE)
    )


def _interval(match: re.Match[str]) -> Interval | None:
    low, high = match["low"] or match["qlow"], match["high"] or match["qhigh"]
    if low is not None and high is not None:
        return _ordered(number(low), number(high))
    if (than := match["than"]) is not None:
        return _bounded(than.lower(), number(match["bound"]))
    bound = number(match["end"])
    if match["side"].endswith(("下", "less", "below")):
        return Interval(high=bound)
    return Interval(low=bound)


def _ordered(low: Decimal, high: Decimal) -> Interval | None:
    return Interval(low=low, high=high) if low <= high else None


def _bounded(than: str, bound: Decimal) -> Interval:
    if than in _OPEN_BOUND:
        return Interval(high=bound, high_open=True)
    if than in _CLOSED_BOUND:
        return Interval(high=bound)
    return Interval(low=bound, low_open=than in _OPEN_FLOOR)
