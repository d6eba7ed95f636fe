"""Lines of a pasted text, with the rows of its tables read under their column heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_RULE = re.compile(r"[\s|｜:：+\-—─═=]{3,}")
_PIPES = re.compile(r"[|｜]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line at `start` of the text: prose, a table's row, or a rule (also a table's head).

    `reading` of a row is its first cell, then every other cell behind the head of its column. `followed`:
    more text comes below.
    """

    text: str
    start: int
    kind: Literal["prose", "row", "rule"] = "prose"
    reading: str = ""
    followed: bool = False


def rows(text: str) -> Iterator[Row]:
    """Give every line in order; a table begins where two lines in a row have the same number of cells."""
    lines = list(_lines(text))
    heads: list[str] = []
    last = max((number for number, (line, _) in enumerate(lines) if line.strip()), default=0)
    for number, (line, start) in enumerate(lines):
        cells = _cells(line)
        if _RULE.fullmatch(line):
            yield Row(text=line, start=start, kind="rule")
        elif len(cells) < 2:
            heads = []
            yield Row(text=line, start=start, followed=number < last)
        elif len(heads) == len(cells):
            yield Row(text=line, start=start, kind="row", reading=_read(heads, cells))
        elif _continues(lines, number, len(cells)):
            heads = cells
            yield Row(text=line, start=start, kind="rule")
        else:
            yield Row(text=line, start=start)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield line.rstrip("\r\n"), at
        at += len(line)


def _cells(line: str) -> list[str]:
    if "\t" in line.strip():
        return [cell.strip() for cell in line.strip().split("\t")]
    if len(_PIPES.findall(line)) < 1:
        return []
    return [cell.strip() for cell in _PIPES.split(line.strip().strip("|｜"))]


def _continues(lines: list[tuple[str, int]], number: int, width: int) -> bool:
    following = [line for line, _ in lines[number + 1 : number + 3] if not _RULE.fullmatch(line)]
    return bool(following) and len(_cells(following[0])) == width


def _read(heads: list[str], cells: list[str]) -> str:
    parts = [cells[0], *(f"{head} {cell}" for head, cell in zip(heads[1:], cells[1:], strict=True) if cell)]
    return "，".join(part for part in parts if part)
