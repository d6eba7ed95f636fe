"""What a report prints as a result, as a typed value: a number or a stretch of numbers, a finding, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from assistant.labs.folding import fold
from assistant.labs.interval import Interval

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
_MARKS: Final[tuple[tuple[str, Mark], ...]] = (
    (r"↑{2,}|(?<![/\w])HH\b|危急值?高|危高|极高|critical(?:ly)? high|panic high", "critical_high"),
    (r"↓{2,}|(?<![/\w])LL\b|危急值?低|危低|极低|critical(?:ly)? low|panic low", "critical_low"),
    (r"危急值?|\bcritical\b|\bpanic\b|\bcrit\b", "critical"),
    (r"↑|(?<![/\w])H\b|\(H\)|偏高|升高|增高|\bhigh\b|(?<![一-鿿])高(?![一-鿿])", "high"),
    (r"↓|(?<![/\w])L\b|\(L\)|偏低|降低|减低|\blow\b|(?<![一-鿿])低(?![一-鿿])", "low"),
)
_SPOILED: Final = re.compile(
    r"溶血|脂血|乳糜|黄疸血|凝固|凝块|标本(?:不合格|量不足|不足|污染|拒收)|血量不足|退检|重抽|重新采|复查|待查|待报|待回报"
    r"|h(?:a)?emolyz?s?ed|lip(?:a)?emic|clotted|insufficient|rejected|pending|contaminated",
    re.IGNORECASE,
)
_NEGATIVE: Final = re.compile(
    r"(?:阴性?|未检出|未见(?:异常|明显异常)?|未发现|未查见|未找到|无|没有|正常|neg(?:ative)?|not detected|none"
    r"|non-?reactive|no growth.*|无.*生长|未生长|absent|\(?-\)?|nil|normal)(?:\s*\(-\))?",
    re.IGNORECASE,
)
_WEAK: Final = re.compile(r"弱阳性?(?:\s*\(.*\))?|可疑(?:阳性)?|\(?(?:±|\+-|\+/-)\)?|trace|weak(?:ly)? positive|微量|临界|borderline", re.IGNORECASE)  # fmt: skip  # noqa: E501 - one list
_POSITIVE: Final = re.compile(
    r"(?:强?阳性?|检出|查见|发现|找到|pos(?:itive)?|(?:weakly |strongly )?reactive|detected|present|有?.*生长)"
    r"(?:\s*\(\s*\+*\d?\+*\s*\))?",
    re.IGNORECASE,
)
_GRADED: Final = re.compile(r"\(?(?:\++|[1-4]\s*\+|\+\s*[1-4])\)?(?:\s*\(.*\))?")
_TITRE: Final = re.compile(r"[<>≤≥]?\s*1\s*:\s*\d+.*")


def read_value(given: str | Decimal | None) -> Value:
    """Read a result as printed; a bare number is itself."""
    if isinstance(given, Decimal):
        return Amount(interval=Interval.point(given)) if given.is_finite() else NoValue("words")
    text = fold(given or "").strip(" *\t\n")
    if not re.search(r"[^\W_]|[-+±]", text) or text in {"--", "---", "/", "n/a", "N/A"}:
        return NoValue("absent")
    for pattern, kind in ((_TITRE, "titre"), (_GRADED, "graded"), (_WEAK, "weak")):
        if pattern.fullmatch(text):
            return Finding(kind)  # type: ignore[arg-type] # the three literals above
    if found := _AMOUNT.fullmatch(text):
        return _amount(found, None)
    rest, mark = marked(text)
    if mark and (found := _AMOUNT.fullmatch(rest.lstrip(" :="))):
        return _amount(found, mark)
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
    for pattern, mark in _MARKS:
        if re.search(pattern, text, re.IGNORECASE if len(pattern) > 90 else 0):
            return re.sub(pattern, " ", text).strip(" *()[]"), mark
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
