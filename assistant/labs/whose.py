"""Whose report it is, as its head says; what was stated beside it comes first."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from assistant.labs.folding import fold
from assistant.labs.report import Patient

_SEX: Final = re.compile(r"(?:性\s*别|\bsex|\bgender)\s*[:=]?\s*(男|女|female|male|f\b|m\b)", re.IGNORECASE)
_AGE: Final = re.compile(
    r"(?:年\s*龄|\bage)\s*[:=]?\s*(\d{1,3})\s*(岁|周岁|个?月|天|日|years?|yrs?|y\b|months?|days?)?",
    re.IGNORECASE,
)
_BOTH: Final = re.compile(r"(?:^|[\s,;(])(男|女)\s*[,/]?\s*(\d{1,3})\s*(岁|个?月|天)")
_PREGNANT: Final = re.compile(
    r"(?<!非)(?<!未)(?:怀孕|妊娠|孕)\s*\d{1,2}\s*(?:\+\d)?\s*周|孕妇|(?:诊断|备注)[^\n]{0,12}(?:妊娠|孕)|\bpregnan(?:t|cy)\b|\bG\d+P\d+\b", re.IGNORECASE  # noqa: E501 - one pattern
)  # fmt: skip
_YEAR: Final = Decimal("365.25")


def whose(text: str, stated: Patient) -> Patient:
    """Fill what was not stated from the head of a pasted report."""
    plain = fold(text)
    sex, age = _SEX.search(plain), _AGE.search(plain)
    both = _BOTH.search(plain)
    found = stated
    if found.sex is None and (sex or both):
        word = (sex[1] if sex else both[1] if both else "").lower()
        found = replace(found, sex="F" if word.startswith(("女", "f")) else "M")
    if found.age is None and (age or both):
        number, unit = (age[1], age[2]) if age else (both[2], both[3]) if both else ("0", "")
        found = replace(found, age=_years(Decimal(number), unit or ""))
    if found.pregnant is None and _PREGNANT.search(plain):
        found = replace(found, pregnant=True)
    return found


def _years(number: Decimal, unit: str) -> Decimal:
    if "月" in unit or unit.lower().startswith("month"):
        return number / 12
    if unit in {"天", "日"} or unit.lower().startswith("day"):
        return number / _YEAR
    return number
