"""A text as the rules read it: condensed, undisguised, pinyin read aloud, every medicine marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.gate.condensing import LONG, condensed
from assistant.gate.decoding import decoded
from assistant.gate.disguise import backwards, undisguised
from assistant.gate.folding import Folded, fold
from assistant.gate.names import Names, names
from assistant.gate.spelling import read_aloud

WINDOW: Final = 2_000
_OVERLAP: Final = 250
_LONGEST_CODE: Final = 12_000


def readings(text: str, lexicon: Names | None = None) -> tuple[Folded, ...]:
    """Give the text undisguised first, then as written where that differs, names of `lexicon` marked."""
    short, origins = _short(text)
    return _read(short, origins, lexicon or names())


def stretches(text: str, lexicon: Names) -> Iterator[tuple[Folded, ...]]:
    """Give the readings of a text; of a long one stretch by stretch, so that whoever found enough can stop.

    A stretch has at most `WINDOW` characters and begins within the one before.
    """
    short, origins = _short(text)
    for start in range(0, max(len(short) - _OVERLAP, 1), WINDOW - _OVERLAP):
        end = min(start + WINDOW, len(short))
        where = tuple(range(start, end)) if origins is None else origins[start:end]
        yield _read(short[start:end], where if len(short) > WINDOW else origins, lexicon)


def _short(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Condense a text; what is encoded in a long one is decoded first, for codes repeat themselves."""
    opened = decoded(text) if LONG <= len(text) <= _LONGEST_CODE else None
    if opened is None:
        return condensed(text)
    short, origins = condensed(opened.text)
    return short, opened.origins if origins is None else tuple(opened.origins[one] for one in origins)


def _read(text: str, origins: tuple[int, ...] | None, lexicon: Names) -> tuple[Folded, ...]:
    written = fold(text)
    open_words = read_aloud(undisguised(text, written))
    read = (written,) if open_words.text == written.text else (open_words, written)
    if (turned := backwards(open_words)) is not None:
        read = (*read, turned)
    return tuple(lexicon.mark(one if origins is None else _placed(one, origins)) for one in read)


def written_and_open(text: str) -> tuple[Folded, ...]:
    """Give a document's sentence as written and, where that differs, with its disguises taken off."""
    written, open_words = fold(text), undisguised(text)
    return (written,) if open_words.text == written.text else (written, open_words)


def _placed(folded: Folded, origins: tuple[int, ...]) -> Folded:
    return Folded(folded.text, tuple(origins[one] for one in folded.origins))
