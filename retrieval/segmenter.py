"""Chinese runs as words: the likeliest way through jieba's dictionary and our lexicon, no guessing.

The dictionary is jieba's; the way through it is ours, because each passage that a search brings is cut again
and jieba's own takes three times as long for the same words (a test holds both against each other).
"""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_LEXICON = Path(__file__).with_name("lexicon")
_LEXICON_FREQUENCY = 2000
_NO_WORD = -math.inf


class Segmenter:
    """Cuts a run of Chinese characters into the words of a dictionary, each with the words inside it."""

    def __init__(self, frequencies: Mapping[str, int], total: int) -> None:
        """Take each word's frequency; a beginning of a word that is none itself has frequency 0."""
        whole = math.log(total)
        self._weights = {
            word: math.log(count) - whole if count else _NO_WORD for word, count in frequencies.items()
        }
        self._unknown = -whole

    def knows(self, word: str) -> bool:
        """Say whether the dictionary holds a word."""
        return self._weights.get(word, _NO_WORD) > _NO_WORD

    def ways(self, run: str) -> Iterator[tuple[int, int, float]]:
        """Yield the words of a run with their log-probability, by beginning; an unknown character alone."""
        weights = self._weights
        for start in range(len(run)):
            known = False
            for stop in range(start + 1, len(run) + 1):
                weight = weights.get(run[start:stop])
                if weight is None:
                    break
                if weight > _NO_WORD:
                    known = known or stop == start + 1
                    yield start, stop, weight
            if not known:
                yield start, start + 1, self._unknown

    def cut(self, run: str) -> Iterator[str]:
        """Yield the words in order; a longer one after the words of two and three characters inside it."""
        for start, end in self.spans(run):
            word = run[start:end]
            for size in (2, 3):
                if len(word) > size:
                    inside = (word[at : at + size] for at in range(len(word) - size + 1))
                    yield from filter(self.knows, inside)
            yield word

    def spans(self, run: str) -> Iterator[tuple[int, int]]:
        """Yield where the words of the likeliest way begin and end, in order and without a gap."""
        ends, at = self._ends(run), 0
        while at < len(run):
            yield at, ends[at]
            at = ends[at]

    def _ends(self, run: str) -> list[int]:
        """Give for each place where the word that begins there ends, on the likeliest way to the end."""
        weights, size = self._weights, len(run)
        ends, likeliest = [0] * size, [0.0] * (size + 1)
        for start in range(size - 1, -1, -1):
            best, end = _NO_WORD, start + 1
            for stop in range(start + 1, size + 1):
                weight = weights.get(run[start:stop])
                if weight is None:
                    break
                if weight > _NO_WORD and weight + likeliest[stop] >= best:
                    best, end = weight + likeliest[stop], stop
            likeliest[start] = best if best > _NO_WORD else self._unknown + likeliest[start + 1]
            ends[start] = end
        return ends


def segmenter() -> Segmenter:
    """Give the one segmenter of this process; it is made at the first call."""
    # Two threads that both made it would each spend half a second.
    with _making:
        return _made()


def plain_words() -> frozenset[str]:
    """Give the words that the segmenter knows without our lexicon."""
    frequencies, _ = _plain_dictionary()
    return frozenset(word for word, count in frequencies.items() if count)


_making = threading.Lock()


@cache
def _made() -> Segmenter:
    frequencies, total = _plain_dictionary()
    for word in (_LEXICON / "medical.txt").read_text(encoding="utf-8").split():
        frequencies[word] = _LEXICON_FREQUENCY
        total += _LEXICON_FREQUENCY
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return Segmenter(frequencies, total)


def _plain_dictionary() -> tuple[dict[str, int], int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - loads its dictionary; half a second that not every command needs
    # Read without jieba's own initialisation, which writes into the temporary folder and logs about it.
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return frequencies, total
