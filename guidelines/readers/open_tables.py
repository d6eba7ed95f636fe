"""Tables without upright rules: rows between level rules, or under a caption, told apart by blank lanes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from guidelines.readers.glyphs import Word
from guidelines.readers.grids import Frame
from guidelines.readers.layout import Item, is_column, text_rows
from guidelines.readers.tree import join_lines

_SAME_RULE = 4.0
_LANE = 0.9
_FEWEST_ROWS = 2
_UNRULED_ROWS = 3
_OVERLAP = 0.12
_FULL = 2.2
_CLOSE = 0.25
_CAPTION = re.compile(r"(?:续?\s*表|附表|table)\s*\d", re.IGNORECASE)
_PROSE = re.compile(r"[。！？]")
_TALLEST = 2.2
_SPANNING = 0.15
_TALLEST_HEAD = 70
_MOST_RULES = 12
_MOST_COLUMNS = 3
_TEXT_LINES, _TEXT_WIDTH = 8, 10


@dataclass(frozen=True, slots=True)
class _Lane:
    """One column: where its words begin and end."""

    x0: float
    x1: float


def between_rules(words: Sequence[Word], rules: Sequence[Frame]) -> list[Item]:
    """Find tables ruled above, under the header and below, as journals print them."""
    level = [rule for rule in rules if rule.bottom - rule.top < 1.5 and rule.x1 - rule.x0 > 60]
    found: list[Item] = []
    for group in _alike(level):
        closed, rest = _stacked(words, group[:_MOST_RULES])
        found += closed
        if len(rest) == 2 and rest[1].top - rest[0].top <= _TALLEST_HEAD:
            unclosed = _running_on(words, rest[0], rest[1])
            found += [unclosed] if unclosed is not None else []
    return found


def _stacked(words: Sequence[Word], group: Sequence[Frame]) -> tuple[list[Item], Sequence[Frame]]:
    """Find the tables in rules of one reach, and the rules left below them.

    Rules of the page's head and foot may stand among them.
    """
    found: list[Item] = []
    first = 0
    while first + 2 < len(group):
        for last in range(len(group) - 1, first + 1, -1):
            inside = [word for word in words if _within(word, group[first], group[last])]
            steps = [rule.top for rule in group[first + 1 : last]]
            table = _table(inside, breaks=steps, fewest=_FEWEST_ROWS)
            if table is not None:
                found.append(table)
                first = last
                break
        first += 1
    return found, group[first:]


def _running_on(words: Sequence[Word], top: Frame, under_head: Frame) -> Item | None:
    """Find a table that is ruled above and under its header, but goes on over the foot of the page."""
    foot = Frame(x0=top.x0, x1=top.x1, top=float("inf"), bottom=float("inf"))
    rows = text_rows(word for word in words if _within(word, top, foot))
    taken: list[Item] = []
    for row in rows:
        far = bool(taken) and row.top - taken[-1].bottom > _TALLEST * row.size
        if far or _PROSE.search(row.text) or len(_lanes([*taken, row])) < 2:
            break
        taken.append(row)
    if not taken or taken[-1].top <= under_head.top:
        return None
    inside = [word for row in taken for word in row.words]
    return _table(inside, breaks=(under_head.top,), fewest=_UNRULED_ROWS)


def under_captions(rows: Sequence[Item]) -> list[Item]:
    """Find tables without any rule: three or more rows in the same lanes below a table's caption."""
    found: list[Item] = []
    at = 0
    while at < len(rows):
        if _CAPTION.match(rows[at].text):
            below = _aligned(rows[at + 1 :], rows[at])
            table = _table([word for row in below for word in row.words], breaks=(), fewest=_UNRULED_ROWS)
            if table is not None:
                found.append(table)
                at += len(below)
        at += 1
    return found


def _alike(level: Sequence[Frame]) -> list[list[Frame]]:
    """Group rules of the same reach that stand below each other."""
    groups: list[list[Frame]] = []
    for rule in sorted(level, key=lambda one: one.top):
        for group in groups:
            last = group[-1]
            same = abs(last.x0 - rule.x0) <= _SAME_RULE and abs(last.x1 - rule.x1) <= _SAME_RULE
            if same:
                if rule.top - last.top > 2:
                    group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= 2]


def _within(word: Word, top: Frame, bottom: Frame) -> bool:
    middle = (word.top + word.bottom) / 2
    return top.top < middle < bottom.top and top.x0 - 3 <= word.x0 and word.x1 <= top.x1 + 3


def _aligned(rows: Sequence[Item], caption: Item) -> list[Item]:
    """Give the rows below a caption that go on as cells: each in lanes, none a line of prose."""
    taken: list[Item] = []
    for row in rows:
        above = taken[-1] if taken else caption
        far = row.top - above.bottom > _TALLEST * row.size
        if far or _PROSE.search(row.text) or (_gaps(row) == 0 and not taken):
            break
        lanes = _lanes([*taken, row])
        if len(lanes) < 2:
            break
        taken.append(row)
    while taken and _gaps(taken[-1]) == 0 and len(_lanes(taken[:-1])) > len(_lanes(taken)):
        taken.pop()
    return taken


def _gaps(row: Item) -> int:
    ordered = row.words
    return sum(word.x0 - before.x1 >= _LANE * word.size for before, word in pairwise(ordered))


