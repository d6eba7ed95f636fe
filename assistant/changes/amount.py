"""A quantity of a statement as it is compared: its value, its printed form, and the words around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.grounding.facts import Clause, Facts, read
from assistant.grounding.quantities import Quantity
from guidelines.changes.similarity import words

_NUMBER = r"\d+(?:[.,]\d+)*(?:\s*/\s*\d+(?:\.\d+)?)?"
_MARK = r"\s*(?:[-~–—−至到]+|\bto\b|\bor\b|\band\b)\s*"
_PRINTED = re.compile(
    rf"{_NUMBER}(?:{_MARK}{_NUMBER})?"
    r"|[零一二两三四五六七八九十百半]+(?:[至到~-][零一二两三四五六七八九十百半]+)?"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"({_NUMBER})\s*([^\d\s~至到–—-]*){_MARK}({_NUMBER})", re.IGNORECASE)
_FILLING = re.compile(
    r"(?:[\s为是应在的约≥≤<>=（(:：]|一般|不超过|不低于|超过|低于|至少|最多"
    r"|\b(?:is|are|of|to|at|for|than|less|more|least|the|a|an|below|above|over|under|by|with|in|aged?)\b)+$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[，。；;、!？\n]|,(?!\d)|\.\s")
_IN_DATE = re.compile(r"\d\s*[年月]\s*$")
# A count of things: "5 back blows", "12 recommendations"; not "Figure 3", whose number is a name.
_COUNTED = re.compile(r"\s(?:[a-z-]+\s){0,2}?[a-z-]*[a-z]s\b")
_NUMBERED = re.compile(
    r"\b(?:figures?|tables?|box|chapters?|sections?|appendix|steps?|tracks?|and|rec)\.?\s*$", re.IGNORECASE
)
_YEARS = range(1900, 2101)
_LONGEST = 40

NAMING = frozenset({"type", "stage", "grade", "class"})
"""Labels such as `type 2` or `grade B`: they name a kind of patient or a strength, and measure nothing."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity; `said` is how it is printed, `what` names what it measures in the statement's own words.

    `words` stand between it and the number before it, `around` are those of its clause; `frame` is what is
    left of the statement without its numbers.
    """

    quantity: Quantity
    said: str
    what: str
    words: frozenset[str]
    around: frozenset[str]
    frame: tuple[str, ...]
    in_date: bool = False
    counts: bool = False

    @property
    def printed(self) -> str:
        """The number or range without comparator and unit."""
        found = _PRINTED.search(self.said)
        return " ".join(found[0].split()) if found else self.said

    @property
    def unit(self) -> str:
        """The unit as printed."""
        found = _PRINTED.search(self.said)
        return self.said[found.end() :].strip(" -的以上下内及或") if found else ""

    @property
    def ends(self) -> tuple[str, str, str, str] | None:
        """Of a range: low end, the low end's own unit, high end, its unit."""
        found = _ENDS.search(self.said) if self.quantity.is_range else None
        return (found[1], found[2], found[3], self.said[found.end() :].strip()) if found else None

    @property
    def dated(self) -> bool:
        """Say whether it belongs to a date of the calendar."""
        first = self.quantity.printed[:1]
        year = (
            bool(first) and first[0] in _YEARS and self.quantity.dimension[0] in {"date", "number", "months"}
        )
        return year or self.in_date

    @property
    def telling(self) -> bool:
        """Say whether the number alone means something: a unit, a comparator, things counted; and no year.

        A numeral in words (一次, one in ten) is too often a mere article.
        """
        bare = self.quantity.dimension == ("number",) or not any(letter.isdigit() for letter in self.said)
        return not self.dated and (not bare or self.counts or self.quantity.bound != "=")


def amounts(texts: Sequence[str], header: Sequence[str]) -> list[Amount]:
    """Read the quantities of a statement's texts, or of a row's cells under their header, in order."""
    found: list[Amount] = []
    for index, text in enumerate(texts):
        column = header[index] if index < len(header) else ""
        name = " · ".join(part for part in (texts[0] if index else "", column) if part) if header else ""
        found += _of(unicodedata.normalize("NFKC", text), name)
    return found


def _of(text: str, name: str) -> list[Amount]:
    facts = read(text)
    held = [
        (clause, quantity)
        for clause in facts.clauses
        for quantity in clause.quantities
        if quantity.dimension[0] not in NAMING
    ]
    frame = (name, _frame(facts, [quantity for _, quantity in held]))
    found: list[Amount] = []
    previous = 0
    for clause, quantity in held:
        start, end = facts.folded.source(quantity.start, quantity.end)
        found.append(
            Amount(
                quantity=quantity,
                said=text[start:end].strip(),
                what=name or _what(text, start, end),
                words=frozenset(words(name + text[previous:start])),
                around=_around(clause),
                frame=frame,
                in_date=bool(_IN_DATE.search(text[:start])) and text[start:end].endswith(("月", "日")),
                counts=_counts(text, start, end),
            )
        )
        previous = end
    return found


def _counts(text: str, start: int, end: int) -> bool:
    digits = text[start:end].strip().isdigit() and start > 0
    return digits and bool(_COUNTED.match(text, end)) and not _NUMBERED.search(text[:start])


def _frame(facts: Facts, held: Sequence[Quantity]) -> str:
    pieces, at = [], 0
    for quantity in held:
        pieces.append(facts.folded.text[at : quantity.start])
        at = quantity.end
    pieces.append(facts.folded.text[at:])
    return "#".join("".join(letter for letter in piece if letter.isalnum()) for piece in pieces)


def _around(clause: Clause) -> frozenset[str]:
    return clause.keys | {f"{name}:{value}" for name, held in clause.context.items() for value in held}


def _what(text: str, start: int, end: int) -> str:
    """Name what a number measures by the words before it, else behind it, else by what was said last."""
    *earlier, before = _BREAK.split(text[:start])
    behind = _BREAK.split(text[end:])[0].strip(" 。.")
    last = earlier[-1].strip() if earlier else ""
    named = _FILLING.sub("", before).strip() or behind or last
    if len(named) <= _LONGEST:
        return named
    cut = named[-_LONGEST:]
    return cut.partition(" ")[2] or cut if cut[0].isascii() else cut
