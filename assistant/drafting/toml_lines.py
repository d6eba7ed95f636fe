"""On which line of a TOML text each value stands, so that a fault can name it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\r\n]*(?:#[^\n]*\n?[ \t\r\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""{1,3}|\'\'\'.*?\'\'\'{1,3}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)
_KEY = re.compile(r'[ \t]*("(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+)[ \t]*')
_BARE = re.compile(r"[^,\]}\n#]*")


def lines_of(text: str) -> Mapping[Path, int]:
    """Give the line, counted from 1, of every table, key and array entry of a valid TOML text."""
    ends = [at for at, char in enumerate(text) if char == "\n"]
    found: dict[Path, int] = {}
    for path, at in _Scanner(text).document():
        found.setdefault(path, bisect_left(ends, at) + 1)
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """Give the line of a value, or of the nearest that holds it."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)


class _Scanner:
    """Walks a text that a TOML parser has accepted: nothing in it needs to be doubted again."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._entries: dict[Path, int] = {}

    def document(self) -> Iterator[tuple[Path, int]]:
        table: Path = ()
        self._skip()
        while self._at < len(self._text):
            start = self._at
            if self._peek("["):
                table = self._header()
                yield table, start
            else:
                yield from self._pair(table)
            self._skip()

    def _header(self) -> Path:
        many = self._peek("[[")
        self._at += 2 if many else 1
        *parents, last = self._key()
        self._at += 2 if many else 1
        path: Path = ()
        for name in parents:
            path = (*path, name)
            if path in self._entries:
                path = (*path, self._entries[path] - 1)
        path = (*path, last)
        if many:
            self._entries[path] = self._entries.get(path, 0) + 1
            path = (*path, self._entries[path] - 1)
        return path

    def _pair(self, table: Path) -> Iterator[tuple[Path, int]]:
        start = self._at
        path = (*table, *self._key())
        self._at += 1
        yield path, start
        yield from self._value(path)

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        self._skip()
        if self._peek("["):
            yield from self._array(path)
        elif self._peek("{"):
            self._at += 1
            self._skip()
            while not self._peek("}"):
                yield from self._pair(path)
                self._separator()
            self._at += 1
        else:
            found = _STRING.match(self._text, self._at) or _BARE.match(self._text, self._at)
            self._at = len(self._text) if found is None else found.end()

    def _array(self, path: Path) -> Iterator[tuple[Path, int]]:
        self._at += 1
        self._skip()
        number = 0
        while not self._peek("]"):
            yield (*path, number), self._at
            yield from self._value((*path, number))
            number += 1
            self._separator()
        self._at += 1

    def _key(self) -> list[str]:
        names: list[str] = []
        while (found := _KEY.match(self._text, self._at)) is not None:
            names.append(found[1].strip("\"'"))
            self._at = found.end()
            if not self._peek("."):
                break
            self._at += 1
        return names

    def _separator(self) -> None:
        self._skip()
        if self._peek(","):
            self._at += 1
            self._skip()

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = self._at if found is None else found.end()

    def _peek(self, what: str) -> bool:
        return self._text.startswith(what, self._at)
