"""The one table from traditional to simplified characters; every folding of text reads Chinese through it."""

from __future__ import annotations

from functools import cache

import opencc

_FIRST_HAN = "\u2e80"
_LAST_BELOW_SURROGATES = "\ud7ff"


@cache
def simplified(character: str) -> str:
    """Give a character's simplified form, itself if it has none; always one character for one.

    What reads phrases (`乾燥` but `乾坤`) is left out, so that offsets into a text stay exact.
    """
    if character < _FIRST_HAN or _LAST_BELOW_SURROGATES < character < "\ue000":
        return character
    folded = str(_simplifier().convert(character))
    return folded if len(folded) == 1 else character


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
