"""A record as DOCX: set like a hospital's form, with the label on every page and in the file's properties."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from serving.interop.record_page import Page

if TYPE_CHECKING:
    from docx.document import Document

_SONG: Final = "宋体"
_HEI: Final = "黑体"
_CUSTOM: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="AIGC">'
    "<vt:lpwstr>{}</vt:lpwstr></property></Properties>"
)


def write(page: Page) -> bytes:
    """Write the record; Word shows the label in head and text, a program finds it as the property `AIGC`."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    _east(style.element.get_or_add_rPr(), _SONG)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(4), 1.35

    def add(
        text: str, *, size: float = 11, bold: bool = False, centred: bool = False, quiet: bool = False
    ) -> Any:  # noqa: ANN401 - python-docx ships no types
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(size)
        _east(run._element.get_or_add_rPr(), _HEI if bold else _SONG)  # noqa: SLF001 - the library has no way to set the East Asian font
        if quiet:
            run.font.color.rgb = RGBColor(0x7A, 0x4B, 0x00)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    head = section.header.paragraphs[0]
    head.text, head.alignment = page.label.text, WD_ALIGN_PARAGRAPH.CENTER
    add(page.title, size=18, bold=True, centred=True)
    add(page.label.text, size=9.5, centred=True, quiet=True)
    _ruled(add("    ".join(f"{name}：{value}" for name, value in page.patient_line), size=10.5))
    for one in page.printed:
        paragraph = add(f"{one.name}：", bold=True)
        run = paragraph.add_run(one.text)
        run.font.size = Pt(11)
        if one.missing:
            run.font.color.rgb = RGBColor(0x70, 0x70, 0x70)
    if page.codes:
        add(f"{page.word('codes')}：", bold=True).add_run("；".join(page.code_lines))
    foot = add(page.signature_line, bold=True)
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if page.amendments:
        add(page.word("amendments"), bold=True)
        for line in page.amendment_lines:
            add(line)
    add(page.label.text, size=9.5, centred=True, quiet=True)
    _described(document, page)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _east(properties: Any, font: str) -> None:  # noqa: ANN401 - an lxml element of the library's own kind
    from docx.oxml.ns import qn

    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _ruled(paragraph: Any) -> None:  # noqa: ANN401 - python-docx ships no types
    """Draw the line under the patient's data."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    border, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", "444444")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().append(border)  # noqa: SLF001 - the library has no paragraph borders


def _described(document: Document, page: Page) -> None:
    """Write title, time and the machine-readable label into the file's properties."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    core = document.core_properties
    core.title, core.subject = page.title, page.label.text
    core.author = page.signature.name if page.signature is not None else ""
    core.created = core.modified = page.written_at.replace(tzinfo=None)
    core.keywords = "AIGC"
    package = document.part.package
    blob = _PROPERTIES.format(escape(page.label.json)).encode()
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM, blob, package)
    package.relate_to(part, _CUSTOM_REL)
