"""DOCX: headings, numbered lists, tables and footnotes in document order; bombs are refused unopened."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO

import docx
from docx.oxml.ns import qn
from docx.table import Table

from guidelines.errors import UnreadableDocumentError
from guidelines.model import Reading
from guidelines.readers.notes import Notes, printed_text
from guidelines.readers.numbering import Element, Numbering
from guidelines.readers.openings import opening_of
from guidelines.readers.tree import Tree

_MAX_UNPACKED = 400 * 1024 * 1024
_MAX_RATIO = 200
_RATIO_FROM = 5 * 1024 * 1024
_MAX_PARTS = 20_000
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def read_docx(data: bytes, *, name: str) -> Reading:
    """Read a Word document into blocks.

    Raises:
        UnreadableDocumentError: the file is no DOCX, is damaged, or unpacks to far more than it says.
    """
    refuse_bomb(data, name=name)
    try:
        document = docx.Document(BytesIO(data))
        tree = Tree()
        _Body(document, tree).walk()
    except UnreadableDocumentError:
        raise
    except Exception as fault:  # the library lets parser errors of several kinds through
        message = f"{name!r} is no readable DOCX (damaged, or protected by a password); save it again"
        raise UnreadableDocumentError(message) from fault
    return tree.reading(name=name)


def refuse_bomb(data: bytes, *, name: str) -> None:
    """Check what a zip archive says it holds before anything is unpacked.

    Raises:
        UnreadableDocumentError: it is no archive, or its size, ratio or number of parts is out of bounds.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        message = f"{name!r} is no readable DOCX (damaged, or protected by a password); save it again"
        raise UnreadableDocumentError(message) from fault
    unpacked = sum(part.file_size for part in parts)
    dense = any(
        part.file_size > _RATIO_FROM and part.file_size > _MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if unpacked > _MAX_UNPACKED or dense or len(parts) > _MAX_PARTS:
        message = f"{name!r} unpacks to {unpacked} bytes from {len(data)}: refused as a zip bomb"
        raise UnreadableDocumentError(message)


class _Body:
    """Walks the body in order; python-docx has no types at this edge."""

    def __init__(self, document: Element, tree: Tree) -> None:
        self._document = document
        self._tree = tree
        self._numbering = Numbering(document)
        self._notes = Notes(document)
        self._styles = {known.style_id: str(known.name or "") for known in document.styles}

    def walk(self) -> None:
        for element in self._document.element.body.iterchildren():
            self._element(element)
        self._put(self._notes.endnotes())
        self._running_matter()
        self._deletions()

    def _element(self, element: Element) -> None:
        if element.tag == qn("w:p"):
            self._paragraph(element)
        elif element.tag == qn("w:tbl"):
            self._table(element)
        elif element.tag == qn("w:sdt"):
            for inner in element.iterchildren(qn("w:sdtContent")):
                for child in inner.iterchildren():
                    self._element(child)

    def _paragraph(self, element: Element, *, framed: bool = False) -> None:
        text = "".join(self._runs(element))
        style = self._style(element)
        mark = self._numbering.mark(element)
        heading = _HEADING_STYLE.match(style)
        line = f"{mark or ''}{text}" if text.strip() else ""
        if style.casefold() in {"title", "标题"}:
            self._tree.add("title", line)
        elif heading:
            self._tree.add("heading", line, level=int(heading[1]))
        elif style.casefold() in {"caption", "题注"}:
            self._tree.add("caption", line)
        elif mark is not None:
            self._tree.add("list_item", line, level=self._numbering.depth(element))
        elif framed:
            self._tree.add("paragraph", line)
        else:
            self._plain(line)
        for box in element.iter(qn("w:txbxContent")):
            for inner in box.iterchildren(qn("w:p")):
                self._tree.add("paragraph", "".join(self._runs(inner)))
        self._put(self._notes.due())

    def _put(self, notes: Iterable[str]) -> None:
        for note in notes:
            self._tree.add("footnote", note)

    def _runs(self, element: Element) -> Iterator[str]:
        return printed_text(element, self._notes)

    def _plain(self, line: str) -> None:
        opening = opening_of(line)
        if opening.kind == "heading":
            self._tree.add("heading", line, level=opening.level)
        elif opening.kind == "contents":
            self._tree.add("contents", line)
        elif opening.kind == "list_item":
            self._tree.add("list_item", line, level=opening.level)
        else:
            self._tree.add("paragraph", line, level=opening.level)

    def _style(self, element: Element) -> str:
        properties = element.find(qn("w:pPr"))
        style = None if properties is None else properties.find(qn("w:pStyle"))
        key = None if style is None else style.get(qn("w:val"))
        return self._styles.get(key, "")

    def _table(self, element: Element) -> None:
        """Add a table, then the tables that stand inside its cells; a merged cell reaches over its places."""
        rows = [
            [self._cell(cell._tc) for cell in row.cells]  # noqa: SLF001 - the element has no public name
            for row in Table(element, self._document).rows
        ]
        inner = [table for table in element.iter(qn("w:tbl")) if _holder(table) is element]
        if len(rows) == 1 and len(set(rows[0])) == 1 and not inner:
            self._framed(element)
            return
        self._tree.add_table(rows)
        self._put(self._notes.due())
        for table in inner:
            self._table(table)

    def _cell(self, cell: Element) -> str:
        """Give a cell's paragraphs, those of tables within it left to be read after it."""
        return "\n".join(
            "".join(self._runs(paragraph))
            for paragraph in cell.iter(qn("w:p"))
            if next(paragraph.iterancestors(qn("w:tc")), None) is cell
            and next(paragraph.iterancestors(qn("w:txbxContent")), None) is None
        )

    def _framed(self, element: Element) -> None:
        """Read a table of a single cell as what it looks like: a box of paragraphs."""
        for paragraph in element.iter(qn("w:p")):
            self._paragraph(paragraph, framed=True)

    def _deletions(self) -> None:
        body = self._document.element.body
        gone = sum(len(text.text or "") for text in body.iter(qn("w:delText")))
        gone += sum(
            len(text.text or "") for moved in body.iter(qn("w:moveFrom")) for text in moved.iter(qn("w:t"))
        )
        added = sum(len(text.text or "") for new in body.iter(qn("w:ins")) for text in new.iter(qn("w:t")))
        if gone or added:
            self._tree.warn(
                f"tracked changes are open: {added} inserted characters were read as text, "
                f"{gone} deleted ones were left out; accept or reject them in Word to be sure"
            )

    def _running_matter(self) -> None:
        texts = {
            paragraph.text.strip()
            for section in self._document.sections
            for part in (section.header, section.footer)
            for paragraph in part.paragraphs
        }
        characters = sum(len(text) for text in texts)
        if characters:
            self._tree.warn(f"{characters} characters of running heads and feet were left out")


def _holder(table: Element) -> Element | None:
    return next(table.iterancestors(qn("w:tbl")), None)
