"""English words misspelt: names of medicines by one letter, words of this trade without their vowels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from assistant.gate.names import names, phrases

_SHORTEST: Final = 8
"""Shorter names are one letter away from too many ordinary words."""
_VOWELS: Final = frozenset("aeiou")
_LEAST_OF_A_NAME: Final = 4
"""Consonants by which a name without vowels is known; of an ordinary word two are enough."""


@lru_cache(maxsize=4096)
def nearly(word: str) -> str | None:
    """Give a name that `word` misspells by a single letter, its first letter right; else None."""
    if len(word) < _SHORTEST - 1 or word in names().kinds or word in _ordinary() or word.endswith("ing"):
        return None
    meant = {name for short in _shortened(word) for name in _index().get(short, ()) if _one_slip(word, name)}
    return min(meant, default=None)


def vowelled(word: str) -> str | None:
    """Give the word of this trade, or the name, that `word` is without its vowels; else None."""
    return None if word in _ordinary() else _consonants().get(word)


@cache
def _consonants() -> dict[str, str]:
    found: dict[str, str] = {}
    for word in phrases("words"):
        if (bare := _devowelled(word)) != word and len(bare) > 1:
            found.setdefault(bare, word)
    for name in sorted(names().kinds):
        if name.isascii() and name.isalpha() and len(bare := _devowelled(name)) >= _LEAST_OF_A_NAME:
            found.setdefault(bare, name)
    return found


def _devowelled(word: str) -> str:
    return word[0] + "".join(letter for letter in word[1:] if letter not in _VOWELS)


def _shortened(word: str) -> Iterator[str]:
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]


def _one_slip(word: str, name: str) -> bool:
    """Say whether one letter was dropped, added or changed, or two neighbours swapped."""
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    rest, meant = word[start:], name[start:]
    if name in (word + "s", word + "es") or word in (name + "s", name + "es"):
        return False
    return (
        rest[1:] == meant
        or rest == meant[1:]
        or rest[1:] == meant[1:]
        or (rest[:2] == meant[1::-1] and rest[2:] == meant[2:])
    )


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in names().kinds:
        if len(name) >= _SHORTEST and name.isascii() and name.isalpha():
            for short in _shortened(name):
                found[short].append(name)
    return {short: tuple(meant) for short, meant in found.items()}


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(phrases("words"))
