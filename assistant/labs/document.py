"""A report as a PDF: printed words are taken where they stand, a scanned page is read like a photograph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from assistant.errors import InvalidQuestionError
from assistant.labs.photo import Photograph, Spotted, read_picture, read_printed
from guidelines.errors import UnreadableDocumentError
from guidelines.readers.glyphs import LOST, words
from guidelines.readers.ocr import Recogniser, Seen, drawn
from guidelines.readers.pdf import printed_pages
from guidelines.readers.picture import upright
from guidelines.readers.sheet import Sheet

MOST_PAGES: Final = 5
_SURE: Final = 1.0


def read_pdf_report(
    data: bytes, eyes: Recogniser | None, *, knows: Callable[[str], bool]
) -> tuple[Photograph, int]:
    """Read the results off a PDF; gives how many pages could not be read because they are pictures, too.

    Raises:
        InvalidQuestionError: it is damaged, locked, or has too many pages.
    """
    try:
        pages = printed_pages(data, name="report.pdf", most=MOST_PAGES)
    except UnreadableDocumentError as fault:
        raise InvalidQuestionError(str(fault)) from None
    results: list[Spotted] = []
    texts: list[str] = []
    unread = 0
    for number, page in enumerate(pages, start=1):
        if page is not None:
            read = read_printed(_pieces(page))
        elif eyes is not None:
            read = read_picture(upright(drawn(data, number)[0])[0], eyes, knows=knows)
        else:
            unread += 1
            continue
        results.extend(read.results)
        texts.append(read.text)
    return Photograph(results=tuple(map(_whole, results)), text="\n".join(texts)), unread


def _pieces(page: Sheet) -> list[Seen]:
    """Give the words of a page; one that follows a blank says so, since English names have several."""
    return [
        Seen(
            text=f" {one.text}" if one.parted else one.text,
            confidence=_SURE,
            x0=one.x0,
            top=one.top,
            x1=one.x1,
            bottom=one.bottom,
        )
        for one in words(page.glyphs)
    ]


def _whole(one: Spotted) -> Spotted:
    """Take back a result with a character that the print does not name."""
    cells = (one.item.name, str(one.item.value or ""), one.item.unit, one.item.range)
    if any(LOST in cell for cell in cells):
        return Spotted(item=type(one.item)(name=one.item.name, value=None), sure=False)
    return one
