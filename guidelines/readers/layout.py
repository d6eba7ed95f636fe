"""What stands where on a page, put into reading order: rows, columns side by side, boxes, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin
from statistics import median, quantiles
from typing import Literal

from guidelines.model import Box
from guidelines.readers.glyphs import Word, line_text

_ROW_TOLERANCE = 0.5
_GUTTER = 7.0
_NARROWEST_GUTTER, _SPACE = 5.0, 0.5
_BIN = 2.0
_LINES = 3
_LONGEST_FIFTH, _LONG_LINE = 3, 6.5
_BREAK = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of text (`words`), a table (`rows`) or a framed box of rows (`inner`), with its rectangle."""

    x0: float
    x1: float
    top: float
    bottom: float
    words: tuple[Word, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    edges: tuple[float, ...] = ()
    inner: tuple[Item, ...] = ()

    @property
    def kind(self) -> Literal["row", "table", "box"]:
        """What the item is."""
        return "row" if self.words else "table" if self.rows else "box"

    @property
    def text(self) -> str:
        """The row's words; empty for a table or a box."""
        return line_text(self.words)

    @property
    def size(self) -> float:
        """The row's middle type size."""
        return median(word.size for word in self.words) if self.words else 0.0


Piece = Word | Item


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """One page in reading order: stretches of items, each of one column.

    `turned`: the angle in degrees by which the page's picture was turned to stand upright.
    """

    number: int
    width: float
    height: float
    turned: float = 0.0
    stretches: tuple[tuple[Item, ...], ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All items of the page in reading order."""
        return tuple(item for stretch in self.stretches for item in stretch)

    def box(self, item: Item) -> Box:
        """Give the rectangle of an item on the page as it was filed."""
        sine, cosine = sin(radians(self.turned)), cos(radians(self.turned))
        x, y = self.width / 2, self.height / 2
        corners = [(left - x, top - y) for left in (item.x0, item.x1) for top in (item.top, item.bottom)]
        across = [x + cosine * left - sine * top for left, top in corners]
        down = [y + sine * left + cosine * top for left, top in corners]
        return Box(page=self.number, x0=min(across), top=min(down), x1=max(across), bottom=max(down))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A blank lane at `x` from `top` to `bottom` with text on both sides."""

    x: float
    top: float
    bottom: float


def in_order(words: Sequence[Word], blocks: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """Put words, tables and boxes in reading order; columns are read one after the other."""
    return tuple(_stretch(leaf) for leaf in _leaves([*words, *blocks]))


def text_rows(words: Iterable[Word]) -> list[Item]:
    """Group words into rows by height, each in order from the left."""
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


def _stretch(pieces: Sequence[Piece]) -> tuple[Item, ...]:
    rows = text_rows(piece for piece in pieces if isinstance(piece, Word))
    blocks = [piece for piece in pieces if isinstance(piece, Item)]
    return tuple(sorted([*rows, *blocks], key=lambda item: (item.top, item.x0)))


def _leaves(pieces: Sequence[Piece]) -> list[list[Piece]]:
    if not pieces:
        return []
    cut = _cut(pieces)
    if cut is None:
        return [list(pieces)]
    above = [piece for piece in pieces if _middle(piece) < cut.top]
    below = [piece for piece in pieces if _middle(piece) > cut.bottom]
    level = [piece for piece in pieces if cut.top <= _middle(piece) <= cut.bottom]
    left = [piece for piece in level if piece.x0 < cut.x]
    right = [piece for piece in level if piece.x0 >= cut.x]
    return [*_leaves(above), *_leaves(left), *_leaves(right), *_leaves(below)]


def _middle(piece: Piece) -> float:
    return (piece.top + piece.bottom) / 2


def _cut(pieces: Sequence[Piece]) -> _Cut | None:
    """Find the lane that parts the most lines; tables that happen to line up are no columns of text."""
    size = median([piece.size for piece in pieces if isinstance(piece, Word)] or [10.0])
    best: tuple[int, float] = (0, 0.0)
    found: _Cut | None = None
    for start in _starts(pieces):
        lane = start - max(_GUTTER, 0.7 * size)
        for strip in _strips(pieces, start, lane):
            left = [piece for piece in strip if piece.x0 < lane]
            right = [piece for piece in strip if piece.x0 >= lane]
            weight = _weight(left, right, size)
            if weight > best:
                best = weight
                found = _span(strip, left, right, lane, size)
    return found


def _starts(pieces: Sequence[Piece]) -> list[float]:
    """Give the places at which several pieces begin: a column's left edge is one of them."""
    bins: dict[int, list[float]] = {}
    for piece in pieces:
        bins.setdefault(round(piece.x0 / _BIN), []).append(piece.x0)
    counts = Counter({key: len(values) for key, values in bins.items()})
    leftmost = min(piece.x0 for piece in pieces)
    often = {key for key, count in counts.items() if count + counts[key + 1] >= _LINES}
    often |= {round(piece.x0 / _BIN) for piece in pieces if isinstance(piece, Item)}
    return sorted(min(bins[key]) for key in often if min(bins[key]) > leftmost + 3 * _GUTTER)


def _strips(pieces: Sequence[Piece], start: float, lane: float) -> list[list[Piece]]:
    """Give the stretches of the page in which nothing crosses from `lane` to `start`."""
    strips: list[list[Piece]] = [[]]
    middle = (lane + start) / 2
    barrier = float("-inf")
    for piece in sorted(pieces, key=_middle):
        if piece.x0 < lane and piece.x1 > middle:
            barrier = max(barrier, piece.bottom)
            strips.append([])
        elif _middle(piece) > barrier:
            strips[-1].append(piece)
    return [strip for strip in strips if len(strip) >= 2 * _LINES or any(_is_block(one) for one in strip)]


def _is_block(piece: Piece) -> bool:
    return isinstance(piece, Item)


def _weight(left: Sequence[Piece], right: Sequence[Piece], size: float) -> tuple[int, float]:
    """Weigh a lane by the lines that stand level on both sides; (0, 0) where they are no columns of text."""
    if not left or not right:
        return (0, 0.0)
    top = max(min(piece.top for piece in side) for side in (left, right))
    bottom = min(max(piece.bottom for piece in side) for side in (left, right))
    lines = min(_lines(side, top, bottom) for side in (left, right))
    if lines < _LINES or not all(is_column(side, size) for side in (left, right)):
        return (0, 0.0)
    blank = min(piece.x0 for piece in right) - max(piece.x1 for piece in left)
    return (lines, blank) if blank >= max(_NARROWEST_GUTTER, _SPACE * size) else (0, 0.0)


def _lines(side: Sequence[Piece], top: float, bottom: float) -> int:
    """Count the lines between two heights; a table or box counts as many as it is high."""
    middles = sorted(_middle(piece) for piece in side if isinstance(piece, Word))
    level = [middle for middle in middles if top <= middle <= bottom]
    steps = sum(1 for one, other in pairwise(level) if other - one > 4)
    blocks = sum(
        int((min(piece.bottom, bottom) - max(piece.top, top)) / 12)
        for piece in side
        if isinstance(piece, Item) and piece.bottom > top and piece.top < bottom
    )
    return (steps + 1 if level else 0) + max(blocks, 0)


def is_column(side: Sequence[Piece], size: float) -> bool:
    """Say whether lines are as long as those of running text, which the cells of tables are not."""
    runs = _runs([piece for piece in side if isinstance(piece, Word)], _SPACE * size)
    return not runs or quantiles(runs, n=5)[_LONGEST_FIFTH] >= _LONG_LINE * size


def _runs(words: Sequence[Word], blank: float) -> list[float]:
    """Give the lengths of the stretches of words that no wide blank parts (a first one twice)."""
    runs: list[float] = []
    for row in text_rows(words):
        start, end = row.x0, row.words[0].x1
        for word in row.words[1:]:
            if word.x0 - end > blank:
                runs.append(end - start)
                start = word.x0
            end = max(end, word.x1)
        runs.append(end - start)
    return runs and [runs[0], *runs]


def _span(
    strip: Sequence[Piece], left: Sequence[Piece], right: Sequence[Piece], x: float, size: float
) -> _Cut:
    """Give how far the columns reach: beyond their common height as long as the longer one goes on."""
    top = max(min(piece.top for piece in side) for side in (left, right))
    bottom = min(max(piece.bottom for piece in side) for side in (left, right))
    under = sorted((one for one in strip if _middle(one) > bottom), key=_middle)
    over = sorted((one for one in strip if _middle(one) < top), key=_middle, reverse=True)
    for at, piece in enumerate(under):
        if piece.top - bottom > _BREAK * size and len(under) - at < _LINES:
            break
        bottom = max(bottom, piece.bottom)
    for at, piece in enumerate(over):
        if top - piece.bottom > _BREAK * size and len(over) - at < _LINES:
            break
        top = min(top, piece.top)
    return _Cut(x, top, bottom)
