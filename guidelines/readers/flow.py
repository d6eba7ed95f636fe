"""Pages to one running text: paragraphs go on over columns and pages, around what stands in between."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal

from guidelines.model import Box
from guidelines.readers.footnotes import note_lines, trailing_notes
from guidelines.readers.glyphs import Word, raised
from guidelines.readers.grids import joint_edges, realigned
from guidelines.readers.layout import Item, PageLayout
from guidelines.readers.lines import Assembler, Line, ends_sentence
from guidelines.readers.running import running_words
from guidelines.readers.sheet import Sheet, lay_out, page_edges
from guidelines.readers.tree import Tree
from guidelines.text import language_of

_LARGE = 1.15
_FULL_PAGE = 8
_BOLD_HEADING = 90
_INDENT = 1.4
_PARTED = 0.6
_FEW_STEPS = 3
_FULL_LINE = 2.0
_REFERENCE = 0.75
_UNIT = re.compile(r"[A-Za-z0-9.,%/()≥≤<>\-]+[，。；：、）]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A stretch of lines, or something that stands apart from the running text."""

    kind: Literal["text", "box", "table", "notes"]
    page: int
    lines: tuple[Line, ...] = ()
    table: Item | None = None
    box: Box | None = None


def assemble(sheets: Sequence[Sheet], tree: Tree) -> None:
    """Put all pages into the tree, in reading order; what was left out or lost is a warning."""
    running = running_words([page_edges(sheet) for sheet in sheets])
    layouts = [lay_out(sheet, running[sheet.number]) for sheet in sheets]
    rows = [row for layout in layouts for row in _rows(layout.items)]
    body = median([word.size for row in rows for word in row.words] or [0.0])
    wrapped = language_of("\n".join(row.text for row in rows[:400])) == "en"
    parts = [part for layout in layouts for part in _parts(layout, body)]
    assembler = Assembler(tree, wrapped=wrapped)
    for part in _tables_aligned(_boxes_joined(parts)):
        _put(part, assembler, tree)
    assembler.close()
    _account(sheets, layouts, running, tree)


def _rows(items: Sequence[Item]) -> list[Item]:
    return [row for item in items for row in (item.inner if item.kind == "box" else (item,)) if row.words]


def _put(part: _Part, assembler: Assembler, tree: Tree) -> None:
    table = part.table
    if part.kind == "text":
        assembler.feed(part.lines)
    elif part.kind == "notes":
        assembler.aside(lambda: _notes(part.lines, tree))
    elif table is not None:
        assembler.aside(lambda: tree.add_table(table.rows, page=part.page, box=part.box))
    else:
        assembler.aside(lambda: assembler.apart(part.lines))


def _notes(lines: Sequence[Line], tree: Tree) -> None:
    for text, page, box in note_lines(lines):
        tree.add("footnote", text, page=page, box=box)


def _parts(layout: PageLayout, body: float) -> list[_Part]:
    parts: list[_Part] = []
    sizes = [row.size for row in _rows(layout.items)]
    usual = median(sizes) if len(sizes) >= _FULL_PAGE else body
    for stretch in layout.stretches:
        flowing, notes = trailing_notes(stretch, body=body, height=layout.height)
        held: list[Item] = []
        column = _column(stretch)
        for item in flowing:
            if item.kind == "row":
                held.append(item)
                continue
            parts += _text(held, layout, usual, column)
            held = []
            if item.kind == "table":
                parts.append(_Part(kind="table", page=layout.number, table=item, box=layout.box(item)))
            else:
                lines = tuple(_lines(item.inner, layout, usual, _column(item.inner)))
                parts.append(_Part(kind="box", page=layout.number, lines=lines))
        parts += _text(held, layout, usual, column)
        if notes:
            lines = tuple(_lines(notes, layout, usual, column))
            parts.append(_Part(kind="notes", page=layout.number, lines=lines))
    return parts


def _column(items: Sequence[Item]) -> tuple[float, float]:
    """Give the left and right edge of a column: those of its rows, or of all in it where they are few."""
    rows = [item for item in items if item.words]
    measure = rows if len(rows) >= _FEW_STEPS else items
    return min(item.x0 for item in measure), max(item.x1 for item in measure)


def _text(rows: Sequence[Item], layout: PageLayout, usual: float, column: tuple[float, float]) -> list[_Part]:
    lines = tuple(_lines(rows, layout, usual, column))
    return [_Part(kind="text", page=layout.number, lines=lines)] if lines else []


def _boxes_joined(parts: Sequence[_Part]) -> list[_Part]:
    """Join a box that breaks off within a sentence with the next one, on the next column or page."""
    joined: list[_Part] = []
    for part in parts:
        open_at = next((at for at in reversed(range(len(joined))) if joined[at].kind != "notes"), None)
        before = joined[open_at] if open_at is not None else None
        if (
            part.kind == "box"
            and before is not None
            and open_at is not None
            and before.kind == "box"
            and before.lines
            and part.lines
            and not ends_sentence(before.lines[-1].text)
        ):
            joined[open_at] = replace(before, lines=before.lines + part.lines)
        else:
            joined.append(part)
    return joined


