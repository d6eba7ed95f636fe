"""What is said here, learned from the gate's own cases: which character follows which, and English words.

`python -m assistant.gate.heard` builds `lexicon/follows.txt` and `lexicon/english.txt` anew from the cases.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from assistant.gate.folding import fold
from assistant.gate.names import names, phrases

_HAN: Final = re.compile("[\u3400-\u9fff]+")
_ENGLISH: Final = re.compile(r"(?<![a-z])[a-z]{2,}(?![a-z])")
_DISGUISED: Final = frozenset({"P23"})
_CASES: Final = (("cases", "block"), ("cases", "pass"), ("redflags", "cases"))
_HIGHEST: Final = 9
_OF_A_NAME: Final = 3
"""Names of medicines count as said this many times, as a power of two."""


@cache
def follows() -> Mapping[str, int]:
    """Give how often two characters follow each other, as a power of two; none stands for never."""
    found: dict[str, int] = {}
    for name in names().kinds:
        for pair in _pairs(name):
            found[pair] = _OF_A_NAME
    for line in _read("follows.txt").splitlines():
        level = int(line[0])
        for pair in line[1:].split():
            found[pair] = max(level, found.get(pair, 0))
    return found


@cache
def english() -> frozenset[str]:
    """Give the English words of the cases and of the trade, and the names of medicines in letters."""
    return (
        frozenset(next_words())
        | frozenset(phrases("words"))
        | {one for one in names().kinds if _ENGLISH.fullmatch(one)}
    )


@cache
def next_words() -> Mapping[str, frozenset[str]]:
    """Give the English words of the cases, each with the words that were said after it."""
    lines = map(str.split, _read("english.txt").splitlines())
    return {word: frozenset(after) for word, *after in lines}


def _read(name: str) -> str:
    return resources.files("assistant.gate.lexicon").joinpath(name).read_text("utf-8")


def _pairs(text: str) -> Iterator[str]:
    for run in _HAN.findall(text):
        yield from map("".join, itertools.pairwise(run))


def _told() -> Iterator[str]:
    for folder, name in _CASES:
        where = resources.files(f"assistant.gate.{folder}").joinpath(f"{name}.jsonl")
        for case in map(json.loads, where.read_text("utf-8").splitlines()):
            if case.get("class") not in _DISGUISED:
                yield fold(case["text"]).text


def main() -> None:
    """Write both files beside the lexicon."""
    pairs: Counter[str] = Counter()
    words: defaultdict[str, set[str]] = defaultdict(set)
    for text in _told():
        pairs.update(_pairs(text))
        if not _HAN.search(text):
            said = _ENGLISH.findall(text)
            for word, after in itertools.pairwise([*said, ""]):
                words[word].add(after)
    lines = []
    for level in range(_HIGHEST, -1, -1):
        held = sorted(one for one, times in pairs.items() if min(times.bit_length() - 1, _HIGHEST) == level)
        lines += [f"{level}{' '.join(held)}"]
    here = Path(__file__).parent / "lexicon"
    (here / "follows.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (here / "english.txt").write_text(
        "".join(f"{one} {' '.join(sorted(words[one]))}\n" for one in sorted(words)), "utf-8"
    )
    sys.stdout.write(f"{len(pairs)} pairs, {len(words)} words\n")


if __name__ == "__main__":
    main()
