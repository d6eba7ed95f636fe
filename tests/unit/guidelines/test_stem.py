"""Stems are the same from every thread."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer

from guidelines.stem import stem

WORDS = [
    f"{one}{ending}"
    for one in ("recommend", "inflamm", "associat")
    for ending in ("ation", "ations", "ing", "ed")
]


@pytest.fixture
def hasty():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    stem.cache_clear()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_threads_do_not_cut_each_others_words():
    alone = snowballstemmer.stemmer("english")
    words = [f"{word}{letter}" for word in WORDS for letter in "abcdefghijklmnopqrstuvwxyz"]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(stem, words))
    assert found == [alone.stemWord(word) for word in words]