def _tables_aligned(parts: Sequence[_Part]) -> list[_Part]:
    """Give the parts of a table that goes over pages the same columns, and drop columns that hold nothing."""
    aligned = list(parts)
    at = 0
    while at < len(aligned):
        run = [at]
        while run[-1] + 1 < len(aligned) and _goes_on(aligned[run[-1]], aligned[run[-1] + 1]):
            run.append(run[-1] + 1)
        tables = [table for one in run if (table := aligned[one].table) is not None]
        if tables:
            for one, table in zip(run, _same_columns(tables), strict=True):
                aligned[one] = replace(aligned[one], table=table)
        at = run[-1] + 1
    return aligned


def _goes_on(part: _Part, after: _Part) -> bool:
    one, other = part.table, after.table
    if one is None or other is None or after.page != part.page + 1:
        return False
    return abs(one.x0 - other.x0) <= one.x1 * 0.02 and abs(one.x1 - other.x1) <= one.x1 * 0.02


def _same_columns(tables: Sequence[Item]) -> list[Item]:
    edges = joint_edges(tables)
    grids = [realigned(table, edges) for table in tables]
    used = [column for column in range(len(edges) - 1) if any(row[column] for grid in grids for row in grid)]
    return [
        replace(table, rows=tuple(tuple(row[column] for column in used) for row in grid if any(row)))
        for table, grid in zip(tables, grids, strict=True)
    ]


def _lines(rows: Sequence[Item], layout: PageLayout, usual: float, column: tuple[float, float]) -> list[Line]:
    left, right = column
    steps = [row.top - above.bottom for above, row in pairwise(rows) if row.top > above.top]
    leading = median(steps) if len(steps) >= _FEW_STEPS else 0.0
    lines: list[Line] = []
    for at, row in enumerate(rows):
        above = rows[at - 1] if at else None
        indented = row.x0 - left > _INDENT * row.size
        lines.append(
            Line(
                text=raised(row.text) if row.size <= _REFERENCE * usual else row.text,
                gap=above is not None and _parted(row, above, left, leading),
                page=layout.number,
                box=layout.box(row),
                full=row.x1 + _first_unit(rows[at + 1 : at + 2]) >= right - _FULL_LINE * row.size,
                large=_stands_out(row, usual),
                indented=indented,
                fresh=above is None,
            )
        )
    return lines


def _first_unit(rows: Sequence[Item]) -> float:
    """Give the width of what cannot be broken at the start of the next row: it would not have fitted."""
    if not rows:
        return 0.0
    word = rows[0].words[0]
    unit = _UNIT.match(word.text)
    return (word.x1 - word.x0) * len(unit[0]) / len(word.text) if unit else 0.0


def _parted(row: Item, above: Item, left: float, leading: float) -> bool:
    """Say whether a row starts a paragraph: by its indent or by the space above it."""
    indent = _INDENT * row.size
    indented = row.x0 - left > indent and above.x0 - left <= indent
    return indented or row.top - above.bottom > leading + _PARTED * max(row.size, 1.0)


def _stands_out(row: Item, body: float) -> bool:
    bold = all(word.bold or word.glued for word in row.words) and len(row.text) <= _BOLD_HEADING
    return row.size > _LARGE * body or (bold and row.text[-1:] not in "。；;.,，")


def _account(
    sheets: Sequence[Sheet],
    layouts: Sequence[PageLayout],
    running: Mapping[int, frozenset[Word]],
    tree: Tree,
) -> None:
    """Hold the characters of every page against those that were read; what is missing is a warning."""
    pages = [number for number, words in running.items() if words]
    if pages:
        count = sum(len(word.text) for words in running.values() for word in words)
        reach = f"page {pages[0]}" if len(pages) == 1 else f"{len(pages)} pages ({pages[0]}-{pages[-1]})"
        tree.warn(
            f"running heads, feet and page numbers were left out: {count} characters on {reach}",
            page=pages[0] if len(pages) == 1 else None,
        )
    for sheet, layout in zip(sheets, layouts, strict=True):
        printed = _characters("".join(glyph.text for glyph in sheet.glyphs))
        kept = [row.text for row in _rows(layout.items)]
        kept += [cell for item in layout.items for row in item.rows for cell in row]
        kept += [word.text for word in running[sheet.number]]
        missing = (printed - _characters("".join(kept))).total()
        if missing:
            tree.warn(f"{missing} characters on page {sheet.number} could not be placed", page=sheet.number)


def _characters(text: str) -> Counter[str]:
    return Counter(
        char for char in unicodedata.normalize("NFKC", text).replace("−", "-") if not char.isspace()
    )
