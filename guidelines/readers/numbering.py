"""Word's automatic list numbers, which stand in no paragraph's text but on every printed page."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from docx.oxml.ns import qn

Element: TypeAlias = Any
"""What python-docx and lxml hand out; the libraries have no types."""

_CHINESE = "零一二三四五六七八九十"
_ROMANS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """Counts list paragraphs as Word does and gives each its printed mark."""

    def __init__(self, document: Element) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = {style.style_id: _place(style.element) for style in document.styles}
        self._read(document)

    def mark(self, paragraph: Element) -> str | None:
        """Give the mark printed before a paragraph: empty for a bullet, None outside lists."""
        place = self._place_of(paragraph)
        if place is None or place[0] not in self._levels:
            return None
        key, depth = place
        levels = self._levels[key]
        form, pattern, start = levels.get(depth, ("decimal", f"%{depth + 1}.", 1))
        counts = self._counts.setdefault(key, {})
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if form in {"bullet", "none"}:
            return ""

        def printed(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            shown, _, first = levels.get(level, ("decimal", "", 1))
            return _number(counts.get(level, first), shown)

        return re.sub(r"%(\d)", printed, pattern) + " "

    def depth(self, paragraph: Element) -> int:
        """Give how deep a list paragraph is nested, 1 outermost."""
        place = self._place_of(paragraph)
        return 1 if place is None else place[1] + 1

    def _place_of(self, paragraph: Element) -> tuple[str, int] | None:
        """Give list and depth: the paragraph's own, else those of its style; number 0 takes it out."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        if properties.find(qn("w:numPr")) is not None:
            return _place(paragraph)
        return self._styles.get(_value(properties, "w:pStyle", ""))

    def _read(self, document: Element) -> None:
        parts = [
            part
            for part in document.part.package.iter_parts()
            if str(part.partname).endswith("/numbering.xml")
        ]
        if not parts:
            return
        root = document.part.numbering_part.element
        abstract = {
            one.get(qn("w:abstractNumId")): {
                int(level.get(qn("w:ilvl"))): (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", "%1."),
                    int(_value(level, "w:start", "1")),
                )
                for level in one.iterchildren(qn("w:lvl"))
            }
            for one in root.iterchildren(qn("w:abstractNum"))
        }
        for one in root.iterchildren(qn("w:num")):
            self._levels[one.get(qn("w:numId"))] = abstract.get(_value(one, "w:abstractNumId", ""), {})


def _place(paragraph: Element) -> tuple[str, int] | None:
    properties = paragraph.find(qn("w:pPr"))
    numbered = None if properties is None else properties.find(qn("w:numPr"))
    if numbered is None:
        return None
    key = _value(numbered, "w:numId", "0")
    return None if key == "0" else (key, int(_value(numbered, "w:ilvl", "0")))


def _value(element: Element, tag: str, default: str) -> str:
    child = element.find(qn(tag))
    value = None if child is None else child.get(qn("w:val"))
    return default if value is None else str(value)


def _number(number: int, form: str) -> str:
    if form.startswith(("chinese", "japanese", "taiwanese", "ideograph")):
        return _chinese(number)
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    return str(number)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens > 9:
        return str(number)
    head = "" if tens == 0 else ("" if tens == 1 else _CHINESE[tens]) + "十"
    return head + (_CHINESE[ones] if ones or not tens else "")


def _roman(number: int) -> str:
    digits = ""
    for value, letters in _ROMANS:
        while number >= value:
            digits, number = digits + letters, number - value
    return digits
