"""Footnotes of a page: small type under the text, which often says whom a number is for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guidelines.model import Box
from guidelines.readers.layout import Item
from guidelines.readers.lines import Line, hull
from guidelines.readers.tree import join_lines

_SMALLER = 0.92
_MOST = 10
_MARK = re.compile(
    r"(?:注|备注|说明|note)s?\s*[：:]|[*＊†‡§#△▲]|[①-⑳]|[⁰¹²³⁴-⁹ᵃᵇᶜ]|\[\d{1,2}\]|[a-h][)）.\s]|\d{1,2}[)）.]?\s",
    re.IGNORECASE,
)


def trailing_notes(
    stretch: Sequence[Item], *, body: float, height: float
) -> tuple[Sequence[Item], Sequence[Item]]:
    """Part the small rows that close a column, from a note's mark on, from the text above them."""
    at = len(stretch)
    while at and stretch[at - 1].words and stretch[at - 1].size <= _SMALLER * body:
        at -= 1
    small = list(stretch[at:])
    first = next((place for place, row in enumerate(small) if _MARK.match(row.text)), None)
    if first is None or len(small) - first > _MOST or at == 0:
        return stretch, ()
    note = small[first]
    if note.top < height / 2 and stretch[at - 1].kind != "table":
        return stretch, ()
    return stretch[: at + first], small[first:]


def note_lines(lines: Sequence[Line]) -> list[tuple[str, int | None, Box | None]]:
    """Join the lines of each note; a line with a note's mark opens one."""
    notes: list[list[Line]] = []
    for line in lines:
        if notes and not _MARK.match(line.text):
            notes[-1].append(line)
        else:
            notes.append([line])
    return [
        (join_lines(line.text for line in note), note[0].page, hull([line.box for line in note]))
        for note in notes
    ]
