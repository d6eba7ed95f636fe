"""A text as the rules read it: condensed, undisguised, pinyin read aloud, every medicine marked."""

from __future__ import annotations

from assistant.gate.condensing import condensed
from assistant.gate.disguise import backwards, undisguised
from assistant.gate.folding import Folded, fold
from assistant.gate.names import Names, names
from assistant.gate.spelling import read_aloud


def readings(text: str, lexicon: Names | None = None) -> tuple[Folded, ...]:
    """Give the text undisguised first, then as written where that differs, names of `lexicon` marked."""
    lexicon = lexicon or names()
    short, origins = condensed(text)
    written = fold(short)
    open_words = read_aloud(undisguised(short))
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
