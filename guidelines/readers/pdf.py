"""Born-digital PDF, page by page: text with page and box, tables as tables, what was left out as warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import Any, TypeAlias

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from guidelines.errors import UnreadableDocumentError
from guidelines.model import Box, Reading
from guidelines.readers.layout import Item, PageLayout, Word, lay_out, running_rows
from guidelines.readers.lines import Assembler, Line
from guidelines.readers.tree import Tree, join_lines
from guidelines.text import language_of

Untyped: TypeAlias = Any
"""What pdfplumber hands out; the library has no types."""

_TERMINAL = "。！？；：.!?;:"
_LARGE = 1.15
_FULL_PAGE = 8
_BOLD_HEADING = 90
_INDENT = 1.4
_PARTED = 0.6
_FEW_STEPS = 3


def read_pdf(data: bytes, *, name: str) -> Reading:
    """Read a PDF with a text layer into blocks.

    Raises:
        UnreadableDocumentError: damaged, locked by a password, without pages, or scanned throughout.
    """
    tree = Tree()
    with _opened(data, name) as document:
        pages = [_page(page, tree, name) for page in document.pages]
    if not pages:
        message = f"{name!r} has no pages; check the file"
        raise UnreadableDocumentError(message)
    if not any(page.items for page in pages):
        message = f"{name!r} has no text layer on any of {len(pages)} pages; OCR comes with a later release"
        raise UnreadableDocumentError(message)
    _assemble(pages, tree)
    return tree.reading(name=name, pages=len(pages))


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    try:
        document = pdfplumber.open(BytesIO(data))
    except Exception as fault:  # pdfminer lets parser errors of many kinds through
        locked = isinstance(fault, PDFPasswordIncorrect) or any(
            isinstance(part, PDFPasswordIncorrect) for part in fault.args
        )
        what = "locked by a password; save it without one" if locked else "damaged, no readable PDF"
        message = f"{name!r} is {what}"
        raise UnreadableDocumentError(message) from fault
    with document:
        try:
            document.pages  # noqa: B018 - the page tree is parsed on first use
        except Exception as fault:
            message = f"{name!r} is damaged: its pages cannot be listed"
            raise UnreadableDocumentError(message) from fault
        yield document


def _page(page: Untyped, tree: Tree, name: str) -> PageLayout:
    number = int(page.page_number)
    try:
        layout, lost = _read_page(page, number)
    except Exception as fault:
        message = f"{name!r} is damaged on page {number}"
        raise UnreadableDocumentError(message) from fault
    finally:
        page.close()
    if not layout.items:
        tree.warn(f"page {number} has no text layer (scanned?)", page=number)
    if lost:
        tree.warn(f"{lost} characters on page {number} could not be placed", page=number)
    return layout


def _read_page(page: Untyped, number: int) -> tuple[PageLayout, int]:
    page = page.dedupe_chars()
    tables = [table for found in page.find_tables() if (table := _table(page, found)) is not None]
    words = [_word(word) for word in page.extract_words(extra_attrs=["size", "fontname"])]
    outside = [word for word in words if not any(_inside(word, table) for table in tables)]
    layout = lay_out(outside, tables, number=number, width=float(page.width), height=float(page.height))
    printed = sum(1 for char in page.chars if not char["text"].isspace())
    kept = sum(
        _letters(item.text) + sum(_letters(cell) for row in item.rows for cell in row)
        for item in layout.items
    )
    expanded = sum(_letters(char["text"]) - 1 for char in page.chars if not char["text"].isspace())
    return layout, max(printed + expanded - kept, 0)


def _letters(text: str) -> int:
    return sum(1 for char in text if not char.isspace())


def _word(word: dict[str, Any]) -> Word:
    return Word(
        text=str(word["text"]),
        x0=float(word["x0"]),
        x1=float(word["x1"]),
        top=float(word["top"]),
        bottom=float(word["bottom"]),
        size=float(word["size"]),
        bold="bold" in str(word["fontname"]).casefold(),
    )


def _table(page: Untyped, found: Untyped) -> Item | None:
    """Take a ruled grid as a table if it has cells side by side and holds all the text within its frame."""
    rows = tuple(tuple(join_lines((cell or "").splitlines()) for cell in row) for row in found.extract())
    filled = [row for row in rows if any(row)]
    used = {column for row in filled for column, cell in enumerate(row) if cell}
    if len(filled) < 2 or len(used) < 2:
        return None
    x0, top, x1, bottom = (float(edge) for edge in found.bbox)
    inside = page.crop((max(x0, 0), max(top, 0), min(x1, page.width), min(bottom, page.height)), strict=False)
    printed = sum(_letters(char["text"]) for char in inside.chars)
    if sum(_letters(cell) for row in rows for cell in row) < 0.98 * printed:
        return None
    columns = sorted(used)
    kept = tuple(tuple(row[column] for column in columns) for row in filled)
    return Item(x0=x0, x1=x1, top=top, bottom=bottom, rows=kept)


def _inside(word: Word, table: Item) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return table.x0 <= x <= table.x1 and table.top <= y <= table.bottom


def _assemble(pages: Sequence[PageLayout], tree: Tree) -> None:
    running = running_rows(pages)
    texts = [item.text for page in pages for item in page.items if item.words]
    sizes = [word.size for page in pages for item in page.items for word in item.words]
    body = median(sizes) if sizes else 0.0
    assembler = Assembler(tree, wrapped=language_of("\n".join(texts[:400])) == "en")
    for page in pages:
        held: list[Item] = []
        for item in page.items:
            if item in running[page.number]:
                continue
            if item.rows:
                assembler.feed(_lines(held, page, body))
                assembler.close()
                held = []
                tree.add_table(item.rows, page=page.number, box=_box(item, page.number))
            else:
                held.append(item)
        assembler.feed(_lines(held, page, body))
    assembler.close()
    removed = sum(len(rows) for rows in running.values())
    if removed:
        tree.warn(f"{removed} running heads, feet and page numbers were left out")


def _lines(items: Sequence[Item], page: PageLayout, body: float) -> list[Line]:
    left = min((item.x0 for item in items), default=0.0)
    rows = [item.size for item in page.items if item.words]
    usual = median(rows) if len(rows) >= _FULL_PAGE else body
    steps = [item.top - above.bottom for above, item in pairwise(items) if item.top > above.top]
    leading = median(steps) if len(steps) >= _FEW_STEPS else 0.0
    lines: list[Line] = []
    for at, item in enumerate(items):
        above = items[at - 1] if at else None
        lines.append(
            Line(
                text=item.text,
                gap=above is not None and _parted(item, above, left if page.columns == 1 else None, leading),
                page=page.number,
                box=_box(item, page.number),
                full=_full(item, items),
                large=_stands_out(item, usual),
            )
        )
    return lines


def _parted(item: Item, above: Item, left: float | None, leading: float) -> bool:
    """Say whether a row starts a paragraph: by its indent (one column only) or the space above it."""
    if item.top < above.top:
        return above.text[-1] in _TERMINAL
    indent = _INDENT * item.size
    indented = left is not None and item.x0 - left > indent and above.x0 - left <= indent
    return indented or item.top - above.bottom > leading + _PARTED * max(item.size, 1.0)


def _full(item: Item, items: Sequence[Item]) -> bool:
    """Say whether a row ends where the widest row of its column ends."""
    right = max(other.x1 for other in items if other.x0 < item.x1 and item.x0 < other.x1)
    return item.x1 >= right - 2 * item.size


def _stands_out(item: Item, body: float) -> bool:
    bold = all(word.bold for word in item.words) and len(item.text) <= _BOLD_HEADING
    return item.size > _LARGE * body or (bold and item.text[-1:] not in "。；;.,，")


def _box(item: Item, page: int) -> Box:
    return Box(page=page, x0=item.x0, top=item.top, x1=item.x1, bottom=item.bottom)
