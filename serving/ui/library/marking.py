"""Two statements with what differs marked: numbers strongly, words lightly; no letter is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Final, Literal

from assistant.changes import Change, ChangeKind, NumberChange, Side
from guidelines.citation import find_quotation
from guidelines.text import Span

Which = Literal["old", "new"]
_TOKEN: Final = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|\s+|.", re.DOTALL)
_TOO_DIFFERENT: Final = 0.35
_MOST_TOKENS: Final = 1_500
_STILL: Final = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.UNCHANGED})


def sides_html(change: Change) -> tuple[str, str]:
    """Render both sides of a change; a side that is not there is empty."""
    if change.old is None or change.new is None or change.kind in _STILL:
        return _still(change.old), _still(change.new)
    old, new = change.old.text, change.new.text
    words = _differing(old, new)
    return (
        _marked(old, _numbers(old, change.numbers, "old"), words[0], "old"),
        _marked(new, _numbers(new, change.numbers, "new"), words[1], "new"),
    )


def _still(side: Side | None) -> str:
    return "" if side is None else escape(side.text)


def _numbers(text: str, changes: Iterable[NumberChange], which: Which) -> list[Span]:
    """Find the numbers that differ, each behind the words that say what it measures, if they stand there."""
    found: list[Span] = []
    for one in changes:
        said, bare = (one.old_said, one.old) if which == "old" else (one.new_said, one.new)
        span = next((at for wanted in (said, bare) if wanted for at in _stands(wanted, text, one.what)), None)
        if span is not None:
            found.append(span)
    return found


def _stands(wanted: str, text: str, what: str) -> Iterator[Span]:
    """Give the places of a number, the nearest behind its words first; never inside a longer number."""
    pattern = re.compile(rf"(?<![\d.]){re.escape(wanted)}(?!\d)")
    places = [Span(match.start(), match.end()) for match in pattern.finditer(text)]
    named = text.find(what) if what else -1
    places.sort(key=lambda span: (span.start < named, span.start))
    yield from places
    folded = find_quotation(wanted, text)
    if folded is not None:
        yield folded


def _differing(old: str, new: str) -> tuple[list[Span], list[Span]]:
    """Find the words that only one side has; none where the sides have too little in common."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MOST_TOKENS:
        return [], []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _TOO_DIFFERENT:
        return [], []
    starts, ends = _starts(before), _starts(after)
    gone: list[Span] = []
    come: list[Span] = []
    for what, i0, i1, j0, j1 in matcher.get_opcodes():
        if what != "equal":
            gone.append(Span(starts[i0], starts[i1]))
            come.append(Span(ends[j0], ends[j1]))
    return gone, come


def _starts(tokens: Sequence[str]) -> list[int]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _marked(text: str, numbers: Iterable[Span], words: Iterable[Span], which: Which) -> str:
    looks = [""] * len(text)
    for span in words:
        looks[span.start : span.end] = ["word"] * (span.end - span.start)
    for span in numbers:
        looks[span.start : span.end] = ["num"] * (span.end - span.start)
    pieces: list[str] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and looks[end] == looks[at]:
            end += 1
        said = escape(text[at:end])
        bare = not looks[at] or not text[at:end].strip()
        pieces.append(said if bare else f'<mark class="yz-{looks[at]} yz-{which}">{said}</mark>')
        at = end
    return "".join(pieces)
