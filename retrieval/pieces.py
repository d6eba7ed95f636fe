"""The sentences of what was found that can be evidence: neither headings nor marks of strength alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from guidelines.changes.unit import label_end
from guidelines.grades import without_grades
from guidelines.text import sentences as cut
from retrieval.ports import Hit

_LETTER = re.compile(r"\w")
_SHORTEST = 4
_NEAR_BEST_PASSAGE = 0.7
_NEAR_ENOUGH = 0.5
"""What scores less than these shares of the best is left out: the latter for the best of another source."""

_HAN = "一二三四五六七八九十"
_MARKS = tuple(
    re.compile(rf"\s*{mark}\s*")
    for mark in (
        rf"[（(][{_HAN}]{{1,3}}[)）]",
        r"[（(]\d{1,2}[)）]",
        r"\d{1,2}[)）]",
        rf"[{_HAN}]{{1,3}}、",
        r"\d{1,2}(?:[.．]\d{1,2})*(?:[.．、](?!\d)|\s)",
        r"[①-⑳]",
    )
)
_TITLE = re.compile(r"[^，,；;：:。.!?？！\d]{1,40}[。.]?")
_LONGEST_TITLE = 16
_LONGEST_TITLE_WORDS = 5
_SEAM = re.compile(r"\||[〔【\[(（<][^〔【\[(（<〕】\])）>]*[〕】\])）>]")
"""Where a sentence falls into parts: the bars of a table's row, and asides in brackets or angle marks."""

_LEAD = re.compile(r"(?:^|(?<=[。；;：:])|(?<=\.\s))\s*([^\W\d][^，,；;。!?！？：:\n]{0,23})[：:](?!\d)")
"""What an item of a list or a part of a paragraph is announced by: "② Favipiravir: ...", "儿童：..."."""

_EDGES = " \t\n|"
_OPEN_LIST = ("；", ";", "：", ":", "、")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sentence of a hit, and the one before it.

    A `guest` stands in a passage that is far behind the best one, but is the best of another source.
    """

    hit: Hit
    rank: int
    index: int
    start: int
    end: int
    before: str
    guest: bool = False

    @property
    def text(self) -> str:
        """The sentence as printed."""
        return self.hit.passage.text[self.start : self.end]

    @property
    def lead(self) -> str:
        """What announced its line and its part of the line, as printed; empty where nothing did."""
        text = self.hit.passage.text
        line = text[text.rfind("\n", 0, self.start) + 1 : self.start]
        found = _LEAD.findall(line[label_end(line) :])
        return " ".join(dict.fromkeys((*found[:1], *found[-1:])))

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands: its passage's rank, its own number in it."""
        return self.rank, self.index


def pieces_of(hits: Sequence[Hit]) -> Iterator[Piece]:
    """Cut hits into sentences; a heading or a mark of strength that stands alone is none."""
    for rank, hit in enumerate(hits):
        text, before = hit.passage.text, ""
        spans = cut(text)
        for index, span in enumerate(spans):
            said = text[span.start : span.end]
            if len(_LETTER.findall(without_grades(said))) < _SHORTEST:
                continue
            following = spans[index + 1] if index + 1 < len(spans) else None
            runs_on = following is not None and "\n" not in text[span.end : following.start]
            after = text[following.start : following.end] if following is not None and runs_on else ""
            if not heads(said, before=before, after=after):
                yield Piece(hit=hit, rank=rank, index=index, start=span.start, end=span.end, before=before)
            before = said


def without(piece: Piece, dictates: Callable[[str], bool]) -> Piece | None:
    """Leave out the cells and asides of a sentence that dictate; None where nothing else is said in it.

    What stays is the longest stretch that does not dictate, still as printed.
    """
    if not dictates(piece.text):
        return piece
    left = [
        replace(piece, start=piece.start + start, end=piece.start + end)
        for start, end in _innocent(piece.text, dictates)
    ]
    said = [one for one in left if len(_LETTER.findall(one.text)) >= _SHORTEST and not dictates(one.text)]
    return max(said, key=lambda one: one.end - one.start, default=None)


def _innocent(text: str, dictates: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Give the stretches of a sentence between the parts that dictate."""
    begins = 0
    for start, end in _parts(text):
        if dictates(text[start:end]):
            yield _trimmed(text, begins, start)
            begins = end
    yield _trimmed(text, begins, len(text))


def _parts(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for seam in _SEAM.finditer(text):
        yield at, seam.start()
        yield seam.start(), seam.end()
        at = seam.end()
    yield at, len(text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a stretch to what is neither blank nor a bar at its ends."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def heads(text: str, *, before: str, after: str) -> bool:
    """Say whether a sentence is a numbered heading that runs into the text `after` it, no item of a list.

    An item follows what leaves a list open, or is followed by the next item.
    """
    mark = _mark(text)
    if mark is None or not after or before.rstrip().endswith(_OPEN_LIST):
        return False
    found = _MARKS[mark].match(text)
    title = text[found.end() :].strip() if found else text
    if _TITLE.fullmatch(title) is None or mark in {_mark(after), _mark(before)}:
        return False
    words = title.split()
    return len(title) <= _LONGEST_TITLE or (title.isascii() and len(words) <= _LONGEST_TITLE_WORDS)


def near_best(pieces: Sequence[Piece]) -> list[Piece]:
    """Keep the sentences of passages about as good as the best, and those of each other source's best."""
    best: dict[str, float] = {}
    for one in pieces:
        source = str(one.hit.passage.edition_id)
        best[source] = max(best.get(source, 0.0), one.hit.score)
    top = max(best.values(), default=0.0)
    kept = []
    for one in pieces:
        own = best[str(one.hit.passage.edition_id)]
        if one.hit.score >= _NEAR_BEST_PASSAGE * top:
            kept.append(one)
        elif own >= _NEAR_ENOUGH * top and one.hit.score >= _NEAR_BEST_PASSAGE * own:
            kept.append(replace(one, guest=True))
    return kept


def _mark(text: str) -> int | None:
    """Give which kind of list mark a sentence begins with."""
    return next((kind for kind, mark in enumerate(_MARKS) if mark.match(text)), None)
