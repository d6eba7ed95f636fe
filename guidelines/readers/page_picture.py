"""A page of a PDF as its readers know it: its picture, and where on it words stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ctypes import byref, c_int
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium

from guidelines.model import Box
from guidelines.readers.pdfium import opened
from guidelines.text import fold

_WIDTH = 1240
_TALLEST = 4000
_FINE = 10_000
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_TELLING = frozenset("<>≥≤%")
_PARTS = re.compile(r"[。；;|\n]+|(?<=[a-z\d)])\.\s")
_SHORTEST_PART = 4
_LEAST_FOUND = 0.3
_SAME_LINE = 0.5
_WORD_GAP = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A rectangle on a page's picture, in shares of its width and height from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where words stand: the page (1-based), a rectangle a line, and how much of the words was found."""

    page: int
    places: tuple[Place, ...]
    share: float


def page_count(data: bytes) -> int:
    """Count the pages of a PDF.

    Raises:
        UnreadableDocumentError: it cannot be opened.
    """
    with opened(data) as document:
        return len(document)


def page_picture(data: bytes, number: int) -> bytes:
    """Draw a page (1-based) as a PNG, as wide as a printed page needs to be read on a screen.

    Raises:
        UnreadableDocumentError: it cannot be opened.
    """
    with opened(data) as document:
        page = document[number - 1]
        width, height = page.get_size()
        drawn = page.render(scale=min(_WIDTH / max(width, 1), _TALLEST / max(height, 1))).to_pil().copy()
    file = BytesIO()
    drawn.save(file, "PNG", compress_level=3)
    return file.getvalue()


def shape(data: bytes, number: int) -> float:
    """Give a page's height as a multiple of its width.

    Raises:
        UnreadableDocumentError: it cannot be opened.
    """
    with opened(data) as document:
        width, height = document[number - 1].get_size()
    return float(height / max(width, 1))


def place_of(data: bytes, box: Box) -> Place:
    """Give a box in points as a place on its page's picture.

    Raises:
        UnreadableDocumentError: the file cannot be opened.
    """
    with opened(data) as document:
        width, height = document[box.page - 1].get_size()

    def share(value: float, of: float) -> float:
        return min(max(value / max(of, 1), 0.0), 1.0)

    return Place(
        left=share(box.x0, width),
        top=share(box.top, height),
        right=share(box.x1, width),
        bottom=share(box.bottom, height),
    )


def find_words(data: bytes, words: str, pages: Sequence[int]) -> Found | None:
    """Find words on the one of these pages that holds most of them; None where too little is found.

    Letters, digits and comparators count; how lines and cells are broken does not.

    Raises:
        UnreadableDocumentError: the file cannot be opened.
    """
    with opened(data) as document:
        found = [_on_page(document[number - 1], number, words) for number in pages if number <= len(document)]
    best = max(found, key=lambda one: one.share, default=None)
    return best if best is not None and best.share >= _LEAST_FOUND else None


def _on_page(page: pypdfium2.PdfPage, number: int, words: str) -> Found:
    printed = page.get_textpage()
    letters, origin = _letters(
        chr(pdfium.FPDFText_GetUnicode(printed.raw, at)) for at in range(printed.count_chars())
    )
    wanted = "".join(_letters(words)[0])
    spans = list(_spans(letters, words, wanted))
    places: list[Place] = []
    for start, end in spans:
        boxes = [_on_picture(page, printed, origin[at]) for at in range(start, end)]
        places += _lines([box for box in boxes if box is not None])
    share = sum(end - start for start, end in spans) / max(len(wanted), 1)
    return Found(page=number, places=tuple(places), share=min(share, 1.0))


def _spans(letters: str, words: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Find the words in one piece, else sentence by sentence and cell by cell."""
    at = letters.find(wanted) if wanted else -1
    if at >= 0:
        yield at, at + len(wanted)
        return
    after = 0
    for part in _PARTS.split(words):
        piece = _letters(part)[0]
        if len(piece) < _SHORTEST_PART:
            continue
        at = letters.find(piece, after)
        at = at if at >= 0 else letters.find(piece)
        if at >= 0:
            yield at, at + len(piece)
            after = at + len(piece)


def _letters(text: Iterator[str] | str) -> tuple[str, list[int]]:
    """Give what counts of a text, and from which of its characters each came."""
    kept: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        for one in _counting(char):
            kept.append(one)
            origin.append(at)
    return "".join(kept), origin


@cache
def _counting(char: str) -> str:
    return "".join(one for one in fold(char).translate(_RAISED) if one.isalnum() or one in _TELLING)


def _on_picture(page: pypdfium2.PdfPage, printed: pypdfium2.PdfTextPage, at: int) -> Place | None:
    left, bottom, right, top = printed.get_charbox(at, loose=True)
    corners = [_corner(page, x, y) for x, y in ((left, top), (right, bottom))]
    (x0, y0), (x1, y1) = corners
    place = Place(left=min(x0, x1), top=min(y0, y1), right=max(x0, x1), bottom=max(y0, y1))
    return place if place.right > place.left and place.bottom > place.top else None


def _corner(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Turn a point of the page into shares of its picture, whatever its rotation and crop."""
    across, down = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, byref(across), byref(down))
    return across.value / _FINE, down.value / _FINE


def _lines(boxes: Sequence[Place]) -> Iterator[Place]:
    """Join the boxes of letters that follow each other side by side, or below each other on a turned page."""
    held: Place | None = None
    last: Place | None = None
    for box in boxes:
        if held is not None and last is not None and _goes_on(last, box):
            held = Place(
                left=min(held.left, box.left),
                top=min(held.top, box.top),
                right=max(held.right, box.right),
                bottom=max(held.bottom, box.bottom),
            )
        else:
            if held is not None:
                yield held
            held = box
        last = box
    if held is not None:
        yield held


def _goes_on(last: Place, box: Place) -> bool:
    beside = max(box.left - last.right, last.left - box.right)
    below = max(box.top - last.bottom, last.top - box.bottom)
    level = _SAME_LINE * min(last.bottom - last.top, box.bottom - box.top)
    upright = _SAME_LINE * min(last.right - last.left, box.right - box.left)
    return (beside <= _WORD_GAP and -below >= level) or (below <= _WORD_GAP and -beside >= upright)
