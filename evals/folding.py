"""Comparing texts by meaning of their signs: width, spaces, ranges and comparators made alike.

Our own, not the product's: a measure that shared the product's folding would share its mistakes.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

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
_LEAST_RUN = 6
_MARKER = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_PUNCTUATION = re.compile(r"[^\w%<>=≥≤./+-]|_")
_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")


@lru_cache(maxsize=4096)
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


def overlaps(first: str, second: str) -> bool:
    """Say whether one text holds the other, or they share a run of half the shorter one's length."""
    a, b = _skeleton(first), _skeleton(second)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    shorter = min(len(a), len(b))
    run = SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size
    return shorter >= _LEAST_RUN and run >= max(_LEAST_RUN, shorter / 2)


def stands_under(quote: str, section: str) -> bool:
    """Say whether a quotation is one of the headings of a section path."""
    wanted = _skeleton(quote)
    return len(wanted) >= 2 and wanted in _skeleton(section)


def numbers(text: str) -> frozenset[str]:
    """Give the numbers of a text as written after folding, without trailing zeros; markers `[1]` aside."""
    folded = _MARKER.sub(" ", comparable(text))
    return frozenset(_plain(one) for one in _NUMBER.findall(folded))


@lru_cache(maxsize=4096)
def _skeleton(text: str) -> str:
    return _PUNCTUATION.sub("", comparable(text))


def _plain(number: str) -> str:
    whole, _, part = number.replace(",", "").partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole
