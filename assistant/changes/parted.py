"""Two statements that were paired for their words and are no rewording of each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from guidelines.changes import Pairing
from guidelines.changes.similarity import words

_LOOSE, _CONTAINED = 0.5, 0.7
# A score, a scheme or a form of a disease by its letters: CHA2DS2-VASc, AF-CARE, HFpEF.
_ABBREVIATION = re.compile(
    r"(?<![A-Za-z0-9-])(?=[A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*[A-Z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
)


def reworded(pairing: Pairing, old: Sequence[str], new: Sequence[str]) -> bool:
    """Say whether two statements whose facts agree are one in other words.

    They are not where each goes by an abbreviation that the other lacks, or where they share few words and
    neither is contained in the other.
    """
    before, after = "\n".join(old), "\n".join(new)
    mine, others = _abbreviations(before), _abbreviations(after)
    if mine - others and others - mine:
        return False
    return pairing.score >= _LOOSE or _shared(_letters(before), _letters(after)) >= _CONTAINED


def _abbreviations(text: str) -> frozenset[str]:
    return frozenset(found.casefold() for found in _ABBREVIATION.findall(text))


def _letters(text: str) -> Counter[str]:
    """Count words, and of Chinese single letters: the order in which they are said is free."""
    counted: Counter[str] = Counter()
    for word, often in words(text).items():
        for piece in word if "\u3400" <= word[0] <= "\u9fff" else (word,):
            counted[piece] = max(counted[piece], often)
    return counted


def _shared(one: Counter[str], other: Counter[str]) -> float:
    least = min(one.total(), other.total()) or 1
    return (one & other).total() / least
