"""The document tree while it grows: blocks that tile one canonical text, and what was lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from guidelines.errors import UnreadableDocumentError
from guidelines.model import Block, BlockKind, Box, Reading, ReadingWarning

CELL_SEPARATOR = " | "
_SPACES = re.compile(r"[^\S\n]+")
_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def join_lines(lines: Iterable[str]) -> str:
    """Join the lines of one paragraph: nothing between Chinese characters, else one blank."""
    joined: list[str] = []
    for line in lines:
        piece = _SPACES.sub(" ", line).strip()
        if not piece:
            continue
        if joined and not (_CJK.match(joined[-1][-1]) and _CJK.match(piece)):
            joined.append(" ")
        joined.append(piece)
    return "".join(joined)


class Tree:
    """Collects blocks in reading order and makes a `Reading` of them."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._warnings: list[ReadingWarning] = []
        self._end = 0

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int | None = None,
        page: int | None = None,
        box: Box | None = None,
    ) -> None:
        """Append a block of running text; a block without text is no block."""
        tidy = join_lines(text.splitlines())
        if tidy:
            self._append(kind, tidy, level=level, page=page, box=box)

    def add_table(
        self, rows: Sequence[Sequence[str]], *, page: int | None = None, box: Box | None = None
    ) -> None:
        """Append a table: one row a line, cells joined by ` | `, short rows filled up; empty rows dropped."""
        tidy = [tuple(join_lines(cell.splitlines()) for cell in row) for row in rows]
        width = max((len(row) for row in tidy), default=0)
        kept = tuple((*row, *[""] * (width - len(row))) for row in tidy if any(row))
        if kept:
            text = "\n".join(CELL_SEPARATOR.join(row) for row in kept)
            self._append("table", text, page=page, box=box, rows=kept)

    def warn(self, what: str, *, page: int | None = None) -> None:
        """Record something that could not be carried over."""
        self._warnings.append(ReadingWarning(what=what, page=page))

    def reading(self, *, name: str, pages: int | None = None) -> Reading:
        """Finish the document.

        Raises:
            UnreadableDocumentError: no text was found.
        """
        if not self._blocks:
            message = f"{name!r} holds no text; check the file"
            raise UnreadableDocumentError(message)
        return Reading(
            text="\n".join(block.text for block in self._blocks),
            blocks=tuple(self._blocks),
            pages=pages,
            warnings=tuple(self._warnings),
        )

    def _append(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int | None = None,
        page: int | None = None,
        box: Box | None = None,
        rows: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        start = self._end + 1 if self._blocks else 0
        self._end = start + len(text)
        self._blocks.append(
            Block(
                kind=kind,
                text=text,
                start=start,
                end=self._end,
                level=level,
                page=page,
                box=box,
                rows=rows,
            )
        )
