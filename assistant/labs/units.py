"""Units as reports print them, read by pint over our own list; nothing is guessed."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

import pint

from assistant.labs.folding import fold

Quantity: TypeAlias = "pint.Quantity[Decimal]"

_WORDS: Final = {
    "毫摩尔": "mmol", "微摩尔": "umol", "纳摩尔": "nmol", "皮摩尔": "pmol", "摩尔": "mol",
    "毫克": "mg", "微克": "ug", "纳克": "ng", "皮克": "pg", "克": "g",
    "毫升": "ml", "微升": "ul", "分升": "dl", "飞升": "fl", "升": "l",
    "千单位": "kiu", "毫国际单位": "miu", "国际单位": "iu", "毫单位": "miu", "单位": "iu",
    "毫米汞柱": "mmhg", "千帕": "kpa", "秒": "s", "分钟": "min", "小时": "h", "毫米": "mm",
}  # fmt: skip
_WORD: Final = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_POWER: Final = re.compile(r"(?:[x*·]|^)?10(?:\^|\*\*|\*|e\+?|~)?(\d{1,2})(?=/)")
_SURFACE: Final = re.compile(r"[/.*·x]*1\.73(?:m\^?2|平方米)?\)?")
_ATOM: Final = re.compile(r"(?:[a-z]+|percent|1e\d+|1)(?:[*/](?:[a-z]+|1))*")
# Whole spellings that a rule on parts would misread.
_WHOLE: Final = {
    "%": "percent", "‰": "permille", "l/l": "1", "mmol/mol": "ifcc", "mmol/molhb": "ifcc",
    "k/ul": "1e3/ul", "m/ul": "1e6/ul", "t/l": "1e12/l", "/hp": "1/field", "/hpf": "1/field",
    "/lp": "1/field",
    "/lpf": "1/field", "/高倍视野": "1/field", "/低倍视野": "1/field", "ratio": "1", "index": "1", "sec": "s",
    "secs": "s", "second": "s", "seconds": "s", "mmhg": "mmhg", "mm/hr": "mm/h", "mcg/l": "ug/l",
}  # fmt: skip


@cache
def _registry() -> pint.UnitRegistry[Decimal]:
    lines = resources.files("assistant.labs").joinpath("units.txt").read_text("utf-8").splitlines()
    registry: pint.UnitRegistry[Decimal] = pint.UnitRegistry(None, non_int_type=Decimal)
    registry.load_definitions(lines)
    return registry


@cache
def readings(text: str) -> tuple[Quantity, ...]:
    """Give what one of a printed unit may be; empty when it is no unit, two for `G/L` (grams, or 10⁹)."""
    spelled = _spelled(text)
    found = [_quantity(spelled)] if spelled else []
    if fold(text).replace(" ", "") == "G/L":
        found.append(_quantity("1e9/l"))
    return tuple(one for one in found if one is not None)


def same_kind(text: str, other: str) -> bool:
    """Say whether one unit can be written in the other."""
    return factor(text, other) is not None


def factor(text: str, into: str) -> Decimal | None:
    """Say how many of `into` are one of `text`; None where they measure different things."""
    for target in readings(into):
        for one in readings(text):
            if one.is_compatible_with(target.units):
                return Decimal(one.to(target.units).magnitude) / Decimal(target.magnitude)
    return None


def _spelled(text: str) -> str:
    plain = re.sub(r"\s+", "", fold(text)).replace("μ", "u").strip("()[]【】")
    plain = _WORD.sub(lambda match: _WORDS[match[0]], plain.lower())
    if plain in _WHOLE:
        return _WHOLE[plain]
    plain = _SURFACE.sub("/bsa", plain, count=1).replace("/(min/bsa", "/min/bsa")
    plain = re.sub(r"(?:个|cells?|copies|拷贝)(?=/)", "1", plain)
    plain = re.sub(r"^(?:x?10\^?4|万)/", "1e4/", plain)
    plain = _POWER.sub(lambda match: f"1e{match[1]}", plain)
    plain = re.sub(r"(?<=g)(?:/|·|\*)?(?:cr|crea|creatinine|肌酐)$", "", plain)
    plain = re.sub(r"\(?(feu|ddu)\)?", r"*\1", plain)
    plain = re.sub(r"(^|[^a-z])([munpk]?)u(?=$|[/*])", r"\1\2iu", plain.replace("mcg", "ug"))
    plain = re.sub(r"^[*/]", "1/", plain) if plain.startswith("/") else plain
    return _WHOLE.get(plain, _feu_first(plain))


def _feu_first(plain: str) -> str:
    return re.sub(r"^(.*?)\*(feu|ddu)(.*)$", r"\2*\1\3", plain)


def _quantity(spelled: str) -> Quantity | None:
    if not _ATOM.fullmatch(spelled):
        return None
    try:
        found = _registry().parse_expression(spelled)
    except (pint.PintError, ValueError, TypeError, ArithmeticError):
        return None
    return found if isinstance(found, pint.Quantity) else _registry().Quantity(Decimal(str(found)))
