"""Where clauses, sentences and the reach of a denial begin, in both languages."""

from __future__ import annotations

import re
from bisect import bisect_right

from assistant.gate.redflags.lexicon import Span

CLAUSE_END = re.compile(
    r"[,。!?;:\n]|\.(?=\s|$)|\b(?:but|although|however|though)\b|\band (?=now\b)|但是?|可是|不过(?!敏)|反而"
)
SENTENCE_END = re.compile(r"[。!?;\n]|\.(?=\s|$)")
DENIAL_END = re.compile(
    r"[。!?;:\n]|\.(?=\s|$)|(?<![ -~]),|,(?=[^ -~])|\b(?:but|although|however|though|just|only|except|now)\b"
    r"|(?:,|\band\b) ?(?=(?:and )?(?:i|he|she|they|we|it|my|his|her|the|is|has|can't"
    r"|suddenly)\b)|但是?|可是|不过(?!敏)|就是|只是|反而|而是"
)


def starts(ends: re.Pattern[str], text: str) -> list[int]:
    """Give where each stretch of a text begins, in characters, the first at 0."""
    return [0, *(match.end() for match in ends.finditer(text))]


def stretch(begins: list[int], at: int, length: int) -> Span:
    """Give the stretch that a place lies in, of those that begin at `begins` in a text so long."""
    index = bisect_right(begins, at) - 1
    return begins[index], begins[index + 1] if index + 1 < len(begins) else length


def begins_in(around: Span, one: Span) -> bool:
    """Say whether one span begins within another."""
    return around[0] <= one[0] < around[1]
