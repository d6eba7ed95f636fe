"""Which characters a run of sounds stands for: the likeliest way through what people say here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import log
from typing import Final

from assistant.gate.heard import follows

_WAYS: Final = 8
"""Characters of one sound that are tried, the commonest first."""
_NEVER: Final = -1.5
_BEGINS: Final = 0.4


def characters(sounds: Sequence[str]) -> str:
    """Give one character for each sound; a character among the sounds stands for itself.

    A sound that no character has is given back as `?`.
    """
    best: dict[str, tuple[float, str]] = {"": (0.0, "")}
    for sound in sounds:
        ways = (sound,) if sound >= "\u3400" else _by_sound().get(sound, "?")[:_WAYS]
        best = {one: _reached(best, one) for one in ways}
    return max(best.values())[1]


def known(pairs: Sequence[str]) -> float:
    """Give which share of these neighbours follow each other in what people say here, twice at least."""
    return sum(follows().get(one, 0) > 0 for one in pairs) / max(len(pairs), 1)


def _reached(best: Mapping[str, tuple[float, str]], one: str) -> tuple[float, str]:
    score, said = max((told + _step(last, one), said) for last, (told, said) in best.items())
    return score, said + one


def _step(last: str, one: str) -> float:
    return follows().get(last + one, _NEVER) + _BEGINS * _common().get(one, 0.0)


@cache
def _common() -> Mapping[str, float]:
    """Give how common each character is, as a logarithm."""
    times: defaultdict[str, int] = defaultdict(int)
    for pair, level in follows().items():
        times[pair[1]] += 1 << level
    return {one: log(count) for one, count in times.items()}


@cache
def _by_sound() -> Mapping[str, str]:
    """Give the characters of each sound, the commonest first."""
    import pypinyin  # noqa: PLC0415 - its tables take a moment; only texts in sounds ask

    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in sorted(_common(), key=lambda one: -_common()[one]):
        for sound in pypinyin.pinyin(one, style=pypinyin.Style.NORMAL, heteronym=True)[0]:
            found[str(sound).replace("ü", "v")].append(one)
    return {sound: "".join(listed) for sound, listed in found.items()}


@cache
def latin(bopomofo: str) -> str | None:
    """Give the pinyin of a syllable in Zhuyin without its tone, or None."""
    return _zhuyin().get(bopomofo)


@cache
def _zhuyin() -> Mapping[str, str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - as above

    found: dict[str, str] = {}
    for one in _common():
        written = str(lazy_pinyin(one, style=Style.BOPOMOFO)[0]).strip("ˉˊˇˋ˙")
        found[written] = str(lazy_pinyin(one)[0]).replace("ü", "v")
    return found
