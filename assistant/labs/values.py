"""What a report prints as a result: a number or a stretch of numbers, a finding in words, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from assistant.labs.folding import fold
from assistant.labs.interval import Interval
from assistant.labs.vocabulary import any_of, pattern

Mark = Literal["high", "low", "critical_high", "critical_low", "critical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number, or the stretch that `<0.01` and `>1000` leave; `unit` and `mark` were glued to it."""

    interval: Interval
    unit: str = ""
    mark: Mark | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A result in words or crosses."""

    kind: Literal["negative", "positive", "weak", "graded", "titre"]


@dataclass(frozen=True, slots=True)
class NoValue:
    """Nothing to compare: no result at all, a spoiled specimen, or words that are no result we know."""

    kind: Literal["absent", "spoiled", "words"]


Value: TypeAlias = Amount | Finding | NoValue

_NUMBER: Final = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?)"
_AMOUNT: Final = re.compile(
    rf"(?P<than>[<>≤≥]|小于|大于|低于|高于|less than|more than|greater than)?\s*=?\s*(?P<number>{_NUMBER})"
    r"(?:\s*[eE](?P<e>[+-]?\d{1,2})(?![\d/])|\s*[x*]\s*10\s*(?:\^|\*\*|e)\s*(?P<power>-?\d{1,2})(?=\s*(?:$|[^\d\s/])))?"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_MARK_NAMES: Final[tuple[Mark, ...]] = ("critical_high", "critical_low", "critical", "high", "low")
_MARKS: Final = tuple((re.compile(any_of("mark", mark)), mark) for mark in _MARK_NAMES)
_SPOILED: Final = pattern("result", "spoiled")
_NEGATIVE: Final = re.compile(rf"{any_of('result', 'negative')}(?:\s*\(-\))?", re.IGNORECASE)
_WEAK: Final = pattern("result", "weak")
_POSITIVE: Final = re.compile(rf"{any_of('result', 'positive')}(?:\s*\(\s*\+*\d?\+*\s*\))?", re.IGNORECASE)
_GRADED: Final = re.compile(r"\(?(?:\++|[1-4]\s*\+|\+\s*[1-4])\)?(?:\s*\(.*\))?")
_TITRE: Final = re.compile(r"[<>≤≥]?\s*1\s*:\s*\d+.*")

_FINDINGS: Final[tuple[tuple[re.Pattern[str], Literal["titre", "graded", "weak"]], ...]] = (
    (_TITRE, "titre"),
    (_GRADED, "graded"),
    (_WEAK, "weak"),
)


def read_value(given: str | Decimal | None) -> Value:
    """Read a result as printed; a bare number is itself."""
    if isinstance(given, Decimal):
        return Amount(interval=Interval.point(given)) if given.is_finite() else NoValue("words")
    text = fold(given or "").strip(" *\t\n")
    if not re.search(r"[^\W_]|[-+±]", text) or text in {"--", "---", "/", "n/a", "N/A"}:
        return NoValue("absent")
    for words, kind in _FINDINGS:
        if words.fullmatch(text):
            return Finding(kind)
    return _number_in(text) or _in_words(text)


def _number_in(text: str) -> Value | None:
    if found := _AMOUNT.fullmatch(text):
        return _amount(found, None)
    rest, mark = marked(text)
    found = _AMOUNT.fullmatch(rest.lstrip(" :=")) if mark else None
    return _amount(found, mark) if found else None


def _in_words(text: str) -> Value:
    if _SPOILED.search(text):
        return NoValue("spoiled")
    if _NEGATIVE.fullmatch(text):
        return Finding("negative")
    return Finding("positive") if _POSITIVE.fullmatch(text) else NoValue("words")


def number(text: str) -> Decimal:
    """Read a folded numeral: a comma before three digits parts thousands, any other is a decimal comma."""
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", "."))


def marked(text: str) -> tuple[str, Mark | None]:
    """Part a printed arrow or letter from the rest of a text."""
    for signs, mark in _MARKS:
        if signs.search(text):
            return signs.sub(" ", text).strip(" *()[]"), mark
    return text.strip(), None


def _amount(found: re.Match[str], before: Mark | None) -> Value:
    value = number(found["number"]) * Decimal(10) ** int(found["e"] or found["power"] or 0)
    rest, mark = marked(found["rest"].strip())
    spoiled = _SPOILED.search(rest)
    unit = _SPOILED.sub("", rest).strip(" ,;") if spoiled else rest.strip(" ,;")
    unit = re.sub(r"^[*()\s]+(?!10)|[*(\s]+$|^\(\)$", "", unit)
    interval = _stretch(found["than"], value)
    if to := re.match(rf"[-~]\s*({_NUMBER})", unit):
        if found["than"] or number(to[1]) < value:
            return NoValue("words")
        interval, unit = Interval(low=value, high=number(to[1])), unit[to.end() :].strip()
    if re.match(r":\s*\d|\d", unit):
        return NoValue("words")
    return Amount(interval=interval, unit=unit, mark=mark or before, remark=spoiled[0] if spoiled else "")


def _stretch(than: str | None, value: Decimal) -> Interval:
    match than:
        case None:
            return Interval.point(value)
        case "<" | "小于" | "低于" | "less than":
            # A measured quantity is not negative.
            return Interval(low=min(Decimal(0), value), high=value, high_open=True)
        case "≤":
            return Interval(low=min(Decimal(0), value), high=value)
        case "≥":
            return Interval(low=value)
        case _:
            return Interval(low=value, low_open=True)
