"""Ideas of medicine and daily life in both languages, under whatever name they are spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

from guidelines.stem import stem
from guidelines.text import fold

_FILE = Path(__file__).with_name("lexicon") / "ideas.txt"
_HAN = re.compile(r"[\u3400-\u9fff]")
_Key = TypeVar("_Key", str, tuple[str, ...])
_PLACE = re.compile(r"[a-z0-9]+(?:[.+/()][a-z0-9]*)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One thing that can be spoken of: its names in English and Chinese, the first of each the usual one."""

    group: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names that a guideline would use, in both languages."""
        return (*self.english, *self.chinese)

    def written_in(self, text: str) -> bool:
        """Say whether a folded text is one of the names that a guideline would use, however inflected."""
        return text in self.names or _stems(text) in map(_stems, self.english)

    @property
    def name(self) -> str:
        """The usual English name."""
        return self.english[0]


@dataclass(frozen=True, slots=True)
class Mention:
    """An idea named at `start:end` of a folded, lower-case text."""

    idea: Idea
    start: int
    end: int


class Ideas:
    """Finds ideas by all their names, the longest name first."""

    def __init__(self, lines: str) -> None:
        """Read `English | 中文 | sayings`, grouped under `[group]`."""
        self._chinese: dict[str, list[Idea]] = {}
        self._latin: dict[tuple[str, ...], list[Idea]] = {}
        read = list(_read(lines))
        self.all = tuple(idea for idea, _ in read)
        for idea, names in read:
            for name in names:
                if _HAN.search(name):
                    _join(self._chinese, name, idea)
                else:
                    _join(self._latin, _stems(name), idea)
        self._sizes = _sizes_by_beginning((name[:2], name) for name in self._chinese)
        self._lengths = _sizes_by_beginning((name[0], name) for name in self._latin)

    def named(self, text: str) -> list[Mention]:
        """Give what a folded text names, left to right; no name inside a longer one."""
        found = [*self._longest_chinese(text), *self._longest_latin(text)]
        return sorted(found, key=lambda one: (one.start, one.idea.name))

    def held(self, text: str) -> frozenset[str]:
        """Give the names of all ideas that a folded text names, those inside longer names too."""
        words = list(_words(text))
        inside = (
            idea.name
            for at in range(len(words))
            for size in self._lengths.get(words[at][0], ())
            for idea in self._latin.get(tuple(word for word, _, _ in words[at : at + size]), ())
        )
        chinese = (
            idea.name
            for start in range(len(text))
            for size in self._sizes_at(text, start)
            for idea in self._chinese.get(text[start : start + size], ())
        )
        return frozenset((*inside, *chinese))

    def _sizes_at(self, text: str, at: int) -> tuple[int, ...]:
        """Give the lengths of the Chinese names that may begin here, longest first, none inside a number."""
        if at and text[at].isdigit() and (text[at - 1].isdigit() or text[at - 1] == "."):
            return ()
        return self._sizes.get(text[at : at + 2], ()) + self._sizes.get(text[at], ())

    def _longest_chinese(self, text: str) -> Iterator[Mention]:
        at = 0
        while at < len(text):
            sizes = self._sizes_at(text, at)
            size = next((size for size in sizes if text[at : at + size] in self._chinese), 0)
            for idea in self._chinese[text[at : at + size]] if size else ():
                yield Mention(idea, at, at + size)
            at += size or 1

    def _longest_latin(self, text: str) -> Iterator[Mention]:
        words = list(_words(text))
        at = 0
        while at < len(words):
            sizes = (size for size in self._lengths.get(words[at][0], ()) if at + size <= len(words))
            keys = ((size, tuple(word for word, _, _ in words[at : at + size])) for size in sizes)
            size, key = next(((size, key) for size, key in keys if key in self._latin), (1, ()))
            for idea in self._latin.get(key, ()):
                yield Mention(idea, words[at][1], words[at + size - 1][2])
            at += size


@cache
def ideas() -> Ideas:
    """Give the shipped ideas, read once."""
    return Ideas(_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=8192)
def ideas_in(text: str) -> frozenset[str]:
    """Give the names of the ideas that a text names in whatever words."""
    return ideas().held(fold(text).lower())


def _read(lines: str) -> Iterator[tuple[Idea, tuple[str, ...]]]:
    group = ""
    for line in lines.splitlines():
        if line.startswith("["):
            group = line.strip("[] ")
        elif line.strip() and not line.startswith("#"):
            english, chinese, sayings = (_names(column) for column in line.split("|"))
            idea = Idea(group=group, english=english, chinese=chinese)
            yield idea, tuple(dict.fromkeys((*idea.names, *sayings)))


def _names(column: str) -> tuple[str, ...]:
    return tuple(name for raw in column.split(", ") if (name := fold(raw).lower().strip()))


def _stems(name: str) -> tuple[str, ...]:
    return tuple(word for word, _, _ in _words(name))


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _PLACE.finditer(text):
        yield stem(match[0].rstrip(".")), match.start(), match.end()


def _join(known: dict[_Key, list[Idea]], name: _Key, idea: Idea) -> None:
    found = known.setdefault(name, [])
    if idea not in found:
        found.append(idea)


def _sizes_by_beginning(names: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = {}
    for beginning, name in names:
        sizes.setdefault(beginning, set()).add(len(name))
    return {beginning: tuple(sorted(found, reverse=True)) for beginning, found in sizes.items()}
