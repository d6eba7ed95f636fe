"""Scanned pages: the port to what recognises pictures, and its lines as a page like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from guidelines.readers.glyphs import Glyph
from guidelines.readers.pdfium import opened
from guidelines.readers.picture import level_rules, upright
from guidelines.readers.sheet import Sheet

_DPI = 200
_POINT = 72
_WIDEST = 5_000
_DARK = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One recognised piece of a line, in pixels, and how sure the recogniser is (0 to 1)."""

    text: str
    confidence: float
    x0: float
    top: float
    x1: float
    bottom: float


class Recogniser(Protocol):
    """Reads pictures of text; offline, the same picture gives the same text."""

    def read(self, picture: NDArray[np.uint8]) -> list[list[Seen]]:
        """Give the lines of a grey picture in any order, each cut into its pieces from left to right."""
        ...


def scanned(data: bytes, pages: Sequence[int], eyes: Recogniser) -> dict[int, Sheet]:
    """Recognise the given pages (1-based) of a PDF."""
    return {number: _sheet(data, number, eyes) for number in pages}


def drawn(data: bytes, number: int) -> tuple[NDArray[np.uint8], float, float, float]:
    """Draw a page (1-based) in grey for a recogniser; with its width and height in points and the scale."""
    with opened(data) as document:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_DPI / _POINT, _WIDEST / max(width, height, 1))
        return page.render(scale=scale, grayscale=True).to_numpy().copy(), width, height, scale


def _sheet(data: bytes, number: int, eyes: Recogniser) -> Sheet:
    page, width, height, scale = drawn(data, number)
    picture, angle = upright(page)
    ink = picture < _DARK
    lines = [_to_ink(line, ink) for line in eyes.read(picture)]
    pieces = [piece for line in lines for piece in line if piece.text.strip()]
    letters = sum(len(piece.text) for piece in pieces)
    mean = sum(piece.confidence * len(piece.text) for piece in pieces) / letters if letters else None
    return Sheet(
        number=number,
        width=width,
        height=height,
        glyphs=tuple(glyph for line in lines for glyph in _glyphs(line, 1 / scale)),
        rules=tuple(level_rules(picture, 1 / scale)),
        confidence=mean,
        turned=angle,
    )


def _to_ink(line: Sequence[Seen], ink: NDArray[np.bool_]) -> list[Seen]:
    """Draw the two ends of a line in to what is printed: a recogniser's boxes reach into the blank beside."""
    ends = {0: line[0], len(line) - 1: line[-1]} if line else {}
    drawn_in = list(line)
    for at, piece in ends.items():
        left = max(int(piece.x0), 0)
        dark = np.flatnonzero(
            ink[max(int(piece.top), 0) : int(piece.bottom) + 1, left : int(piece.x1) + 1].any(axis=0)
        )
        if dark.size and at == 0:
            drawn_in[at] = replace(drawn_in[at], x0=max(piece.x0, left + int(dark[0])))
        if dark.size and at == len(line) - 1:
            drawn_in[at] = replace(drawn_in[at], x1=min(piece.x1, left + int(dark[-1]) + 1))
    return drawn_in


def _glyphs(line: Sequence[Seen], scale: float) -> list[Glyph]:
    """Give a line's characters, all of the line's height, each piece cut evenly."""
    if not line:
        return []
    top, bottom = min(piece.top for piece in line) * scale, max(piece.bottom for piece in line) * scale
    size = bottom - top
    glyphs: list[Glyph] = []
    parted = True
    for piece in line:
        step = (piece.x1 - piece.x0) * scale / max(len(piece.text), 1)
        for at, char in enumerate(piece.text):
            if char.isspace():
                parted = True
                continue
            x0 = piece.x0 * scale + at * step
            glyphs.append(Glyph(char, x0, x0 + step, top, bottom, size, parted=parted))
            parted = False
    return glyphs
