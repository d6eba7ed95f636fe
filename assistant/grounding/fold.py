"""Text as it is compared: width, case, script, range marks and stray blanks folded, offsets kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from guidelines.script import simplified

_MARKS = str.maketrans(
    {
        "～": "~",
        "〜": "~",
        "∼": "~",
        "–": "~",
        "—": "~",
        "−": "-",
        "≧": "≥",
        "⩾": "≥",
        "≦": "≤",
        "⩽": "≤",
        "•": "·",
        "、": "、",
        "’": "'",
    }
)
_BLANK_BY_HAN = re.compile(r"(?<=[\u3400-\u9fff，。；：、（）])\s+|\s+(?=[\u3400-\u9fff，。；：、（）])")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `origin[i]` is where its i-th character came from in the text as given."""

    text: str
    origin: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the text as given that a non-empty folded span came from."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold to NFKC lower case and simplified script with one range mark, without blanks beside Han."""
    letters = list(map(_folded, text))
    origin = [index for index, letter in enumerate(letters) for _ in letter]
    whole = "".join(letters)
    blanks = {i for match in _BLANK_BY_HAN.finditer(whole) for i in range(*match.span())}
    if not blanks:
        return Folded(whole, tuple(origin))
    kept = [i for i in range(len(whole)) if i not in blanks]
    return Folded("".join(whole[i] for i in kept), tuple(origin[i] for i in kept))


@cache
def _folded(letter: str) -> str:
    marked = letter.translate(_MARKS)
    if marked in "，；：（）。、":
        return marked
    return "".join(map(simplified, unicodedata.normalize("NFKC", marked).lower()))
