"""A question without its asking: who is addressed, what only wraps, and how it is asked."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from guidelines.text import fold
from retrieval.spoken import in_digits

_FILE = Path(__file__).with_name("lexicon") / "asking.txt"
_HAN = re.compile(r"[\u3400-\u9fff]")


@lru_cache(maxsize=512)
def subject_of(question: str) -> str:
    """Give what a Chinese question speaks of, numbers in digits, the asking left out; else it as it is.

    A question that only asks stays whole.
    """
    written = in_digits(fold(question))
    if not _HAN.search(written):
        return written
    left = _asking().sub(" ", written).strip(" ,，。;；")
    return left if _HAN.search(left) else written


@cache
def _asking() -> re.Pattern[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(line[1:] for line in lines if line.startswith("~")))
