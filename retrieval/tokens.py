"""Terms of a text, Chinese and English alike, and their weights as sparse vectors.

Chinese is cut into words by jieba with a medical lexicon, without its statistical guesser; what the
dictionaries do not know is kept as character pairs. English is stemmed; numbers, comparators and units stay.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from guidelines.stem import stem
from guidelines.text import fold
from retrieval.ports import SparseVector
from retrieval.segmenter import segmenter

_LEXICON = Path(__file__).with_name("lexicon")
_TOKEN = re.compile(
    r"(?P<zh>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"
    r"|(?P<number>[<>=\u2264\u2265]{0,2}\s?\d+(?:[.,/]\d+)*%?)"
    r"|(?P<word>[a-zµμα-ω][a-z0-9µμα-ω]*(?:[-/.][a-z0-9]+)*)"
)
_TOKEN_ZH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_COMPARATORS = {"=<": "≤", "=>": "≥"}
_PLAIN = re.compile(r"[a-z]{4,}")
_SEPARATOR = re.compile(r"[-/]")


def terms(text: str) -> list[str]:
    """Give a text's terms in order of appearance, stop words left out."""
    stop = _stopwords()
    return [term for term in _terms(fold(text).lower()) if term not in stop]


def numbers(text: str) -> frozenset[str]:
    """Give the numbers of a text with their comparator, e.g. `≥65` and `140/90`."""
    return frozenset(_number(match[0]) for match in _TOKEN.finditer(fold(text).lower()) if match["number"])


@lru_cache(maxsize=200_000)
def term_id(term: str) -> int:
    """Give a term's stable id: 32 bits of BLAKE2b.

    Two of 100,000 terms share an id about once in a collection; their postings then mix, nothing breaks.
    """
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=4).digest(), "big")


def is_word(term: str) -> bool:
    """Say whether a term is a word that the segmenter knows; a Chinese character pair left over is none."""
    return not _TOKEN_ZH.match(term) or segmenter().knows(term)


class Bm25Encoder:
    """Weighs terms for BM25; the inverse document frequency is the store's part (its IDF modifier).

    A passage's value is the saturated term frequency, normalised by a fixed average length so that a
    passage's vector never depends on the others; a question's value is how often it says the term.
    """

    def __init__(self, *, k1: float = 0.9, b: float = 0.4, average_length: float = 120.0) -> None:
        self._k1, self._b, self._average = k1, b, average_length

    @property
    def identity(self) -> str:
        """Name the segmentation, lexicon and weighting."""
        return f"bm25(k1={self._k1:g},b={self._b:g},avgdl={self._average:g})/{_lexicon_digest()}"

    def encode_query(self, text: str) -> SparseVector:
        """Weigh a question's terms by how often it says them."""
        return _vector({term: float(count) for term, count in Counter(terms(text)).items()})

    def encode_passage(self, text: str) -> SparseVector:
        """Weigh a passage's terms by their saturated frequency."""
        counts = Counter(terms(text))
        norm = self._k1 * (1 - self._b + self._b * counts.total() / self._average)
        return _vector({term: count * (self._k1 + 1) / (count + norm) for term, count in counts.items()})


def _vector(weights: dict[str, float]) -> SparseVector:
    summed: dict[int, float] = defaultdict(float)
    for term, weight in weights.items():
        summed[term_id(term)] += weight
    ordered = sorted(summed.items())
    return SparseVector(tuple(key for key, _ in ordered), tuple(value for _, value in ordered))


def _terms(folded: str) -> Iterator[str]:
    for match in _TOKEN.finditer(folded):
        if match["zh"]:
            yield from _chinese(match["zh"])
        elif match["number"]:
            yield from _number_terms(match["number"])
        else:
            yield from _word_terms(match["word"])


def _chinese(run: str) -> Iterator[str]:
    single = ""
    for word in segmenter().cut(run):
        if len(word) == 1:
            single += word
            continue
        yield from _pairs(single)
        single = ""
        yield word
    yield from _pairs(single)


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    yield from (run[at : at + 2] for at in range(len(run) - 1))


def _number(raw: str) -> str:
    compact = raw.replace(" ", "")
    for ascii_form, sign in _COMPARATORS.items():
        compact = compact.replace(ascii_form, sign)
    return compact.lstrip("=")


def _number_terms(raw: str) -> Iterator[str]:
    number = _number(raw)
    yield number
    bare = number.lstrip("<>≤≥").rstrip("%")
    if bare != number:
        yield bare
    if "/" in bare:
        yield from bare.split("/")


def _word_terms(word: str) -> Iterator[str]:
    yield _stem(word)
    parts = _SEPARATOR.split(word)
    if len(parts) > 1:
        yield from (_stem(part) for part in parts if len(part) > 1)


def _stem(word: str) -> str:
    return stem(word) if _PLAIN.fullmatch(word) else word


@cache
def _stopwords() -> frozenset[str]:
    return frozenset((_LEXICON / "stopwords.txt").read_text(encoding="utf-8").split())


@cache
def _lexicon_digest() -> str:
    digest = hashlib.sha256()
    for name in ("medical.txt", "stopwords.txt"):
        digest.update((_LEXICON / name).read_bytes())
    return digest.hexdigest()[:12]
