"""The learned channel's say on drafted text that no rule holds back: sentences read a few at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.gate.folding import Folded
from assistant.gate.learned.channel import channel, readable
from assistant.gate.learned.shape import shape
from assistant.gate.names import Names

WEIGHTS: Final = "drafted"
LONGEST_DRAFT: Final = 12_000
"""Characters; no answer is as long."""
_WINDOW: Final = 3
_WHOLE: Final = 240
"""A text of so many characters is read at once; of a longer one a few sentences at a time."""
_SENTENCE: Final = re.compile(r".+?(?:[。!?;\n]|\.(?=\s|$)|$)", re.DOTALL)
_READ_OUT: Final = re.compile(
    r'(?:印|写|标|载|列|\b(?:reads?|says?|prints?|printed|lists?)\b)[^"。.!?\n]{0,8}"[^"\n]{1,160}"'
)
_WORDS: Final = re.compile("[a-z\u3400-\u9fff\u3040-\u30ff\uac00-\ud7a3\u0400-\u04ff\ue000\ue002]")


def dictates_a_regimen(stretches: Sequence[Folded], lexicon: Names) -> bool:
    """Say whether a drafted text, read as the rules read it, looks like a regimen for one person.

    What is longer than any answer is left to the rules.
    """
    if sum(len(one.text) for one in stretches) > LONGEST_DRAFT:
        return False
    held = channel(WEIGHTS)
    read = (window for one in stretches for window in windows(readable(one, lexicon)))
    return any(held.score((one,), shape(one)) >= held.threshold for one in read)


def windows(text: str) -> Iterator[str]:
    """Give the stretches of a text that are judged: all of a short one, else each run of three sentences.

    What is read out between quotation marks from something printed or written is left out.
    """
    text = _READ_OUT.sub(" ", text)
    if len(text) <= _WHOLE:
        stretches = [text]
    else:
        cut = _SENTENCE.findall(text)
        stretches = ["".join(cut[at : at + _WINDOW]) for at in range(max(len(cut) - _WINDOW + 1, 1))]
    yield from (one for one in stretches if _WORDS.search(one))
