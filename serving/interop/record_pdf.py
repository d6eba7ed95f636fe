"""A record as PDF: set like a hospital's form, the label on every page, in the text and as XMP metadata."""

from __future__ import annotations

import io
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Final

from serving.interop.chinese_font import font_file, subset
from serving.interop.record_page import Page

_STANDARD: Final = "STSong-Light"
"""A font that every reader of Chinese PDFs has; used by name where none can be embedded."""

_FIRST_PLANE: Final = 0xFFFF
_UNSEEN: Final = frozenset({"Cf", "Mn", "Me"})
"""Characters that show nothing of their own; left out where the font has none of them."""

_XMP: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">'
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{label}</rdf:li></rdf:Alt></dc:description>'
    "<TC260:AIGC>{aigc}</TC260:AIGC>"
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def write(page: Page) -> bytes:
    """Write the record; a reader sees the label on each page, a program finds it in the metadata."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    out = io.BytesIO()
    width, height = A4
    left, top, bottom = 22 * mm, 24 * mm, 22 * mm
    document = BaseDocTemplate(
        out, pagesize=A4, title=page.title, author="", subject=page.label.text, keywords=page.label.json,
        creator="yizheng",
    )  # fmt: skip
    frame = Frame(left, bottom, width - 2 * left, height - top - bottom, 0, 0, 0, 0)

    with _font(page) as font:

        def furniture(canvas: Any, _: Any) -> None:  # noqa: ANN401 - reportlab ships no types
            _labelled(canvas, page, font.name, (width, height, left))

        document.addPageTemplates(PageTemplate(frames=[frame], onPage=furniture))
        document.build(_flow(page, font, width - 2 * left), canvasmaker=_counting(page, font.name))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Font:
    """A registered font, and the characters of the page that it cannot show."""

    name: str
    lacking: frozenset[str]

    def shown(self, text: str) -> str:
        """Write what the font lacks by its number, so that nothing is lost or looks like something else."""
        if not self.lacking.intersection(text):
            return text
        return "".join(_number(char) if char in self.lacking else char for char in text)


def _number(char: str) -> str:
    return "" if unicodedata.category(char) in _UNSEEN else f"〔U+{ord(char):04X}〕"


@contextmanager
def _font(page: Page) -> Iterator[_Font]:
    """Register the font for this page: embedded where a Chinese font lies on this machine, else by name.

    The library keeps fonts for ever; one that was cut for a single page is taken out again.
    """
    from reportlab.lib import fonts
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    file = font_file()
    characters = "".join(sorted(set(_words(page))))
    name = f"record{secrets.token_hex(8)}"
    cut = None if file is None else subset(file, characters, called=name)
    if cut is None:
        pdfmetrics.registerFont(UnicodeCIDFont(_STANDARD))
        yield _Font(_STANDARD, frozenset(char for char in characters if ord(char) > _FIRST_PLANE))
        return
    _number_whole_characters()
    font = TTFont(name, io.BytesIO(cut.data))
    pdfmetrics.registerFont(font)
    try:
        yield _Font(name, cut.lacking)
    finally:
        # The library has no way to forget a font.
        pdfmetrics._dynFaceNames.pop(font.face.name, None)  # noqa: SLF001 - as above
        for kept in (pdfmetrics._fonts, fonts._ps2tt_map):  # noqa: SLF001 - as above
            kept.pop(name, None)
        for key in [key for key in fonts._tt2ps_map if key[0] == name]:  # noqa: SLF001 - as above
            del fonts._tt2ps_map[key]  # noqa: SLF001 - as above


@cache
def _number_whole_characters() -> None:
    """Let the library say which character a glyph is beyond the first plane, too, where rare names lie.

    It writes four digits of five there, and a reader who copies or searches finds another character.
    """
    from reportlab.pdfbase import ttfonts

    written = ttfonts.makeToUnicodeCMap

    def whole(name: str, codes: list[int]) -> str:
        told: str = written(name, codes)
        for place, code in enumerate(codes):
            if code > _FIRST_PLANE:
                pair = chr(code).encode("utf-16-be").hex().upper()
                told = told.replace(f"<{place:02X}> <{code:04X}>", f"<{place:02X}> <{pair}>")
        return told

    ttfonts.makeToUnicodeCMap = whole


def _words(page: Page) -> str:
    """Give everything that is printed."""
    told = [page.title, page.label.text, page.signature_line, *page.code_lines, *page.amendment_lines]
    told += [part for pair in page.patient_line for part in pair]
    told += [part for one in page.printed for part in (one.name, one.text)]
    told += ["【】"] + [page.word(key) for key in ("codes", "amendments", "page", "made", "version")]
    return "".join(told) + page.chart_id + "0123456789-:：. /()（）；〔〕U+ABCDEF"


def _flow(page: Page, font: _Font, width: float) -> list[Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.enums import TA_CENTER, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import HRFlowable, Paragraph, Spacer, Table, TableStyle

    body = ParagraphStyle("body", fontName=font.name, fontSize=10.5, leading=18, wordWrap="CJK", spaceAfter=5)
    name = ParagraphStyle("name", parent=body, textColor=HexColor("#0c5a66"), spaceAfter=0, keepWithNext=1)
    title = ParagraphStyle("title", parent=body, fontSize=18, leading=28, alignment=TA_CENTER, spaceAfter=2)
    label = ParagraphStyle(
        "label", parent=body, fontSize=9, alignment=TA_CENTER, textColor=HexColor("#7a4b00")
    )
    quiet = ParagraphStyle("quiet", parent=body, textColor=HexColor("#6b7a82"))
    right = ParagraphStyle("right", parent=body, alignment=TA_RIGHT, spaceBefore=14)

    def said(text: str, style: ParagraphStyle) -> Paragraph:
        lines = font.shown(text).splitlines()
        return Paragraph("<br/>".join(escape(line, quote=False) for line in lines), style)

    patient = Table(
        [[said(f"{key}：{value}", body) for key, value in page.patient_line]],
        colWidths=[width / len(page.patient_line)] * len(page.patient_line),
    )
    ink, all_of_it = HexColor("#17262d"), ((0, 0), (-1, -1))
    patient.setStyle(
        TableStyle(
            [
                ("LINEABOVE", *all_of_it, 1, ink),
                ("LINEBELOW", *all_of_it, 0.5, ink),
                ("LEFTPADDING", *all_of_it, 2),
            ]
        )
    )
    flow: list[Any] = [said(page.title, title), said(page.label.text, label), patient, Spacer(1, 8)]
    sections = [(one.name, one.text, quiet if one.missing else body) for one in page.printed]
    sections += [(page.word("codes"), "\n".join(page.code_lines), body)] if page.codes else []
    for heading, text, style in sections:
        flow += [said(f"【{heading}】", name), said(text, style)]
    flow.append(said(page.signature_line, right))
    if page.amendments:
        flow += [HRFlowable(width="100%", thickness=0.5), said(page.word("amendments"), name)]
        flow += [said(line, body) for line in page.amendment_lines]
    return [*flow, Spacer(1, 6), said(page.label.text, label)]


def _labelled(canvas: Any, page: Page, font: str, size: tuple[float, float, float]) -> None:  # noqa: ANN401 - reportlab ships no types
    """Print the label above and the record's number below every page, and write the metadata once."""
    width, height, left = size
    canvas.saveState()
    canvas.setFont(font, 8.5)
    canvas.setFillGray(0.35)
    canvas.drawCentredString(width / 2, height - 40, page.label.text)
    canvas.drawString(left, 34, f"{page.word('version')} {page.version}  {page.chart_id}")
    canvas.restoreState()


def _counting(page: Page, font: str) -> type[Any]:
    """Make a canvas that knows how many pages there are, and that carries the metadata."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase.pdfdoc import XMP
    from reportlab.pdfgen.canvas import Canvas

    packet = _XMP.format(
        title=escape(page.title), label=escape(page.label.text), aigc=escape(page.label.json, quote=False)
    )

    class Counted(Canvas):  # type: ignore[misc] # reportlab ships no types
        def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's signature
            super().__init__(*given, **named)
            self._kept: list[dict[str, Any]] = []
            self._doc.Catalog.Metadata = XMP(creator=lambda _: packet.encode())

        def showPage(self) -> None:  # noqa: N802 - the library's name
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._kept, start=1):
                self.__dict__.update(state)
                self.setFont(font, 8.5)
                self.setFillGray(0.35)
                self.drawRightString(A4[0] - 62, 34, page.word("page").format(number, len(self._kept)))
                super().showPage()
            super().save()

    return Counted
