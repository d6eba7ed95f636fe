"""Printed lines to blocks: titles, headings and list items found, broken lines joined again.

Text files and PDF pages share this: what they hold is lines, not paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guidelines.model import BlockKind, Box
from guidelines.readers.openings import PLAIN, Opening, opening_of, short_heading
from guidelines.readers.tree import Tree, join_lines
from guidelines.text import language_of

_TERMINAL = "。！？；：.!?;:”）)】"
_BROKEN = 18
_TITLE_LENGTH = 45
_TITLE_LINES = 6
_ANNEX = 2
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻,，"
_ALONE = frozenset({"title", "heading", "contents"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line.

    `gap`: white space parts it from the line before. `full`: it reaches the right margin, so that it may go
    on. `large`: it stands out by its type. `indented`: it begins right of its column's edge. `fresh`: it is
    the first of a column or page, or comes after something that stands apart.
    """

    text: str
    gap: bool = False
    full: bool = False
    page: int | None = None
    box: Box | None = None
    large: bool = False
    indented: bool = False
    fresh: bool = False


@dataclass(slots=True)
class _Open:
    """The block that is still growing."""

    kind: BlockKind
    level: int | None
    lines: list[Line]


class Assembler:
    """Turns lines into blocks of a tree, in order; `close` ends the last block."""

    def __init__(self, tree: Tree, *, wrapped: bool) -> None:
        self._tree = tree
        self._wrapped = wrapped
        self._open: _Open | None = None
        self._titles = _TITLE_LINES
        self._held: list[Callable[[], object]] = []

    def feed(self, lines: Sequence[Line]) -> None:
        """Take lines in reading order; a block may go on over two calls."""
        for at, line in enumerate(lines):
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            self._take(line, following)

    def aside(self, put: Callable[[], object]) -> None:
        """Put something that stands apart: at once, or after the sentence that goes on around it."""
        if self._open is not None and _goes_on_elsewhere(self._open):
            self._held.append(put)
        else:
            self.close()
            put()

    def apart(self, lines: Sequence[Line]) -> None:
        """Put the lines of a framed box as blocks of their own."""
        inner = Assembler(self._tree, wrapped=self._wrapped)
        inner._titles = 0
        inner.feed(lines)
        inner.close()

    def close(self) -> None:
        """End the block that is still open, and put what was held back by it."""
        if self._open is not None:
            self._add(self._open)
            self._open = None
        held, self._held = self._held, []
        for put in held:
            put()

    def _add(self, block: _Open) -> None:
        first = block.lines[0]
        self._tree.add(
            block.kind,
            join_lines(line.text for line in block.lines),
            level=block.level,
            page=first.page,
            box=hull([line.box for line in block.lines if line.page == first.page]),
        )

    def _take(self, line: Line, following: str) -> None:
        opening = opening_of(line.text)
        if self._open is not None and self._continues(self._open, line, opening):
            self._open.lines.append(line)
            return
        self.close()
        kind, level = self._kind(line, opening, following)
        self._open = _Open(kind, level, [line])
        if kind in {"title", "heading", "contents"}:
            self.close()

    def _kind(self, line: Line, opening: Opening, following: str) -> tuple[BlockKind, int | None]:
        if opening.kind == "heading" and opening.level == _ANNEX and self._titles == _TITLE_LINES:
            return "title", None
        if opening.kind == "contents":
            return "contents", None
        if opening.kind == "plain":
            return self._plain_kind(line), None
        self._titles = 0
        if opening.kind == "list_item":
            return self._item_kind(line, opening, following), opening.level
        goes_on = line.full and not ends_sentence(line.text) and opening_of(following) == PLAIN
        return "heading" if opening.kind == "heading" and not goes_on else "paragraph", opening.level

    def _item_kind(self, line: Line, opening: Opening, following: str) -> BlockKind:
        after = opening_of(following)
        alone = bool(following) and (after.kind, after.level) != ("list_item", opening.level)
        whole = line.box is None or not line.full
        heads = alone and whole and opening.level in {7, 8} and short_heading(line.text)
        return "heading" if heads else "list_item"

    def _plain_kind(self, line: Line) -> BlockKind:
        text = line.text.strip()
        self._titles -= 1
        fits = line.large or len(text) <= (_BROKEN if line.full else _TITLE_LENGTH)
        if self._titles >= 0 and fits and text[-1] not in "。；：:;,，":
            return "title"
        self._titles = 0
        return "heading" if line.large and text[-1] not in "。；;，," else "paragraph"

    def _continues(self, block: _Open, line: Line, opening: Opening) -> bool:
        last = block.lines[-1]
        if opening != PLAIN or line.gap:
            return False
        if line.large or block.kind in _ALONE:
            return False
        if self._wrapped:
            return not (line.fresh and (ends_sentence(last.text) or line.indented))
        if line.box is None:
            return len(last.text.rstrip()) >= _BROKEN and not ends_sentence(last.text)
        if ends_sentence(last.text):
            return last.full and block.lines[0].indented and not line.indented and not line.fresh
        return last.full and not (line.indented and not last.indented)


def ends_sentence(text: str) -> bool:
    """Say whether a line closes with a full stop or the like, raised references aside."""
    return text.rstrip().rstrip(_RAISED)[-1:] in _TERMINAL


def _goes_on_elsewhere(block: _Open) -> bool:
    last = block.lines[-1]
    return block.kind in {"paragraph", "list_item"} and last.full and not ends_sentence(last.text)


def is_wrapped(lines: Sequence[str]) -> bool:
    """Say whether a text is English set in short lines, with blank lines between its paragraphs."""
    full = [line for line in lines if line.strip()]
    blank = len(lines) - len(full)
    return (
        language_of("\n".join(full[:200])) == "en"
        and blank > 0
        and max((len(line) for line in full), default=0) <= 120
    )


def hull(boxes: Sequence[Box | None]) -> Box | None:
    """Give the rectangle around several on one page."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    return Box(
        page=known[0].page,
        x0=min(box.x0 for box in known),
        top=min(box.top for box in known),
        x1=max(box.x1 for box in known),
        bottom=max(box.bottom for box in known),
    )
