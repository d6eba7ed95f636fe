"""A question without its asking: who is addressed, what only wraps, and how it is asked."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from guidelines.text import fold
from retrieval.ideas import ideas
from retrieval.segmenter import segmenter
from retrieval.spoken import in_digits

_FILE = Path(__file__).with_name("lexicon") / "asking.txt"
_HAN = re.compile(r"[\u3400-\u9fff]+")


@lru_cache(maxsize=512)
def subject_of(question: str) -> str:
    """Give what a Chinese question speaks of, numbers in digits, the asking left out; else it as it is.

    A question that only asks stays whole, and so does every word: 能 asks, but not in 肾功能.
    """
    written = in_digits(fold(question))
    if not _HAN.search(written):
        return written
    words = _words(written)

    def left_of(asking: re.Match[str]) -> str:
        start, end = asking.span()
        part = any(first <= start and end <= last and last - first > end - start for first, last in words)
        return asking[0] if part else " "

    left = _asking().sub(left_of, written).strip(" ,，。;；")
    return left if _HAN.search(left) else written


def _words(text: str) -> list[tuple[int, int]]:
    """Give where the words of a text and the names of its ideas begin and end."""
    runs = ((run.start(), segmenter().spans(run[0])) for run in _HAN.finditer(text))
    cut = [(at + start, at + end) for at, spans in runs for start, end in spans]
    return cut + [(one.start, one.end) for one in ideas().named(text.lower())]


@cache
def _asking() -> re.Pattern[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(line[1:] for line in lines if line.startswith("~")))
