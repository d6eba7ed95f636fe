"""The text as the lexicon reads it: folded, spoken forms and near-misspelt English words made plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.gate.folding import fold
from assistant.gate.redflags.spoken import spoken

_WORD = re.compile(r"[a-z]{5,24}")
_SHORTEST_CORRECTED = 6
_RUN = re.compile(r"[ \t\r\u3000]+")
_HAN = "\u3400", "\u9fff"


@dataclass(frozen=True, slots=True)
class Spelt:
    """Plain text; `origins[i]` is the offset in the text as given of the character behind `text[i]`."""

    text: str
    origins: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the text as given that stands behind `start:end`, which is not empty."""
        return self.origins[start], self.origins[end - 1] + 1


class Speller:
    """Makes texts plain; mends English words of six letters and more with one letter wrong or lost."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words that are spelt right."""
        self._right = frozenset(words)
        self._known = frozenset(word for word in self._right if len(word) >= _SHORTEST_CORRECTED)
        self._lacking: Mapping[str, str] = {
            lacking: word for word in sorted(self._known) for lacking in _without_one(word)
        }

    def spell(self, text: str) -> Spelt:
        """Fold a text, join runs of blanks, and correct what is one letter away from a known word."""
        folded = fold(text)
        plain, origins = spoken().characters(folded.text), folded.origins
        for corrections in (spoken().words, self._corrections):
            plain, origins = _corrected(plain, origins, corrections(plain))
        return Spelt(plain, origins)

    def _corrections(self, plain: str) -> Iterable[tuple[int, int, str]]:
        found = [(*match.span(), _blank(plain, match)) for match in _RUN.finditer(plain)]
        seen: dict[str, str | None] = {}
        for match in _WORD.finditer(plain):
            if match[0] not in seen:
                seen[match[0]] = self._correct(match[0])
            correct = seen[match[0]]
            if correct is not None:
                found.append((*match.span(), correct))
        return sorted(found)

    def _correct(self, word: str) -> str | None:
        if word in self._right:
            return None
        lost = self._lacking.get(word)
        if lost is not None and len(lost) > len(word) and not lost.startswith(word):
            return lost
        for lacking in _without_one(word):
            if lacking in self._known and not word.startswith(lacking):
                return lacking
            swapped = self._lacking.get(lacking)
            if swapped is not None and len(swapped) == len(word) and sorted(swapped) == sorted(word):
                return swapped
        return None


def _corrected(
    plain: str, origins: tuple[int, ...], corrections: Iterable[tuple[int, int, str]]
) -> tuple[str, tuple[int, ...]]:
    """Put corrections, in order and apart, into a text; every character keeps where it came from."""
    pieces: list[str] = []
    sources: list[int] = []
    at = 0
    for start, end, correct in corrections:
        pieces.extend((plain[at:start], correct))
        sources.extend(origins[at:start])
        sources.extend(origins[min(start + offset, end - 1)] for offset in range(len(correct)))
        at = end
    return "".join((*pieces, plain[at:])), (*sources, *origins[at:])


def _without_one(word: str) -> list[str]:
    """Give the word without one letter each, the first letter kept."""
    return [word[:at] + word[at + 1 :] for at in range(1, len(word))]


def _blank(plain: str, match: re.Match[str]) -> str:
    """A blank between two Chinese words is a pause; elsewhere one blank stands for many."""
    before = plain[match.start() - 1] if match.start() else ""
    after = plain[match.end()] if match.end() < len(plain) else ""
    return "," if _HAN[0] <= before <= _HAN[1] and _HAN[0] <= after <= _HAN[1] else " "
