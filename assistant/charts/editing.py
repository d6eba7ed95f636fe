"""What a person's edit does to a section: sentences keep their sources, new ones get their author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, Literal

from assistant.charts.chart import Line, Part, Sheet
from guidelines.text import sentences

_ALIKE: Final = 0.55
"""From this likeness on, a changed sentence is taken for the older one's new wording."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of two versions of a text."""

    kind: Literal["same", "removed", "added"]
    text: str


def edited(part: Part, text: str, by: str) -> Part:
    """Give the section with a person's text: equal sentences stay as they were, other ones are theirs.

    A sentence much like a vanished one keeps its sources, so that a reader still sees what it stands on.
    """
    text = text.strip()
    if text == part.text:
        return part
    kept: dict[int, tuple[int, Line]] = {}
    vanished: list[Line] = []
    for line in part.lines:
        start = _free(text, line.text, kept)
        if start is None:
            vanished.append(line)
        else:
            kept[start] = (start + len(line.text), line)
    lines = {start: line for start, (_, line) in kept.items()}
    for start, end in _gaps(text, kept):
        for span in sentences(text[start:end]):
            words = text[start + span.start : start + span.end]
            lines[start + span.start] = _reworded(words, vanished, by)
    return replace(part, text=text, lines=tuple(line for _, line in sorted(lines.items(), key=_place)))


def _place(found: tuple[int, Line]) -> int:
    return found[0]


def _free(text: str, words: str, taken: Mapping[int, tuple[int, Line]]) -> int | None:
    """Find the first place of some words that no other sentence has."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if all(end <= start or stop <= at for start, (stop, _) in taken.items()):
            return at
        at = text.find(words, at + 1)
    return None


def _gaps(text: str, taken: Mapping[int, tuple[int, Line]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start in sorted(taken):
        yield at, start
        at = taken[start][0]
    yield at, len(text)


def _reworded(text: str, vanished: list[Line], by: str) -> Line:
    likest = max(vanished, key=lambda line: _likeness(line.text, text), default=None)
    if likest is None or _likeness(likest.text, text) < _ALIKE:
        return Line(text=text, by=by)
    vanished.remove(likest)
    return Line(text=text, sources=likest.sources, by=by)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """Tell two texts apart, stretch by stretch: the removed before the added."""
    told: list[Difference] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            told.append(Difference("same", before[a:b]))
            continue
        if b > a:
            told.append(Difference("removed", before[a:b]))
        if d > c:
            told.append(Difference("added", after[c:d]))
    return tuple(told)


def changed_parts(before: Sheet, after: Sheet) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
    """Tell which sections differ between two versions, and how."""
    old = {part.name: part.text for part in before.parts}
    return tuple(
        (part.name, differences(old.get(part.name, ""), part.text))
        for part in after.parts
        if old.get(part.name, "") != part.text
    )
