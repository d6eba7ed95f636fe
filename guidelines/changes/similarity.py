"""How alike the words of two editions' units are: weighted words shared, numbers counting little."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from guidelines.text import fold

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-zα-ω][a-zα-ω0-9-]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LITTLE = 0.3
"""What a number weighs beside a word: a changed number must not part two statements."""

Weights: TypeAlias = Mapping[str, float]
Row: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]


def words(text: str) -> Counter[str]:
    """Count what a text is compared by: Chinese bigrams, Latin words without their endings, numbers."""
    plain = fold(text).casefold()
    counted: Counter[str] = Counter()
    for run in _HAN.findall(plain):
        counted.update(run[i : i + 2] for i in range(len(run) - 1))
        if len(run) == 1:
            counted[run] += 1
    counted.update(_stem(word) for word in _LATIN.findall(plain))
    counted.update(_NUMBER.findall(plain))
    return counted


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "ly"):
        if len(word) - len(ending) >= 4 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


class Likeness:
    """Compares the units of an old and a new edition, given as word counts; rare words weigh more."""

    def __init__(self, old: Sequence[Counter[str]], new: Sequence[Counter[str]]) -> None:
        """Weigh every word by how few units hold it."""
        spread = Counter(word for counted in (*old, *new) for word in counted)
        count = len(old) + len(new)
        self._weight = {
            word: math.log1p(count / often) * (_LITTLE if word[0].isdigit() else 1.0)
            for word, often in spread.items()
        }
        self.old = [self._vector(counted) for counted in old]
        self.new = [self._vector(counted) for counted in new]
        self._old_postings, self._new_postings = _postings(self.old), _postings(self.new)

    def to_new(self, index: int) -> Row:
        """Give the cosine of an old unit with every new one."""
        return _cosines(self.old[index], self._new_postings, len(self.new))

    def to_old(self, index: int) -> Row:
        """Give the cosine of a new unit with every old one."""
        return _cosines(self.new[index], self._old_postings, len(self.old))

    def held(self, part: Iterable[str], whole: Iterable[str]) -> float:
        """Give the share of `part`'s weight that `whole` holds, numbers left aside."""
        wanted = {word for word in part if not word[0].isdigit()}
        total = sum(self._weight.get(word, 0.0) for word in wanted)
        shared = wanted.intersection(whole)
        return sum(self._weight.get(word, 0.0) for word in shared) / total if total else 0.0

    def _vector(self, counted: Counter[str]) -> Weights:
        raw = {word: self._weight[word] * math.sqrt(often) for word, often in counted.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {word: value / length for word, value in raw.items()}


_Posting: TypeAlias = tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Row]


def _postings(vectors: Sequence[Weights]) -> dict[str, _Posting]:
    places: dict[str, list[int]] = {}
    values: dict[str, list[float]] = {}
    for index, vector in enumerate(vectors):
        for word, value in vector.items():
            places.setdefault(word, []).append(index)
            values.setdefault(word, []).append(value)
    return {word: (np.array(places[word]), np.array(values[word])) for word in places}


def _cosines(vector: Weights, postings: Mapping[str, _Posting], count: int) -> Row:
    held = [(weight, postings[word]) for word, weight in vector.items() if word in postings]
    if not held:
        return np.zeros(count)
    places = np.concatenate([posting[0] for _, posting in held])
    values = np.concatenate([posting[1] * weight for weight, posting in held])
    cosines: Row = np.bincount(places, weights=values, minlength=count).astype(np.float64)
    return cosines