def _lanes(rows: Sequence[Item]) -> list[_Lane]:
    """Give the columns that blank lanes part in all rows; a row that spans lanes (one cell) parts none."""
    words = [word for row in rows if _gaps(row) or len(rows) == 1 for word in row.words]
    lanes: list[_Lane] = []
    for word in sorted(words, key=lambda one: one.x0):
        if lanes and word.x0 - lanes[-1].x1 < _LANE * word.size:
            lanes[-1] = _Lane(lanes[-1].x0, max(lanes[-1].x1, word.x1))
        else:
            lanes.append(_Lane(word.x0, word.x1))
    return lanes


def _table(words: Sequence[Word], *, breaks: Sequence[float], fewest: int) -> Item | None:
    rows = text_rows(words)
    lanes = _lanes(rows)
    if len(lanes) < 2 or len(rows) < fewest or _are_columns(words, lanes):
        return None
    if sum(_spans(row, lanes) for row in rows) > max(1, _SPANNING * len(rows)):
        return None
    records = _records(_overlapping(rows), lanes, breaks)
    if len(records) < fewest or sum(1 for record in records if sum(map(bool, record)) > 1) < fewest:
        return None
    cells = tuple(
        tuple(join_lines(row.text for row in text_rows(cell)) for cell in record) for record in records
    )
    return Item(
        x0=min(word.x0 for word in words),
        x1=max(word.x1 for word in words),
        top=min(word.top for word in words),
        bottom=max(word.bottom for word in words),
        rows=cells,
        edges=(*(lane.x0 for lane in lanes), lanes[-1].x1),
    )


def _are_columns(words: Sequence[Word], lanes: Sequence[_Lane]) -> bool:
    """Say whether the lanes are columns of running text."""
    if len(lanes) > _MOST_COLUMNS:
        return False
    sides = [[word for word in words if _lane_of(word, lanes) == at] for at in range(len(lanes))]
    size = median(word.size for word in words)
    return all(
        len(text_rows(side)) >= _TEXT_LINES
        and lane.x1 - lane.x0 >= _TEXT_WIDTH * size
        and is_column(side, size)
        for side, lane in zip(sides, lanes, strict=True)
    )


def _spans(row: Item, lanes: Sequence[_Lane]) -> bool:
    """Say whether a row runs on over the blank between two lanes, as prose does."""
    return any(
        word.x0 < lane.x1 - 1 and word.x1 > following.x0 + 1
        for word in row.words
        for lane, following in pairwise(lanes)
    )


def _overlapping(rows: Sequence[Item]) -> list[list[Word]]:
    """Put rows together that stand beside each other: a cell set in the middle of its neighbour's lines."""
    bands: list[list[Item]] = []
    for row in rows:
        if bands:
            bottom = max(one.bottom for one in bands[-1])
            if bottom - row.top > _OVERLAP * (row.bottom - row.top):
                bands[-1].append(row)
                continue
        bands.append([row])
    return [[word for row in band for word in row.words] for band in bands]


def _records(
    bands: Sequence[Sequence[Word]], lanes: Sequence[_Lane], breaks: Sequence[float]
) -> list[list[list[Word]]]:
    """Join the lines of a cell: a line goes on where the line above it in each of its cells is full."""
    step, loose = _steps(bands)
    records: list[list[list[Word]]] = []
    lasts: list[list[Word]] = []
    for band in bands:
        cells: list[list[Word]] = [[] for _ in lanes]
        for word in band:
            cells[_lane_of(word, lanes)].append(word)
        top = min(word.top for word in band)
        bottom = max((word.bottom for cell in lasts for word in cell), default=top)
        apart = any(bottom - 2 <= rule <= top + 2 for rule in breaks) or top - bottom > step
        if records and not apart and _goes_on(lasts, cells, lanes, loose=loose):
            for at, cell in enumerate(cells):
                records[-1][at].extend(cell)
            lasts = [cell or last for cell, last in zip(cells, lasts, strict=True)]
        else:
            records.append([list(cell) for cell in cells])
            lasts = cells
    return records


def _steps(bands: Sequence[Sequence[Word]]) -> tuple[float, bool]:
    """Give the widest space between two lines of one cell, and whether rows stand further apart than that."""
    spaces = [
        min(word.top for word in below) - max(word.bottom for word in above)
        for above, below in pairwise(bands)
    ]
    size = median(word.size for band in bands for word in band)
    close = min(spaces, default=0.0) + _CLOSE * size
    return close, sum(space > close for space in spaces) > 1


def _goes_on(
    lasts: Sequence[Sequence[Word]],
    cells: Sequence[Sequence[Word]],
    lanes: Sequence[_Lane],
    *,
    loose: bool,
) -> bool:
    """Say whether a line belongs to the row above it: full cells wrap; others may stand at middle height."""
    size = median(word.size for cell in cells for word in cell)
    both = [at for at, cell in enumerate(cells) if cell and lasts[at]]
    new = [at for at, cell in enumerate(cells) if cell and not lasts[at]]
    if not loose and (new or len(both) == len(cells)):
        return False
    return all(max(word.x1 for word in lasts[at]) >= lanes[at].x1 - _FULL * size for at in both)


def _lane_of(word: Word, lanes: Sequence[_Lane]) -> int:
    """Give the column that a word begins in; a heading over several columns stands in the first."""
    return max(
        range(len(lanes)),
        key=lambda at: (min(word.x1, lanes[at].x1) - max(word.x0, lanes[at].x0), -at),
    )
