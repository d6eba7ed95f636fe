"""English words as they are compared: stemmed, British spelling as American."""

from __future__ import annotations

import re
from functools import lru_cache

from guidelines.stem import stem as english_stem

_AMERICAN = {"ae": "e", "oe": "e", "our": "or", "isation": "ization", "ise": "ize", "yse": "yze"}
_BRITISH = re.compile(r"ae(?!r)|oe(?=[dst])|our(?=s?$)|isation|ise(?=[sd]?$)|yse(?=[sd]?$)")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Give the stem of an English word, British spelling as American."""
    even = _BRITISH.sub(lambda match: _AMERICAN[match[0]], word)
    return english_stem(even)
