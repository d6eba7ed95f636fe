"""What the learned tagger sees of each unit: itself, its neighbours, how it is used in names and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.gate.identifiers.characters import UNSEEN, name_characters
from assistant.gate.identifiers.naming import naming
from assistant.gate.identifiers.tagging import Ints, buckets, shifted

_POINTS: Final = 1 << 16
_STEPS: Final = np.array([-11.5, -9.5, -8.0, -7.0, -6.0], dtype=np.float32)
WORD: Final = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’](?=[A-Z])[A-Za-z]+)?|\d+|'s\b|[^\sA-Za-zÀ-ɏ\d]|\n")
_COMMON: Final = "common.txt"


def han_units(text: str, cut: Ints) -> NDArray[np.uint16]:
    """Give what is seen of every character; `cut` says what word of the dictionary it stands in."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32) % _POINTS
    surname, lead, given = (table[points] for table in _tables())
    plain = _plain()[points]
    near = {by: shifted(plain, by) for by in range(-4, 6)}
    words = {by: shifted(cut, by) for by in range(-2, 4)}
    named = {by: shifted(surname, by) for by in range(-3, 4)}
    leads = {by: shifted(lead, by) for by in range(-2, 2)}
    givens = {by: shifted(given, by) for by in range(-2, 4)}
    columns: list[tuple[Ints, ...]] = [
        *((near[by],) for by in range(-4, 6)),
        *((near[by], near[by + 1]) for by in range(-4, 5)),
        *((near[by], near[by + 1], near[by + 2]) for by in (-3, -2, 0, 1, 2, 3)),
        *((words[by],) for by in range(-2, 4)),
        *((words[by], words[by + 1]) for by in range(-2, 3)),
        (words[-1], words[0], words[1]),
        *((named[by], leads.get(by, lead)) for by in (-2, -1, 0, 1)),
        *((givens[by],) for by in range(-2, 4)),
        *((givens[by], givens[by + 1]) for by in (-2, -1, 0, 1)),
        (named[0], givens[1], givens[2]),
        (named[-1], given, givens[1]),
        (named[-2], givens[-1], given),
        (named[0], words[0], words[1]),
        (named[-1], words[-1], words[0], words[1]),
        (named[-2], words[-2], words[-1], words[0]),
        (named[0], near[-1]),
        (named[-1], given, near[1]),
        (named[-2], givens[-1], given, near[1]),
        (named[-1], given, near[-2]),
        (named[-2], given, near[-3]),
        (words[0], near[-1]),
        (words[0], near[1]),
        (named[0], givens[1], near[-2], near[-1]),
    ]
    return buckets(columns)


@cache
def _tables() -> tuple[Ints, Ints, Ints]:
    """Give, by code point, what surname a character is, how apt to begin a name and to go on with it."""
    data, known = naming(), name_characters()
    surname, lead, given = (np.zeros(_POINTS, dtype=np.uint32) for _ in range(3))
    for character in data.surnames:
        surname[ord(character)] = 1
    for place, listed in enumerate((data.alone, data.common, data.doubtful, data.words), start=2):
        for character in listed:
            surname[ord(character)] = place
    for compound in data.compound:
        surname[ord(compound[0])] += 8
    for point in range(0x4E00, 0xA000):
        told = known.get(chr(point), UNSEEN)
        steps = np.searchsorted(_STEPS, np.array([told.first, told.middle, told.last], dtype=np.float32))
        lead[point] = 1 + steps[0]
        given[point] = 1 + steps[1] * 6 + steps[2]
    for character in data.sounds:
        given[ord(character)] += 64
    return surname, lead, given


@cache
def _plain() -> Ints:
    """Give, by code point, what a character counts as: any digit is the same, and any letter."""
    plain = np.arange(_POINTS, dtype=np.uint32)
    plain[ord("0") : ord("9") + 1] = ord("0")
    for first, last in (("a", "z"), ("A", "Z")):
        plain[ord(first) : ord(last) + 1] = ord("a")
    for mark in "•.‧":
        plain[ord(mark)] = ord("·")
    plain[ord("\n")] = plain[ord("\t")] = ord(" ")
    return plain


def latin_units(words: Sequence[str], common: frozenset[str] | None = None) -> NDArray[np.uint16]:
    """Give what is seen of every word: itself, its ends, its capitals, whether it is an everyday word."""
    listed = common_words() if common is None else common
    known: dict[str, tuple[int, ...]] = {}
    rows = [known.get(word) or known.setdefault(word, _traits(word, listed)) for word in words]
    itself, tail, short, head, shape = np.array(rows, dtype=np.uint32).reshape(len(words), 5).T
    near = {by: shifted(itself, by) for by in range(-3, 4)}
    shapes = {by: shifted(shape, by) for by in range(-3, 4)}
    columns: list[tuple[Ints, ...]] = [
        *((near[by],) for by in range(-3, 4)),
        *((near[by], near[by + 1]) for by in (-3, -2, -1, 0, 1, 2)),
        (near[-1], near[1]),
        (near[-2], near[-1], shape),
        *((shapes[by],) for by in range(-3, 4)),
        *((shapes[by], shapes[by + 1]) for by in (-2, -1, 0, 1)),
        *((shapes[by], shapes[by + 1], shapes[by + 2]) for by in (-2, -1, 0)),
        (tail,),
        (short, shape),
        (head, shape),
        (near[-1], shape),
        (near[1], shape),
        (near[-1], shape, shapes[1]),
        (near[-2], shapes[-1], shape),
        (near[2], shape, shapes[1]),
        (near[-1], shape, near[1]),
        (shifted(tail, 1), shapes[1]),
        (shifted(tail, -1), shapes[-1]),
    ]
    return buckets(columns)


def _traits(word: str, common: frozenset[str]) -> tuple[int, ...]:
    low = word.lower()
    letters = low[0].isalpha()
    kind = 0 if low.isdigit() else 1 if not letters else 2 + (low in common)
    form = 0 if word == low else 1 if word[1:] == low[1:] else 2
    shape = kind * 12 + form * 4 + min(len(word), 4) - 1
    itself = "0" if kind == 0 else low
    return (*(crc32(one.encode()) for one in (itself, low[-3:], low[-2:], low[:2])), shape + 1)


@cache
def common_words() -> frozenset[str]:
    """Give the English words that are no names, unless something tells otherwise."""
    listed = resources.files("assistant.gate.identifiers").joinpath(_COMMON).read_text("utf-8")
    return frozenset(listed.split())
