"""What stands where on a page, put into reading order: rows, columns, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

_ROW_TOLERANCE = 0.5
_GUTTER = 9.0
_MARGIN = 0.12
_EDGE_ROWS = 2
_PAGE_NUMBER = re.compile(
    r"\W*(?:第?\s*\d{1,4}\s*页?(?:\s*[/共]\s*\d{1,4}\s*页?)?|page\s+\d{1,4}(?:\s+of\s+\d{1,4})?|[ivxlc]{1,6})\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as printed: its box, type size, and whether it is bold."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of text (`words`) or a table (`rows`) with its box."""

    x0: float
    x1: float
    top: float
    bottom: float
    words: tuple[Word, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The row's words; empty for a table."""
        return " ".join(word.text for word in self.words)

    @property
    def size(self) -> float:
        """The row's middle type size."""
        return median(word.size for word in self.words) if self.words else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """One page in reading order."""

    number: int
    height: float
    items: tuple[Item, ...]
    columns: int


def lay_out(
    words: Sequence[Word], tables: Sequence[Item], *, number: int, width: float, height: float
) -> PageLayout:
    """Put a page's words and tables in reading order; two columns are read one after the other."""
    gutter = _gutter(words, width)
    rows = _rows(words)
    if gutter is None:
        items = sorted([*rows, *tables], key=lambda item: (item.top, item.x0))
        return PageLayout(number=number, height=height, items=tuple(items), columns=1)
    split = [part for row in rows for part in _split(row, gutter)]
    items = _column_order([*split, *tables], gutter)
    return PageLayout(number=number, height=height, items=tuple(items), columns=2)


def running_rows(pages: Sequence[PageLayout]) -> Mapping[int, frozenset[Item]]:
    """Find running heads, feet and page numbers: edge rows that recur, numbers apart, or are page numbers."""
    edges = {page.number: _edge_rows(page) for page in pages}
    seen = Counter(key for rows in edges.values() for key in {_key(row) for row in rows})
    often = max(3, len(pages) // 5)
    return {
        number: frozenset(row for row in rows if seen[_key(row)] >= often or _PAGE_NUMBER.fullmatch(row.text))
        for number, rows in edges.items()
    }


def _key(row: Item) -> str:
    return re.sub(r"\d+", "#", "".join(row.text.split()))


def _edge_rows(page: PageLayout) -> list[Item]:
    rows = sorted((item for item in page.items if item.words), key=lambda item: item.top)
    head = [row for row in rows[:_EDGE_ROWS] if row.bottom < _MARGIN * page.height]
    foot = [row for row in rows[-_EDGE_ROWS:] if row.top > (1 - _MARGIN) * page.height]
    return [*head, *foot]


def _rows(words: Sequence[Word]) -> list[Item]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: ((one.top + one.bottom) / 2, one.x0)):
        middle = (word.top + word.bottom) / 2
        if rows:
            last = rows[-1][-1]
            near = abs(middle - (last.top + last.bottom) / 2)
            if near <= _ROW_TOLERANCE * max(min(word.size, last.size), 1.0):
                rows[-1].append(word)
                continue
        rows.append([word])
    return [_row(row) for row in rows]


def _row(words: Sequence[Word]) -> Item:
    ordered = tuple(sorted(words, key=lambda word: word.x0))
    return Item(
        x0=ordered[0].x0,
        x1=max(word.x1 for word in ordered),
        top=min(word.top for word in ordered),
        bottom=max(word.bottom for word in ordered),
        words=ordered,
    )


def _gutter(words: Sequence[Word], width: float) -> float | None:
    """Find the blank lane of a two-column page: most rows have text on both sides and none across it."""
    rows = _rows(words)
    best: tuple[int, float] = (0, 0.0)
    for step in range(36, 65):
        x = width * step / 100
        both = sum(1 for row in rows if len(_split(row, x)) == 2)
        best = max(best, (both, -abs(x - width / 2)))
        if best == (both, -abs(x - width / 2)):
            found = x
    enough = best[0] >= max(4, 0.4 * len(rows)) and _balanced(words, found if rows else 0.0)
    return found if enough else None


def _balanced(words: Sequence[Word], x: float) -> bool:
    left = sum(len(word.text) for word in words if word.x1 <= x)
    right = sum(len(word.text) for word in words if word.x0 >= x)
    return min(left, right) >= 0.25 * (left + right)


def _split(row: Item, gutter: float) -> list[Item]:
    """Cut a row at the gutter, unless words stand in it."""
    left = [word for word in row.words if word.x1 <= gutter]
    right = [word for word in row.words if word.x0 >= gutter]
    if not left or not right or len(left) + len(right) < len(row.words):
        return [row]
    if min(word.x0 for word in right) - max(word.x1 for word in left) < _GUTTER:
        return [row]
    return [_row(left), _row(right)]


def _column_order(items: Sequence[Item], gutter: float) -> list[Item]:
    ordered: list[Item] = []
    left: list[Item] = []
    right: list[Item] = []
    for item in sorted(items, key=lambda one: (one.top, one.x0)):
        if item.x0 < gutter < item.x1:
            ordered += [*left, *right, item]
            left, right = [], []
        else:
            (left if item.x1 <= gutter else right).append(item)
    return [*ordered, *left, *right]
