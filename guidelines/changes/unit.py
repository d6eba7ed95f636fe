"""What an edition states, cut into what is compared: a recommendation, a row, a fact, a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from guidelines.grades import grade_in
from guidelines.ledger import EditionContent
from guidelines.model import Passage, PassageId, PassageKind
from guidelines.text import fold, sentences

# Marks that say where a statement stands in its list, and none of what it states.
_LABEL = re.compile(
    r"(?:\||[•·●○■◆*-]\s|(?i:recommendation)\s*\d+(?:\.\d+)*[a-z]?\s*[.:)]?"
    r"|【?\s*推荐(?:意见|建议)?\s*\d+(?:[.．-]\d+)*\s*】?\s*[：:.．、]?|要点\s*\d+[A-Za-z]?\s*[：:]?"
    r"|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[）)]|[①-⑳⑴-⒇]"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])\s*[）)、]|\d{1,2}(?:\.\d{1,2})*[.．](?!\d))\s*"
)
_REFERENCES = re.compile(r"\s?[\[［]\d{1,3}(?:\s?[-–—,，、]\s?\d{1,3})*[\]］]")
_LEAD = re.compile(r"[^，。；,;.!?|]{1,20}[：:]\s*(?=\S)")
_GRADED = re.compile(r"[(（][^()（）]{1,40}[)）]\s*[.。]?\s*")
_ITEM_STOP = re.compile(r"[;；]\s*(?=[(（]\s*(?:\d{1,2}|[a-zA-Z]|[一二三四五六七八九十]{1,2})\s*[)）])")
_LINE = re.compile(r"[^\s#][^\n]*[^\s]")
_AMOUNT = re.compile(
    r"[<>≥≤＜＞]\s?\d|\d\s?(?:[%％℃°]|[mkµμ]?g\b|m?l\b|mm|mmol|[kK]cal|小时|分钟|[天周岁次]|个?月(?!\d)|日(?!期)"
    r"|(?:hour|day|week|month|year)s?\b)",
    re.IGNORECASE,
)
_CELL = re.compile(r"\s*[|\t]\s*")
_SILENT = re.compile(r"[^\w<>≥≤±%/^+↑↓-]|_|(?<!\d)-|-(?!\d)")
_RUN_IN = 18
"""A numbered sentence shorter than this names what the next one speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One statement of an edition, at `start:end` of its canonical text, in reading order.

    A statement that is printed as a heading stands in no passage.
    """

    ordinal: int
    kind: PassageKind
    text: str
    start: int
    end: int
    section: tuple[str, ...]
    page: int | None
    passage_id: PassageId | None
    header: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The unit's words without the marks that open it; of a table row the row alone, without header."""
        return self.text.split("\n")[-1] if self.kind == "table" else self.text[label_end(self.text) :]

    @property
    def lead(self) -> str:
        """The name before a colon that opens a listed statement, colon included, or nothing."""
        match = _LEAD.match(self.body) if label_end(self.text) and self.kind == "narrative" else None
        return match[0] if match else ""

    @property
    def key(self) -> str:
        """What two units share that state the same in the same words."""
        return unit_key(self.body)

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a table row; empty for every other kind."""
        if self.kind != "table":
            return ()
        return tuple(_CELL.split(self.body.strip().strip("|").strip()))

    @property
    def place(self) -> str:
        """The innermost heading without its number."""
        return section_name(self.section)


def section_name(section: tuple[str, ...]) -> str:
    """Give the innermost heading as it is compared: without number, width, blanks and marks."""
    if not section:
        return ""
    name = section[-1]
    match = _LABEL.match(name)
    name = name[match.end() :] if match else re.sub(r"^[\d.一二三四五六七八九十]+[、\s]", "", name)
    return _SILENT.sub("", fold(name).casefold())


@lru_cache(maxsize=16_384)
def label_end(text: str) -> int:
    """Say where the list marks that open a statement end and its words begin."""
    at = 0
    while (match := _LABEL.match(text, at)) and match.end() > at:
        at = match.end()
    return at if at < len(text) else 0


@lru_cache(maxsize=16_384)
def unit_key(text: str) -> str:
    """Reduce a statement to its letters, digits and comparators, without references to the literature."""
    return _SILENT.sub("", fold(_REFERENCES.sub("", text)).casefold())


def units(content: EditionContent) -> tuple[Unit, ...]:
    """Cut an edition's passages into units, in reading order; a unit never crosses a passage.

    What no passage holds (titles, headings) is a unit only where it states an amount.
    """
    found: list[Unit] = []
    at = 0
    section: tuple[str, ...] = ()
    for passage in sorted(content.passages, key=lambda one: one.start):
        found += _stated_headings(content.text, at, passage.start, section, first=len(found))
        at, section = max(at, passage.end), passage.section
        for start, end in _spans(passage):
            text = passage.text[start:end]
            unit = Unit(
                ordinal=len(found),
                kind=passage.kind,
                text=text,
                start=passage.start + start,
                end=passage.start + end,
                section=passage.section,
                page=passage.page,
                passage_id=passage.passage_id,
                header=_header(passage),
            )
            # A raised reference that stands alone behind a full stop states nothing.
            if unit.key and any(char.isalpha() or char.isdecimal() for char in text):
                found.append(unit)
    found += _stated_headings(content.text, at, len(content.text), section, first=len(found))
    return tuple(found)


def _stated_headings(text: str, start: int, end: int, section: tuple[str, ...], *, first: int) -> list[Unit]:
    found: list[Unit] = []
    for match in _LINE.finditer(text, start, end):
        if not _AMOUNT.search(match[0]):
            section = (match[0],)
        else:
            found.append(
                Unit(
                    ordinal=first + len(found),
                    kind="narrative",
                    text=match[0],
                    start=match.start(),
                    end=match.end(),
                    section=section,
                    page=None,
                    passage_id=None,
                )
            )
    return found


def _spans(passage: Passage) -> Iterator[tuple[int, int]]:
    """Give the sentences of prose, each with what belongs to it; everything else stays whole."""
    if passage.kind != "narrative":
        yield 0, len(passage.text)
        return
    text = passage.text
    opened: int | None = None
    spans = _with_grades(text, list(_items(text)))
    for (start, end), following in zip(spans, [*spans[1:], None], strict=True):
        goes_on = following is not None and "\n" not in text[end : following[0]]
        if opened is None and goes_on and end - start < _RUN_IN and _LABEL.match(text, start):
            opened = start  # a numbered run-in heading names what the next sentence speaks of
            continue
        yield start if opened is None else opened, end
        opened = None


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Give the sentences; a semicolon before a list mark ends one, too."""
    for span in sentences(text):
        start = span.start
        for match in _ITEM_STOP.finditer(text, span.start, span.end):
            yield start, match.start() + 1
            start = match.end()
        yield start, span.end


def _with_grades(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give a grade that stands behind a full stop to the sentence that it grades."""
    graded: list[tuple[int, int]] = []
    for start, end in spans:
        match = _GRADED.match(text, start, end)
        first = start
        if match and graded and grade_in(match[0]):
            graded[-1] = graded[-1][0], start + len(match[0].rstrip())
            first = match.end()
        if first < end:
            graded.append((first, end))
    return graded


def _header(passage: Passage) -> tuple[str, ...]:
    """Give the column names of a row, which frame its passage as `a | b | c`."""
    if passage.kind != "table":
        return ()
    frame = passage.context.rsplit(" › ", 1)[-1]
    return tuple(_CELL.split(frame))
