"""Comparing texts by meaning of their signs: width, spaces, ranges and comparators made alike.

Our own, not the product's: a measure that shared the product's folding would share its mistakes.
"""

from __future__ import annotations

import re
import unicodedata

_DASH = re.compile(r"[‐‑‒–—―−~∼～〜]")
_RANGE = re.compile(r"(?<=\d)\s*(?:至|到|to)\s*(?=\d)")
_UNIT = r"(?:岁|周|天|个月|小时|mmhg|mmol/l|cm|%|years?|weeks?|months?|hours?)?"
_AND_UP = re.compile(
    rf"(\d+(?:[./]\d+)*)\s*({_UNIT})\s*(?:[及或]者?以上|及更高|or (?:more|older|above|higher|over))"
)
_COMPARATORS = (
    ("≥", r">\s*=|不低于|不小于|不少于|大于等于|大于或等于|≧|⩾|at least|no(?:t)? less than|at or above"),
    ("≤", r"<\s*=|不超过|不高于|不大于|不多于|小于等于|小于或等于|≦|⩽|at most|no(?:t)? more than|up to"),
    ("<", r"低于|小于|少于|不足|不到|less than|below|under|lower than"),
    (">", r"高于|大于|多于|超过|more than|above|over|greater than|higher than"),
)
_FOLDED_COMPARATORS = tuple((sign, re.compile(rf"(?:{words})\s*(?=\d)")) for sign, words in _COMPARATORS)
_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")


def comparable(text: str) -> str:
    """Fold a text for comparison; a comparator in words counts only directly before a number."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _RANGE.sub("-", _DASH.sub("-", folded))
    folded = _AND_UP.sub(r"≥\1\2", folded)
    for sign, words in _FOLDED_COMPARATORS:
        folded = words.sub(sign, folded)
    return _SPACE.sub("", folded)


def holds(text: str, fragment: str) -> bool:
    """Say whether a folded text holds a fragment; `40` does not stand in `140`, nor `7` in `7.5`."""
    wanted = re.escape(comparable(fragment))
    if not wanted:
        return False
    before = r"(?<!\d)(?<!\d\.)" if comparable(fragment)[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if comparable(fragment)[-1].isdigit() else ""
    return re.search(before + wanted + after, comparable(text)) is not None
