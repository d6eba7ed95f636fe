"""Stems of English words, from any number of threads."""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

_one_at_a_time = threading.Lock()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Give the stem of an English word.

    The library's stemmer keeps the word that it works on in itself: two threads at once would cut each
    other's words wrongly, or past their end.
    """
    with _one_at_a_time:
        return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:  # noqa: ANN401 - the library ships no types
    return snowballstemmer.stemmer("english")
