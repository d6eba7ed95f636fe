"""Ruled tables and framed boxes: lines on a page to cells, a merged cell's text wherever it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pdfplumber.table import (
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from guidelines.readers.glyphs import Glyph, words
from guidelines.readers.layout import Item, in_order, text_rows
from guidelines.readers.tree import join_lines

_TOLERANCE = 3.0
_SHORTEST = 3.0
_SIDES = 3
_BANNER = 0.7
_BAND = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle; a rule is one without height or without width."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, glyph: Glyph) -> bool:
        """Say whether the middle of a glyph stands inside."""
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


def frames(rules: Sequence[Frame]) -> list[list[Frame]]:
    """Give the cells that rules enclose, those that touch each other together; a box is a group of one."""
    edges = merge_edges(
        [_edge(rule) for rule in [*rules, *_open_sides(rules)] if _long(rule)],
        _TOLERANCE,
        _TOLERANCE,
        _TOLERANCE,
        _TOLERANCE,
    )
    cells = intersections_to_cells(edges_to_intersections(edges, _TOLERANCE, _TOLERANCE))
    tables = cells_to_tables(cells)
    grouped = {cell for table in tables for cell in table}
    alone = [[cell] for cell in cells if cell not in grouped]
    return [[_frame(cell) for cell in table] for table in [*tables, *alone]]


def ruled(cells: Sequence[Frame], glyphs: Sequence[Glyph]) -> Item | None:
    """Make a table, or a box of text where there are no cells side by side; None if nothing stands inside."""
    if not glyphs:
        return None
    x_edges = _steps(edge for cell in cells for edge in (cell.x0, cell.x1))
    y_edges = _steps(edge for cell in cells for edge in (cell.top, cell.bottom))
    grid = [["" for _ in x_edges[1:]] for _ in y_edges[1:]]
    for cell, inside in _filled(cells, glyphs):
        text = cell_text(inside)
        columns = range(_at(x_edges, cell.x0), _at(x_edges, cell.x1))
        for row in range(_at(y_edges, cell.top), _at(y_edges, cell.bottom)):
            for column in columns[:1] if len(columns) >= _BANNER * (len(x_edges) - 1) else columns:
                grid[row][column] = text
    outer = Frame(x0=x_edges[0], top=y_edges[0], x1=x_edges[-1], bottom=y_edges[-1])
    several = any(len({text for text in row if text}) > 1 for row in grid)
    if not several:
        return _box(outer, glyphs)
    return Item(
        x0=outer.x0,
        x1=outer.x1,
        top=outer.top,
        bottom=outer.bottom,
        rows=tuple(tuple(row) for row in grid),
        edges=tuple(x_edges),
    )


def realigned(table: Item, edges: Sequence[float]) -> tuple[tuple[str, ...], ...]:
    """Give a table's rows on the finer column edges of the tables that it goes on from."""
    starts = [_at(edges, edge) for edge in table.edges[:-1]]
    rows = []
    for row in table.rows:
        cells = [""] * (len(edges) - 1)
        for start, text in zip(starts, row, strict=True):
            cells[start] = text
        rows.append(tuple(cells))
    return tuple(rows)


def joint_edges(tables: Sequence[Item]) -> list[float]:
    """Give the column edges of all parts of a table that goes over several pages."""
    return _steps(edge for table in tables for edge in table.edges)


def _filled(cells: Sequence[Frame], glyphs: Sequence[Glyph]) -> list[tuple[Frame, list[Glyph]]]:
    """Give each cell its glyphs, in one pass; a glyph goes to the first cell that holds it."""
    bands: dict[int, list[int]] = {}
    for at, cell in enumerate(cells):
        for band in range(int(cell.top // _BAND), int(cell.bottom // _BAND) + 1):
            bands.setdefault(band, []).append(at)
    inside: list[list[Glyph]] = [[] for _ in cells]
    for glyph in glyphs:
        near = bands.get(int((glyph.top + glyph.bottom) / 2 // _BAND), ())
        holder = next((at for at in near if cells[at].holds(glyph)), None)
        if holder is not None:
            inside[holder].append(glyph)
    return list(zip(cells, inside, strict=True))


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """Give the text of one cell, its lines joined."""
    return join_lines(row.text for row in text_rows(words(glyphs)))


def _box(frame: Frame, glyphs: Sequence[Glyph]) -> Item:
    inner = tuple(item for stretch in in_order(words(glyphs), ()) for item in stretch)
    return Item(x0=frame.x0, x1=frame.x1, top=frame.top, bottom=frame.bottom, inner=inner)


def _open_sides(rules: Sequence[Frame]) -> list[Frame]:
    """Close tables printed without their outer upright rules: rows ruled alike that uprights cross inside."""
    level = [rule for rule in rules if rule.bottom - rule.top < 1 and _long(rule)]
    upright = [rule for rule in rules if rule.x1 - rule.x0 < 1 and _long(rule)]
    groups: dict[tuple[int, int], list[Frame]] = {}
    for rule in level:
        groups.setdefault((round(rule.x0 / _TOLERANCE), round(rule.x1 / _TOLERANCE)), []).append(rule)
    sides: list[Frame] = []
    for group in groups.values():
        x0, x1 = group[0].x0, group[0].x1
        inside = [rule for rule in upright if x0 + _TOLERANCE < rule.x0 < x1 - _TOLERANCE]
        for top, bottom in _reaches(inside):
            crossed = sum(top - _TOLERANCE <= rule.top <= bottom + _TOLERANCE for rule in group)
            if crossed >= _SIDES:
                sides += [Frame(x0=x, top=top, x1=x, bottom=bottom) for x in (x0, x1)]
    return sides


def _reaches(upright: Sequence[Frame]) -> list[tuple[float, float]]:
    """Give the heights that upright rules cover, those that touch taken together."""
    found: list[tuple[float, float]] = []
    for rule in sorted(upright, key=lambda one: one.top):
        if found and rule.top <= found[-1][1] + _TOLERANCE:
            found[-1] = (found[-1][0], max(found[-1][1], rule.bottom))
        else:
            found.append((rule.top, rule.bottom))
    return found


def _long(rule: Frame) -> bool:
    return max(rule.x1 - rule.x0, rule.bottom - rule.top) >= _SHORTEST


def _edge(rule: Frame) -> dict[str, object]:
    return {
        "x0": rule.x0,
        "x1": rule.x1,
        "top": rule.top,
        "bottom": rule.bottom,
        "width": rule.x1 - rule.x0,
        "height": rule.bottom - rule.top,
        "object_type": "line",
        "orientation": "h" if rule.bottom - rule.top < rule.x1 - rule.x0 else "v",
    }


def _frame(cell: tuple[float, float, float, float]) -> Frame:
    return Frame(x0=cell[0], top=cell[1], x1=cell[2], bottom=cell[3])


def _steps(edges: Iterable[float]) -> list[float]:
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > _TOLERANCE:
            found.append(edge)
    return found


def _at(edges: Sequence[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - edge))
