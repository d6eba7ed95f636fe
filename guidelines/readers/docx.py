"""DOCX: headings, numbered lists, tables and footnotes in document order; bombs are refused unopened."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table

from guidelines.errors import UnreadableDocumentError
from guidelines.model import Reading
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
        self._notes: list[str] = []
        self._styles = {known.style_id: str(known.name or "") for known in document.styles}

    def walk(self) -> None:
        for element in self._document.element.body.iterchildren():
            self._element(element)
        self._footnotes()
        self._running_matter()

    def _element(self, element: Element) -> None:
        if element.tag == qn("w:p"):
            self._paragraph(element)
        elif element.tag == qn("w:tbl"):
            self._table(element)
        elif element.tag == qn("w:sdt"):
            for inner in element.iterchildren(qn("w:sdtContent")):
                for child in inner.iterchildren():
                    self._element(child)

    def _paragraph(self, element: Element) -> None:
        text = "".join(_runs(element))
        style = self._style(element)
        mark = self._numbering.mark(element)
        self._notes.extend(ref.get(qn("w:id")) for ref in element.iter(qn("w:footnoteReference")))
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
        else:
            self._plain(line)
        for box in element.iter(qn("w:txbxContent")):
            for inner in box.iterchildren(qn("w:p")):
                self._tree.add("paragraph", "".join(_runs(inner)))

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
        table = Table(element, self._document)
        rows = [
            ["\n".join("".join(_runs(paragraph._p)) for paragraph in cell.paragraphs) for cell in row.cells]  # noqa: SLF001 - the element itself has no public name
            for row in table.rows
        ]
        nested = sum(len(cell.tables) for row in table.rows for cell in row.cells)
        self._tree.add_table(rows)
        if nested:
            self._tree.warn(f"{nested} tables inside table cells were left out")

    def _footnotes(self) -> None:
        notes = {
            note.get(qn("w:id")): "".join(_runs(note))
            for part in self._document.part.package.iter_parts()
            if str(part.partname).endswith("/footnotes.xml")
            for note in parse_xml(part.blob).iter(qn("w:footnote"))
        }
        for number, key in enumerate(self._notes, start=1):
            if notes.get(key, "").strip():
                self._tree.add("footnote", f"[{number}] {notes[key].strip()}")

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


def _runs(element: Element) -> Iterator[str]:
    """Give a paragraph's text, insertions included, deletions and text boxes left out."""
    for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if node.tag == qn("w:t"):
            inside = next(node.iterancestors(qn("w:txbxContent")), None)
            if inside is None or inside in list(element.iterancestors(qn("w:txbxContent"))):
                yield node.text or ""
        elif node.getparent().tag == qn("w:r"):
            yield "-" if node.tag == qn("w:noBreakHyphen") else " "
