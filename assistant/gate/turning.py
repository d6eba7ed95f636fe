"""English that is turned: read backwards, shifted in the alphabet, digits for letters; known by its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Final

from assistant.gate.folding import Folded
from assistant.gate.heard import english, next_words
from assistant.gate.rewriting import rewrite

_STRETCH: Final = re.compile(r"[a-z0-9@$!][a-z0-9@$!'.,?*\- \n]{9,400}")
_WORD: Final = re.compile(r"(?<![a-z])[a-z]{2,}(?![a-z])")
_TOKEN: Final = re.compile(r"[^\s]+")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_LEET: Final = str.maketrans("013457@$!8", "oieastasib")
_LEET_L: Final = str.maketrans("013457@$!8", "oleastaslb")
_PIG: Final = re.compile(r"(?<![a-z])([a-z]+?)([bcdfghjklmnpqrstvwxyz]*)ay(?![a-z])")
_LONG: Final = 4
_LONG_WORDS: Final = 2
_LEAST_BARE: Final = 3
_PLAIN: Final = 0.6
"""From this share of its letters in known words on, a stretch is what it says."""
_BETTER: Final = 0.3


def turned_back(folded: Folded) -> Folded:
    """Read stretches of letters that say nothing as they stand by the one turn that makes them words."""
    return rewrite(folded, _STRETCH, lambda found: _said(found[0]))


def _said(stretch: str) -> str | None:
    now = _known(stretch)
    if now >= _PLAIN:
        return None
    best = max(_turns(stretch), key=lambda one: (round(_known(one), 1), _in_order(one)))
    share = _known(best)
    return best if share >= _PLAIN and share >= now + _BETTER else None


def _known(stretch: str) -> float:
    """Give which share of the letters stands in known words, if at least two of these are long."""
    words = _WORD.findall(stretch)
    told = [one for one in words if one in english()]
    if sum(len(one) >= _LONG for one in told) < _LONG_WORDS:
        return 0.0
    return sum(map(len, told)) / sum(one.isalnum() for one in stretch)


def _in_order(stretch: str) -> int:
    """Count the neighbours that follow each other in what people say."""
    said = _WORD.findall(stretch)
    return sum(after in next_words().get(word, ()) for word, after in pairwise(said))


def _turns(stretch: str) -> Iterator[str]:
    """Give the stretch turned in every known way, each also with its digits read as letters."""
    for turn in _TURNS:
        turned = turn(stretch)
        yield turned
        yield _TOKEN.sub(lambda found: _lettered(found[0]), turned)


def _lettered(token: str) -> str:
    """Read digits as letters where letters stand beside them; of two readings a known word wins."""
    if token.isdigit() and len(token) > 1 and token.translate(_LEET) not in english():
        return token
    one, other = token.translate(_LEET), token.translate(_LEET_L)
    bare = one.strip("'.,?*-")
    return one if bare in english() or other.strip("'.,?*-") not in english() else other


def _reversed(stretch: str) -> str:
    return stretch[::-1]


def _reversed_words(stretch: str) -> str:
    return _TOKEN.sub(lambda found: found[0][::-1], stretch)


def _vowelled(stretch: str) -> str:
    return _WORD.sub(lambda found: _with_vowels().get(found[0], found[0]), stretch)


@cache
def _with_vowels() -> Mapping[str, str]:
    """Give words of which only the first letter and the consonants are written, the shortest first."""
    found: dict[str, str] = {}
    for word in sorted(english(), key=lambda one: (one not in next_words(), len(one), one)):
        bare = word[0] + re.sub("[aeiou]", "", word[1:])
        if len(bare) > _LEAST_BARE - 1 and bare not in english():
            found.setdefault(bare, word)
    return found


def _unpigged(stretch: str) -> str:
    return _PIG.sub(_unpig, stretch)


def _unpig(found: re.Match[str]) -> str:
    """Put the consonants back that were moved behind a word: as many as make it a known one."""
    whole = found[1] + found[2]
    ways = (whole[-count:] + whole[:-count] for count in range(len(found[2]), 0, -1))
    return next((one for one in ways if one in english()), whole)


@cache
def _shift(by: int) -> dict[int, int]:
    return str.maketrans(_LETTERS, _LETTERS[by:] + _LETTERS[:by])


def _shifted(by: int) -> Callable[[str], str]:
    return lambda stretch: stretch.translate(_shift(by))


_FLIPPED: Final = str.maketrans("bqdpnu", "qbpdun")
_MIRRORED: Final = str.maketrans(_LETTERS, _LETTERS[::-1])
_TURNS: Final[tuple[Callable[[str], str], ...]] = (
    lambda stretch: stretch,
    _reversed,
    _reversed_words,
    _vowelled,
    _unpigged,
    lambda stretch: stretch[::-1].translate(_FLIPPED),
    lambda stretch: stretch.translate(_MIRRORED),
    *(_shifted(by) for by in range(1, 26)),
)
