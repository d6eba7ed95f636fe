"""Printed characters to words: what stands side by side, what is raised, what a font spelt oddly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

LOST = "\ufffd"
"""Stands where a font says nothing of which character a glyph is."""

_SAME_SIZE = 0.12
_SAME_LINE = 0.3
_LATIN_GAP, _CJK_GAP = 0.22, 0.6
_SMALL = 0.82
_NEAR = 0.7
_RISE = 0.18
_BLANK_LATIN, _BLANK_CJK = 0.2, 1.5
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_HALF_BLANK = re.compile(r"[，。；：、）》】”]")
_INK = 0.45
_RAISED = str.maketrans("0123456789+-−–—()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁻⁽⁾")
_RAISABLE = re.compile(r"[0-9+−–—\-,，、]+")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character with its box; `parted` says that a blank was printed before it."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    parted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Glyphs set side by side.

    `top` and `bottom` are those of the line it belongs to: a raised or lowered word takes them from its base,
    and is `glued` to it.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    parted: bool = False
    glued: bool = False


def words(glyphs: Iterable[Glyph]) -> list[Word]:
    """Put glyphs, in the order in which they were set, together to words; raised numbers stay raised."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    found: list[Word] = []
    for at, run in enumerate(runs):
        before = found[-1] if found else None
        after = runs[at + 1][0] if at + 1 < len(runs) else None
        found.append(_word(run, before, after))
    return found


def line_text(words: Sequence[Word]) -> str:
    """Join the words of one line as printed: a blank only where the print shows one."""
    parts: list[str] = []
    for at, word in enumerate(words):
        if at and _blank(words[at - 1], word):
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def raised(text: str) -> str:
    """Give a reference or exponent in raised digits; any other text as it is."""
    return text.translate(_RAISED) if _RAISABLE.fullmatch(text) else text


def _follows(last: Glyph, glyph: Glyph) -> bool:
    if glyph.parted or abs(glyph.size - last.size) > _SAME_SIZE * last.size:
        return False
    if abs((glyph.top + glyph.bottom) - (last.top + last.bottom)) > 2 * _SAME_LINE * last.size:
        return False
    cjk = bool(_CJK.match(last.text) and _CJK.match(glyph.text))
    gap = glyph.x0 - last.x1
    return -0.5 * last.size <= gap <= (_CJK_GAP if cjk else _LATIN_GAP) * last.size


def _word(run: Sequence[Glyph], before: Word | None, after: Glyph | None) -> Word:
    first = run[0]
    text = "".join(glyph.text for glyph in run)
    size = median(glyph.size for glyph in run)
    top, bottom = min(glyph.top for glyph in run), max(glyph.bottom for glyph in run)
    x0, x1 = min(glyph.x0 for glyph in run), max(glyph.x1 for glyph in run)
    if _HALF_BLANK.match(run[-1].text) and len(run) > 1:
        x1 -= _INK * (run[-1].x1 - run[-1].x0)
    base = _base_before(before, x0, top, bottom, size)
    if base is None and after is not None and size <= _SMALL * after.size:
        base = (after.top, after.bottom, after.size) if _beside(after, x1, top, bottom) else None
        before = None
    if base is None:
        return Word(
            text=text,
            x0=x0,
            x1=x1,
            top=top,
            bottom=bottom,
            size=size,
            bold=all(glyph.bold for glyph in run),
            parted=first.parted,
        )
    high = base[1] - bottom >= _RISE * base[2]
    shown = raised(text) if high else text
    return Word(
        text=shown,
        x0=x0,
        x1=x1,
        top=base[0],
        bottom=base[1],
        size=base[2],
        bold=False,
        parted=first.parted and not high,
        glued=before is not None,
    )


def _base_before(
    before: Word | None, x0: float, top: float, bottom: float, size: float
) -> tuple[float, float, float] | None:
    """Give line and size of the word that a smaller one is set to, if it is."""
    if before is None or size > _SMALL * before.size:
        return None
    near = -_NEAR * before.size <= x0 - before.x1 <= _NEAR * before.size
    overlap = min(bottom, before.bottom) - max(top, before.top)
    if not near or overlap < _SAME_LINE * (bottom - top):
        return None
    return before.top, before.bottom, before.size


def _beside(after: Glyph, x1: float, top: float, bottom: float) -> bool:
    overlap = min(bottom, after.bottom) - max(top, after.top)
    return abs(after.x0 - x1) <= _NEAR * after.size and overlap >= _SAME_LINE * (bottom - top)


def _blank(before: Word, word: Word) -> bool:
    if word.glued and not word.parted:
        return False
    gap = word.x0 - before.x1
    cjk = bool(_CJK.match(before.text[-1]) or _CJK.match(word.text))
    if word.parted and not (cjk and gap <= 0.05 * word.size):
        return True
    return gap > (_BLANK_CJK if cjk else _BLANK_LATIN) * word.size
