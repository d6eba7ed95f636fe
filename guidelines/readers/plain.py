"""Plain text: administrative Chinese with its numbered headings, or English in paragraphs."""

from __future__ import annotations

from guidelines.model import Reading
from guidelines.readers.encoding import decode
from guidelines.readers.lines import Assembler, Line, is_wrapped
from guidelines.readers.tree import Tree


def read_plain(data: bytes, *, name: str) -> Reading:
    """Read a text file into blocks; lines broken within a sentence are joined.

    Raises:
        UnreadableDocumentError: the bytes are no text.
    """
    raw = decode(data, name=name).split("\n")
    tree = Tree()
    assembler = Assembler(tree, wrapped=is_wrapped(raw))
    lines: list[Line] = []
    gap = False
    for text in raw:
        if text.strip():
            lines.append(Line(text=text, gap=gap))
        gap = not text.strip()
    assembler.feed(lines)
    assembler.close()
    lost = sum(text.count("\ufffd") for text in raw)
    if lost:
        tree.warn(f"{lost} characters were already unreadable in the file")
    return tree.reading(name=name)
