"""Where rules fire in folded text: groups close together, context that takes a match back; in linear time."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.gate.folding import Folded
from assistant.gate.openings import Pattern
from assistant.gate.rule import Rule

Span = tuple[int, int]
_SENTENCE_END = re.compile(r"[。!?;\n]|(?<!\d)\.(?=\s|$)|\.(?=\s+\S)")
_CLAUSE_END = re.compile(r"[,。!?;\n]|(?<!\d)\.(?=\s|$)|\.(?=\s+\S)")
_FEW_WORDS = 16


@dataclass(slots=True)
class Scan:
    """One folded text with the matches already looked up, so that each pattern is searched once."""

    folded: Folded
    _found: dict[Pattern, tuple[Span, ...]] = field(default_factory=dict)
    _ends: list[int] | None = None
    _clause_ends: list[int] | None = None

    def spans(self, pattern: Pattern) -> tuple[Span, ...]:
        """Give every non-empty match of a pattern, in order."""
        if pattern not in self._found:
            matches = pattern.finditer(self.folded.text)
            self._found[pattern] = tuple(match.span() for match in matches if match.end() > match.start())
        return self._found[pattern]

    def sentences_of(self, span: Span) -> Span:
        """Give the stretch of whole sentences that a span touches."""
        if self._ends is None:
            self._ends = _ends(_SENTENCE_END, self.folded.text)
        return _touched(self._ends, span, len(self.folded.text))

    def clauses_of(self, span: Span) -> Span:
        """Give the stretch of whole clauses that a span touches."""
        if self._clause_ends is None:
            self._clause_ends = _ends(_CLAUSE_END, self.folded.text)
        return _touched(self._clause_ends, span, len(self.folded.text))

    def within(self, pattern: Pattern, stretch: Span) -> Sequence[Span]:
        """Give the matches of `pattern` that lie wholly inside a stretch."""
        spans = self.spans(pattern)
        first, last = bisect_left(spans, (stretch[0], -1)), bisect_left(spans, (stretch[1], -1))
        return [one for one in spans[first:last] if one[1] <= stretch[1]]

    def holds(self, pattern: Pattern, stretch: Span) -> bool:
        """Say whether a match of `pattern` lies wholly inside a stretch."""
        spans = self.spans(pattern)
        place = bisect_left(spans, (stretch[0], -1))
        return place < len(spans) and spans[place][1] <= stretch[1]

    def covers(self, pattern: Pattern, span: Span) -> bool:
        """Say whether a span lies wholly inside a match of `pattern`."""
        place = bisect_right(self.spans(pattern), (span[0], len(self.folded.text))) - 1
        return place >= 0 and span[1] <= self.spans(pattern)[place][1]


def fires(rule: Rule, scan: Scan, earlier: Sequence[Scan]) -> Span | None:
    """Give the first stretch of the text at which a rule fires, or None."""
    if rule.needs_history and not earlier:
        return None
    candidates: list[tuple[Span, ...]] = []
    for group in rule.groups:
        candidates.append(scan.spans(group))
        if not candidates[-1] and not (rule.across_turns and earlier):
            return None
    if not any(candidates):
        return None
    if all(candidates):
        for anchor in candidates[0]:
            stretch = _gather(anchor, candidates[1:], rule.within)
            if stretch is not None and not _excused(rule, scan, anchor, stretch):
                return stretch
    return _across_turns(rule, scan, candidates, earlier) if rule.across_turns and earlier else None


def _gather(anchor: Span, groups: Sequence[Sequence[Span]], within: int) -> Span | None:
    """Widen an anchor to hold the nearest match of every other group, if all are near enough."""
    start, end = anchor
    for group in groups:
        place = bisect_left(group, anchor)
        near = group[max(0, place - 1) : place + 1]
        nearest = min(near, key=lambda span: _gap(span, anchor))
        if _gap(nearest, anchor) > within:
            return None
        start, end = min(start, nearest[0]), max(end, nearest[1])
    return start, end


def _gap(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _excused(rule: Rule, scan: Scan, anchor: Span, stretch: Span) -> bool:
    return _taken_back(rule, scan, stretch) or any(scan.covers(one, anchor) for one in rule.excuses)


def _taken_back(rule: Rule, scan: Scan, stretch: Span) -> bool:
    if rule.unless is None:
        return False
    sentences = scan.sentences_of(stretch)
    if rule.asides is None or not scan.holds(rule.unless, sentences):
        return scan.holds(rule.unless, sentences)
    own = scan.clauses_of(stretch)
    return any(
        _overlap(own, one) or not scan.holds(rule.asides, scan.clauses_of(one))
        for one in scan.within(rule.unless, sentences)
    )


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.end() for match in pattern.finditer(text)]


def _touched(ends: list[int], span: Span, length: int) -> Span:
    before = bisect_right(ends, span[0]) - 1
    after = bisect_left(ends, span[1])
    return ends[before] if before >= 0 else 0, ends[after] if after < len(ends) else length


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _across_turns(
    rule: Rule, scan: Scan, candidates: Sequence[Sequence[Span]], earlier: Sequence[Scan]
) -> Span | None:
    """Fire on the present turn when earlier turns of the asker fill the groups that it leaves open.

    What is asked for (the first group) stands in the present turn itself, outside what excuses it, unless
    that turn is but a few words and holds no excuse.
    """
    asked = [one for one in candidates[0] if not any(scan.covers(other, one) for other in rule.excuses)]
    excused = any(scan.spans(one) for one in rule.excuses)
    if not asked and (excused or len(scan.folded.text) > _FEW_WORDS):
        return None
    for spans, group in zip(candidates, rule.groups, strict=True):
        if not spans and not any(turn.spans(group) for turn in earlier):
            return None
    present = [spans[0] for spans in candidates if spans]
    stretch = min(one[0] for one in present), max(one[1] for one in present)
    return None if _taken_back(rule, scan, stretch) else stretch
