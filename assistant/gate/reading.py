"""A text as the rules read it: folded, undisguised, pinyin read aloud, every medicine's name marked."""

from __future__ import annotations

from assistant.gate.disguise import undisguised
from assistant.gate.folding import Folded, fold
from assistant.gate.names import names
from assistant.gate.spelling import read_aloud


def readings(text: str) -> tuple[Folded, ...]:
    """Give the text undisguised first, then as it was written where that differs."""
    lexicon = names()
    written = fold(text)
    open_words = read_aloud(undisguised(text))
    if open_words.text == written.text:
        return (lexicon.mark(written),)
    return lexicon.mark(open_words), lexicon.mark(written)
