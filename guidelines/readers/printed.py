"""A page that carries its text: every character placed, and what is left out counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from guidelines.readers.glyphs import LOST, Glyph
from guidelines.readers.grids import Frame
from guidelines.readers.sheet import Sheet
from guidelines.readers.spelling import plain_spelling

Untyped: TypeAlias = Any
"""What pdfplumber hands out; the library has no types."""

_TINY = 1.5
_WHITE = 0.97
_SAME_PLACE = 0.5
_SMALLEST_BOX = (40.0, 14.0)
_TURNED_PAGE = 0.5
_STEEP = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A page's sheet and what of it could not be carried over; `drawn`: it shows more than text."""

    sheet: Sheet
    doubts: tuple[str, ...]
    drawn: bool


def printed_sheet(page: Untyped) -> Printed:
    """Take glyphs, rules and frames off a page of pdfplumber's."""
    number = int(page.page_number)
    out: Counter[str] = Counter()
    backs = [rect for rect in page.rects if rect.get("fill") and not _white(rect.get("non_stroking_color"))]
    backs += page.images
    turned = sum(not _level(char) for char in page.chars) > _TURNED_PAGE * len(page.chars)
    glyphs: list[Glyph] = []
    places: dict[tuple[str, int, int], Glyph] = {}
    parted = False
    for char in page.chars:
        if char["text"].isspace():
            parted = True
            continue
        why = _left_out(char, page, backs, turned=turned)
        if why:
            out[why] += len(char["text"])
            continue
        glyph = _glyph(char, parted=parted)
        parted = False
        key = (glyph.text, round(glyph.x0 / _SAME_PLACE / 2), round(glyph.top / _SAME_PLACE / 2))
        if key not in places:
            places[key] = glyph
            glyphs.append(glyph)
    lost = sum(glyph.text == LOST for glyph in glyphs)
    if lost:
        out["have no known character in their font and are shown as \ufffd"] = lost
    return Printed(
        sheet=Sheet(
            number=number,
            width=float(page.width),
            height=float(page.height),
            glyphs=tuple(glyphs),
            rules=tuple(_rule(edge) for edge in page.edges if not _pale(edge)),
            boxes=tuple(_closed(page.curves)),
        ),
        doubts=tuple(f"{count} characters on page {number} {why}" for why, count in out.items()),
        drawn=bool(page.images or page.curves or page.rects),
    )


def _glyph(char: Untyped, *, parted: bool) -> Glyph:
    text = LOST if char["text"].startswith("(cid:") else plain_spelling(char["text"])
    return Glyph(
        text,
        float(char["x0"]),
        float(char["x1"]),
        float(char["top"]),
        float(char["bottom"]),
        float(char["size"]),
        "bold" in char["fontname"].casefold(),
        parted,
    )


def _left_out(char: Untyped, page: Untyped, backs: Sequence[Untyped], *, turned: bool) -> str:
    """Say why a character is not read: empty for all that a reader of the page sees upright."""
    if char["size"] < _TINY:
        return "are too small to be seen and were left out"
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    if not (0 <= x <= page.width and 0 <= y <= page.height):
        return "stand outside the page and were left out"
    if not turned and not _level(char):
        return "are turned (a watermark?) and were left out"
    if _white(char["non_stroking_color"]) and not any(_behind(back, x, y) for back in backs):
        return "are white on white and were left out"
    return ""


def _level(char: Untyped) -> bool:
    """Say whether a character stands on a level line."""
    along, across = char["matrix"][:2]
    return bool(abs(across) <= _STEEP * abs(along))


def _white(color: Untyped) -> bool:
    """Say whether a fill is white in grey or RGB, or without ink in CMYK."""
    if not isinstance(color, tuple | list) or not color or not all(isinstance(v, int | float) for v in color):
        return False
    return all(v <= 1 - _WHITE for v in color) if len(color) == 4 else all(v >= _WHITE for v in color)


def _behind(back: Untyped, x: float, y: float) -> bool:
    return bool(back["x0"] <= x <= back["x1"] and back["top"] <= y <= back["bottom"])


def _pale(edge: Untyped) -> bool:
    """Say whether an edge is that of a white patch, which nobody sees."""
    return bool(
        edge.get("object_type") == "rect_edge"
        and not edge.get("stroke")
        and _white(edge.get("non_stroking_color"))
    )


def _rule(edge: Untyped) -> Frame:
    return Frame(
        x0=float(edge["x0"]), top=float(edge["top"]), x1=float(edge["x1"]), bottom=float(edge["bottom"])
    )


def _closed(curves: Sequence[Untyped]) -> list[Frame]:
    """Give the frames with rounded corners, which are drawn as curves."""
    least_width, least_height = _SMALLEST_BOX
    return [
        _rule(curve)
        for curve in curves
        if curve["x1"] - curve["x0"] >= least_width and curve["bottom"] - curve["top"] >= least_height
    ]
