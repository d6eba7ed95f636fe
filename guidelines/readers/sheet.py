"""One page as it lies before us: glyphs, rules and frames, whether printed as text or read from a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guidelines.readers.glyphs import Glyph, Word, words
from guidelines.readers.grids import Frame, frames, ruled
from guidelines.readers.layout import Item, PageLayout, in_order
from guidelines.readers.open_tables import between_rules, under_captions
from guidelines.readers.running import Edges, edges

_WHOLE_PAGE = 0.85
_HELD = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page's glyphs in the order in which they were set, its rules, and its closed frames.

    `confidence` is the mean of the recognition, None where the text was printed as text; `turned` is the
    angle in degrees by which a picture was set upright.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Frame, ...] = ()
    boxes: tuple[Frame, ...] = ()
    confidence: float | None = None
    turned: float = 0.0


def page_edges(sheet: Sheet) -> Edges:
    """Give the rows near the edges of a page, for running heads and feet to be found."""
    return edges(words(sheet.glyphs), number=sheet.number, height=sheet.height)


def lay_out(sheet: Sheet, running: frozenset[Word]) -> PageLayout:
    """Put a page, its running matter aside, in reading order."""
    glyphs = [glyph for glyph in sheet.glyphs if not _covered(glyph, running)] if running else sheet.glyphs
    blocks, free = _framed(sheet, glyphs)
    plain = words(free)
    outside = [rule for rule in sheet.rules if not any(_inside(rule, block) for block in blocks)]
    tables = between_rules(plain, outside)
    plain = [word for word in plain if not any(_in_item(word, table) for table in tables)]
    stretches = in_order(plain, [*blocks, *tables])
    return PageLayout(
        number=sheet.number,
        width=sheet.width,
        height=sheet.height,
        turned=sheet.turned,
        stretches=tuple(_unruled(one) for one in stretches),
    )


def _unruled(stretch: tuple[Item, ...]) -> tuple[Item, ...]:
    """Take the tables that nothing but a caption announces out of one column's rows."""
    tables = under_captions([item for item in stretch if item.words])
    rest = [item for item in stretch if not (item.words and any(_lies_in(item, table) for table in tables))]
    return tuple(sorted([*rest, *tables], key=lambda item: (item.top, item.x0)))


def _framed(sheet: Sheet, glyphs: Sequence[Glyph]) -> tuple[list[Item], list[Glyph]]:
    """Take ruled tables and framed boxes out of a page, the smaller before those around them."""
    groups = frames(sheet.rules)
    groups += [[box] for box in sheet.boxes]
    area = sheet.width * sheet.height
    blocks: list[Item] = []
    free = list(glyphs)
    for cells in sorted(groups, key=_size):
        if _size(cells) > _WHOLE_PAGE * area:
            continue
        hull = _hull(cells)
        inside = [glyph for glyph in free if hull.holds(glyph)]
        item = ruled(cells, inside)
        if item is None or (item.rows and not _holds_all(item, inside)):
            continue
        blocks.append(item)
        taken = set(map(id, inside))
        free = [glyph for glyph in free if id(glyph) not in taken]
    return blocks, free


def _holds_all(table: Item, inside: Sequence[Glyph]) -> bool:
    """Say whether the cells hold (nearly) all that stands within the table's frame."""
    kept = {text for row in table.rows for text in row}
    printed = sum(len(glyph.text) for glyph in inside)
    return (
        sum(len("".join(text.split())) for row in table.rows for text in row) >= _HELD * printed
        if kept
        else False
    )


def _hull(cells: Sequence[Frame]) -> Frame:
    return Frame(
        x0=min(cell.x0 for cell in cells),
        top=min(cell.top for cell in cells),
        x1=max(cell.x1 for cell in cells),
        bottom=max(cell.bottom for cell in cells),
    )


def _size(cells: Sequence[Frame]) -> float:
    hull = _hull(cells)
    return (hull.x1 - hull.x0) * (hull.bottom - hull.top)


def _covered(glyph: Glyph, running: frozenset[Word]) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return any(word.x0 <= x <= word.x1 and word.top <= y <= word.bottom for word in running)


def _inside(rule: Frame, block: Item) -> bool:
    y = (rule.top + rule.bottom) / 2
    return block.top - 3 <= y <= block.bottom + 3 and rule.x0 >= block.x0 - 3 and rule.x1 <= block.x1 + 3


def _lies_in(row: Item, table: Item) -> bool:
    return table.top <= (row.top + row.bottom) / 2 <= table.bottom


def _in_item(word: Word, item: Item) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return item.x0 <= x <= item.x1 and item.top <= y <= item.bottom
