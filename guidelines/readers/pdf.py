"""PDF, page by page: printed text or, where there is none, what is recognised; what is missing is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, TypeAlias

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from guidelines.errors import UnreadableDocumentError
from guidelines.model import Reading
from guidelines.readers import rapid_ocr
from guidelines.readers.flow import assemble
from guidelines.readers.glyphs import LOST
from guidelines.readers.ocr import Recogniser, scanned
from guidelines.readers.printed import Printed, printed_sheet
from guidelines.readers.sheet import Sheet
from guidelines.readers.tree import Tree

Untyped: TypeAlias = Any
"""What pdfplumber hands out; the library has no types."""

_UNREADABLE = 0.3
_MOSTLY = 0.5
_LOW_CONFIDENCE = 0.9


def read_pdf(data: bytes, *, name: str, recogniser: Recogniser | None = None) -> Reading:
    """Read a PDF into blocks; pages without text are recognised if `recogniser` (or the one installed) can.

    Raises:
        UnreadableDocumentError: damaged, locked by a password, without pages, or scanned throughout while
            nothing that recognises pictures is installed.
    """
    tree = Tree()
    with _opened(data, name) as document:
        pages = [_page(page, name) for page in document.pages]
    if not pages:
        message = f"{name!r} has no pages; check the file"
        raise UnreadableDocumentError(message)
    pictures = [page.sheet.number for page in pages if _needs_eyes(page)]
    eyes = (recogniser or rapid_ocr.installed()) if pictures else None
    if eyes is None and pictures and not any(page.sheet.glyphs for page in pages):
        message = (
            f"{name!r} has no text layer on any of {len(pages)} pages; {rapid_ocr.MISSING}, then add it again"
        )
        raise UnreadableDocumentError(message)
    seen = scanned(data, pictures, eyes) if eyes is not None else {}
    sheets = [_told(page, seen.get(page.sheet.number), tree) for page in pages]
    if not any(sheet.glyphs for sheet in sheets):
        message = f"{name!r} holds no text on any of {len(pages)} pages, neither printed nor in its pictures"
        raise UnreadableDocumentError(message)
    assemble(sheets, tree)
    return tree.reading(name=name, pages=len(pages))


def printed_pages(data: bytes, *, name: str, most: int) -> list[Sheet | None]:
    """Give the printed sheets of a PDF of at most `most` pages; None stands for a page that is a picture.

    Text that lies over a picture of the page is a recognition of it and no print: that is a picture, too.

    Raises:
        UnreadableDocumentError: damaged, locked by a password, without pages, or with too many.
    """
    with _opened(data, name) as document:
        if not 1 <= len(document.pages) <= most:
            message = f"{name!r} has {len(document.pages)} pages; 1 to {most} are read"
            raise UnreadableDocumentError(message)
        pages = [(_pictured(page), _page(page, name)) for page in document.pages]
    return [None if pictured or _needs_eyes(page) else page.sheet for pictured, page in pages]


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Untyped]:
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


def _pictured(page: Untyped) -> bool:
    """Say whether one picture takes up most of a page."""
    whole = float(page.width) * float(page.height)
    taken = [(one["x1"] - one["x0"]) * (one["bottom"] - one["top"]) for one in page.images]
    return max(taken, default=0.0) >= _MOSTLY * whole


def _page(page: Untyped, name: str) -> Printed:
    try:
        return printed_sheet(page)
    except Exception as fault:
        message = f"{name!r} is damaged on page {int(page.page_number)}"
        raise UnreadableDocumentError(message) from fault
    finally:
        page.close()


def _needs_eyes(page: Printed) -> bool:
    """Say whether a page is a picture, or its text layer names too few of its characters."""
    glyphs = page.sheet.glyphs
    if not glyphs:
        return page.drawn
    return sum(glyph.text == LOST for glyph in glyphs) > _UNREADABLE * len(glyphs)


def _told(page: Printed, seen: Sheet | None, tree: Tree) -> Sheet:
    """Choose between the printed and the recognised text of a page and say what is doubtful about it."""
    number = page.sheet.number
    if seen is not None:
        doubts: Sequence[str] = _recognised(seen)
    elif page.drawn and not page.sheet.glyphs:
        doubts = [f"page {number} has no text layer (scanned?); {rapid_ocr.MISSING}"]
    else:
        doubts = page.doubts if page.sheet.glyphs else [f"page {number} is empty"]
    for doubt in doubts:
        tree.warn(doubt, page=number)
    return page.sheet if seen is None else seen


def _recognised(sheet: Sheet) -> list[str]:
    """Say that a page was recognised from its picture, and how surely."""
    if sheet.confidence is None or not sheet.glyphs:
        return [f"page {sheet.number} shows no text that could be recognised"]
    return [
        f"page {sheet.number} was recognised from its picture: mean confidence {sheet.confidence:.2f}"
        + ("; LOW: compare it with the original" if sheet.confidence < _LOW_CONFIDENCE else "")
    ]
