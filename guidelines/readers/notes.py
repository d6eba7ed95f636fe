"""What a Word paragraph shows: its runs with tracked changes resolved, and the notes it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from guidelines.readers.glyphs import raised
from guidelines.readers.numbering import Element

_KINDS = ("footnote", "endnote")
_MARKS = {qn(f"w:{kind}Reference"): kind for kind in _KINDS}
_INK = tuple(qn(f"w:{name}") for name in ("t", "tab", "br", "cr", "noBreakHyphen"))


class Notes:
    """Numbers foot- and endnotes as their marks come up; a footnote is due after the block that names it."""

    def __init__(self, document: Element) -> None:
        self._texts = {
            (kind, note.get(qn("w:id"))): "".join(printed_text(note, None)).strip()
            for kind in _KINDS
            for part in document.part.package.iter_parts()
            if str(part.partname).endswith(f"/{kind}s.xml")
            for note in parse_xml(part.blob).iter(qn(f"w:{kind}"))
        }
        self._numbers: dict[tuple[str, str], str] = {}
        self._due: list[str] = []

    def mark(self, reference: Element) -> str:
        """Give the raised number printed for a reference; empty where its note says nothing."""
        key = (_MARKS[reference.tag], reference.get(qn("w:id")))
        if not self._texts.get(key):
            return ""
        if key not in self._numbers:
            number = 1 + sum(kind == key[0] for kind, _ in self._numbers)
            self._numbers[key] = str(number)
            if key[0] == "footnote":
                self._due.append(f"[{number}] {self._texts[key]}")
        return raised(self._numbers[key])

    def due(self) -> list[str]:
        """Give the footnotes first named since this was last asked."""
        due, self._due = self._due, []
        return due

    def endnotes(self) -> list[str]:
        """Give the endnotes, in the order of their marks."""
        return [
            f"[{number}] {self._texts[key]}" for key, number in self._numbers.items() if key[0] == "endnote"
        ]


def printed_text(element: Element, notes: Notes | None) -> Iterator[str]:
    """Give the text of runs: insertions included; deletions, moved-away text and text boxes left out."""
    boxes = list(element.iterancestors(qn("w:txbxContent")))
    for node in element.iter(*_INK, *_MARKS):
        inside = next(node.iterancestors(qn("w:txbxContent")), None)
        gone = next(node.iterancestors(qn("w:moveFrom"), qn("w:del")), None) is not None
        if gone or not (inside is None or inside in boxes):
            continue
        if node.tag == qn("w:t"):
            yield raised(node.text or "") if _is_raised(node) else (node.text or "")
        elif node.tag in _MARKS:
            yield notes.mark(node) if notes is not None else ""
        elif node.getparent().tag == qn("w:r"):
            yield "-" if node.tag == qn("w:noBreakHyphen") else " "


def _is_raised(node: Element) -> bool:
    properties = node.getparent().find(qn("w:rPr"))
    align = None if properties is None else properties.find(qn("w:vertAlign"))
    return align is not None and align.get(qn("w:val")) == "superscript"
