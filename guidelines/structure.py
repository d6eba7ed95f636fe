"""The document tree read as a guideline: which section a block stands in, and which units recommend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guidelines.grades import closing_grade, grade_in, strength_of
from guidelines.model import Block, Reading, Recommendation, Section
from guidelines.readers.openings import run_in_label
from guidelines.text import sentences

_UNMARKED_LEVEL = 3
_CLOSING_STOPS = "。：: "
_NUMBER = r"[\d一二三四五六七八九十]+(?:[.．-]\d+)*[a-z]?"
_STARTS = (
    re.compile(
        rf"(?:【\s*)?推荐(?:意见|建议)\s*(?P<number>{_NUMBER})\s*(?:】\s*|[：:.．、]\s*|\s|(?=[（(])|$)"
    ),
    re.compile(rf"(?:【\s*)?推荐\s*(?P<number>{_NUMBER})\s*(?:】|[：:])\s*"),
    re.compile(r"【\s*推荐(?:意见|建议)?\s*(?P<number>)】\s*"),
    re.compile(rf"(?i:recommendation)\s+(?P<number>{_NUMBER})\s*(?:[:.)]|\s|$)\s*"),
)
_NUMBERED_ITEM = re.compile(r"(?P<number>\d{1,3})\s*[.)]\s+")
_RECOMMENDING = re.compile(
    r"\b(?:recommend(?:s|ed)?|suggest(?:s|ed)?|should|must|insufficient evidence)\b", re.IGNORECASE
)
_RECOMMENDATIONS = re.compile(r"\brecommendations?\b|推荐意见", re.IGNORECASE)
_REMARK = re.compile(r"\s*[(（].*[)）]\s*\.?", re.DOTALL)


def section_paths(reading: Reading) -> tuple[tuple[str, ...], ...]:
    """Give, for every block, the headings it stands under, outermost first (a heading: its own included)."""
    stack: list[tuple[int, str]] = []
    paths: list[tuple[str, ...]] = []
    for block in reading.blocks:
        label = _label(block)
        if label is not None:
            level = block.level or _UNMARKED_LEVEL
            stack = [entry for entry in stack if entry[0] < level]
            stack.append((level, label))
        paths.append(tuple(name for _, name in stack if name))
    return tuple(paths)


def sections(reading: Reading) -> tuple[Section, ...]:
    """Give the document's sections in order: each reaches from its heading to the next one."""
    paths = section_paths(reading)
    found: list[Section] = []
    for block, path in zip(reading.blocks, paths, strict=True):
        if _label(block) is None and found:
            last = found[-1]
            found[-1] = Section(path=last.path, start=last.start, end=block.end)
        elif _label(block) is not None or block.kind != "title":
            found.append(Section(path=path, start=block.start, end=block.end))
    return tuple(found)


def recommendations(reading: Reading) -> tuple[Recommendation, ...]:
    """Give the recommendation units in order; `number` is empty where the publisher printed none.

    A unit is a numbered recommendation with the remarks in brackets that follow it, up to the next one where
    several stand in one block; an item with a grade under a heading of recommendations; or else the sentence
    that a grade closes.
    """
    paths = section_paths(reading)
    units: list[Recommendation] = []
    at = 0
    while at < len(reading.blocks):
        block, path = reading.blocks[at], paths[at]
        started = None if block.kind in {"title", "contents", "table"} else _start(block, path)
        if started is not None:
            after = _after(reading.blocks, at, bodyless=started.bodyless)
            last = reading.blocks[after - 1]
            text = reading.text[block.start : last.end]
            if grade_in(text) or not started.must_recommend or _RECOMMENDING.search(text):
                units.extend(_numbered_units(text, block, path, started))
                at = after
                continue
        if block.kind in {"paragraph", "list_item"}:
            units.extend(_graded_sentences(block, path))
        at += 1
    return tuple(units)


@dataclass(frozen=True, slots=True)
class _Start:
    """How a recommendation opens; a `bodyless` one is a bare label whose words follow in the next block."""

    number: str
    bodyless: bool
    must_recommend: bool


def _label(block: Block) -> str | None:
    if block.kind == "heading":
        return block.text.strip().rstrip(_CLOSING_STOPS)
    if block.kind == "paragraph" and block.level is not None:
        return run_in_label(block.text)
    return None


def _numbered_units(
    text: str, block: Block, path: tuple[str, ...], started: _Start
) -> Iterator[Recommendation]:
    """Cut a text that opens with a recommendation where sentences open further ones."""
    opened = [(0, started.number)]
    for span in sentences(text)[1:]:
        number = _printed_number(text[span.start : span.end])
        if number:
            opened.append((span.start, number))
    ends = [*(start for start, _ in opened[1:]), len(text)]
    for (start, number), end in zip(opened, ends, strict=True):
        yield _unit(text[start:end].rstrip(), block, path, number=number, start=block.start + start)


def _printed_number(text: str) -> str:
    """Give the number of a recommendation that a text opens with, empty where it opens with none."""
    opening = next((match for pattern in _STARTS if (match := pattern.match(text))), None)
    return opening["number"] if opening else ""


def _start(block: Block, path: Sequence[str]) -> _Start | None:
    for pattern in _STARTS:
        match = pattern.match(block.text)
        if match:
            bare = match.end() >= len(block.text.rstrip())
            return _Start(match["number"], bare, must_recommend=False)
    if block.kind != "list_item" or not any(_RECOMMENDATIONS.search(name) for name in path):
        return None
    numbered = _NUMBERED_ITEM.match(block.text)
    if numbered:
        return _Start(numbered["number"], bodyless=False, must_recommend=True)
    return _Start("", bodyless=False, must_recommend=True) if grade_in(block.text) else None


def _after(blocks: Sequence[Block], at: int, *, bodyless: bool) -> int:
    """Give the index after the unit that opens at `at`."""
    depth = blocks[at].level if blocks[at].kind == "list_item" else None
    after = at + 1
    if bodyless and after < len(blocks) and blocks[after].kind in {"paragraph", "list_item"}:
        after += 1
    while after < len(blocks):
        block = blocks[after]
        remark = block.kind == "paragraph" and block.level is None and _REMARK.fullmatch(block.text)
        inner = depth is not None and block.kind == "list_item" and (block.level or 0) > depth
        if not (remark or (inner and not grade_in(block.text))):
            break
        after += 1
    return after


def _graded_sentences(block: Block, path: tuple[str, ...]) -> list[Recommendation]:
    found = []
    for span in sentences(block.text):
        text = block.text[span.start : span.end]
        if closing_grade(text):
            found.append(_unit(text, block, path, number="", start=block.start + span.start))
    return found


def _unit(text: str, block: Block, path: tuple[str, ...], *, number: str, start: int) -> Recommendation:
    return Recommendation(
        number=number,
        text=text,
        start=start,
        end=start + len(text),
        strength=strength_of(grade_in(text), text),
        grade=grade_in(text),
        section=path,
        page=block.page,
    )
