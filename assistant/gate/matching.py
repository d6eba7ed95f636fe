"""Where rules fire in folded text: groups close together, context that takes a match back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.gate.folding import Folded
from assistant.gate.rule import Pattern, Rule, RuleBook

Span = tuple[int, int]
_SENTENCE_END = re.compile(r"[。!?;\n]|(?<!\d)\.(?=\s|$)|\.(?=\s+\S)")
_CLAUSE_START = re.compile(r"[,。!?;:\n]|\bbut\b|但是?|可是|不过|\.\s")
_DENIAL_REACH = 40


@dataclass(slots=True)
class Scan:
    """One folded text with the matches already looked up, so that each pattern is searched once."""

    folded: Folded
    _found: dict[Pattern, tuple[Span, ...]] = field(default_factory=dict)
    _sentences: tuple[Span, ...] | None = None

    def spans(self, pattern: Pattern) -> tuple[Span, ...]:
        """Give every non-empty match of a pattern."""
        if pattern not in self._found:
            matches = pattern.finditer(self.folded.text)
            self._found[pattern] = tuple(match.span() for match in matches if match.end() > match.start())
        return self._found[pattern]

    def sentences_of(self, span: Span) -> Span:
        """Give the stretch of whole sentences that a span touches."""
        if self._sentences is None:
            ends = [match.end() for match in _SENTENCE_END.finditer(self.folded.text)]
            starts = [0, *ends]
            self._sentences = tuple(zip(starts, [*ends, len(self.folded.text)], strict=True))
        touched = [one for one in self._sentences if one[0] < span[1] and span[0] < one[1]]
        return (touched[0][0], touched[-1][1]) if touched else span


def fires(rule: Rule, scan: Scan, earlier: Sequence[Scan], book: RuleBook) -> Span | None:
    """Give the first stretch of the text at which a rule fires, or None."""
    candidates: list[tuple[Span, ...]] = []
    for group in rule.groups:
        candidates.append(_asserted(rule, scan, scan.spans(group), book))
        if not candidates[-1] and not (rule.across_turns and earlier):
            return None
    if not any(candidates):
        return None
    if all(candidates):
        for anchor in candidates[0]:
            stretch = _gather(anchor, candidates[1:], rule.within)
            if stretch is not None and not _taken_back(rule, scan, stretch):
                return stretch
    return _across_turns(rule, scan, candidates, earlier) if rule.across_turns and earlier else None


def _gather(anchor: Span, groups: Sequence[Sequence[Span]], within: int) -> Span | None:
    """Widen an anchor to hold the nearest match of every other group, if all are near enough."""
    start, end = anchor
    for group in groups:
        nearest = min(group, key=lambda span: max(span[0] - anchor[1], anchor[0] - span[1], 0))
        if max(nearest[0] - anchor[1], anchor[0] - nearest[1], 0) > within:
            return None
        start, end = min(start, nearest[0]), max(end, nearest[1])
    return start, end


def _taken_back(rule: Rule, scan: Scan, stretch: Span) -> bool:
    if rule.unless is None:
        return False
    start, end = scan.sentences_of(stretch)
    return any(start <= one[0] and one[1] <= end for one in scan.spans(rule.unless))


def _across_turns(
    rule: Rule, scan: Scan, candidates: Sequence[Sequence[Span]], earlier: Sequence[Scan]
) -> Span | None:
    """Fire on the present turn when earlier turns of the asker fill the groups that it leaves open."""
    for spans, group in zip(candidates, rule.groups, strict=True):
        if not spans and not any(turn.spans(group) for turn in earlier):
            return None
    present = [spans[0] for spans in candidates if spans]
    stretch = min(one[0] for one in present), max(one[1] for one in present)
    return None if _taken_back(rule, scan, stretch) else stretch


def _asserted(rule: Rule, scan: Scan, spans: Sequence[Span], book: RuleBook) -> tuple[Span, ...]:
    """Keep the matches that are said to be so; only red flags can be denied, past or told as a story."""
    if rule.kind != "red_flag":
        return tuple(spans)
    return tuple(span for span in spans if not _denied(scan, span, book) and not _elsewhere(scan, span, book))


def _denied(scan: Scan, span: Span, book: RuleBook) -> bool:
    text = scan.folded.text
    before = text[max(0, span[0] - _DENIAL_REACH) : span[0]]
    starts = [match.end() for match in _CLAUSE_START.finditer(before)]
    clause = before[starts[-1] :] if starts else before
    inside = text[span[0] : span[1]]
    return bool(book.slot("negation").search(clause) or book.slot("inner_negation").search(inside))


def _elsewhere(scan: Scan, span: Span, book: RuleBook) -> bool:
    start, end = scan.sentences_of(span)
    sentence = scan.folded.text[start:end]
    if any(book.slot(name).search(sentence) for name in ("story", "general", "figure")):
        return True
    clause = _clause(sentence, span[0] - start)
    return bool(book.slot("past").search(clause)) and not book.slot("present").search(clause)


def _clause(sentence: str, offset: int) -> str:
    """Give the part of a sentence between two commas that holds `offset`."""
    cuts = [0, *(match.end() for match in _CLAUSE_START.finditer(sentence)), len(sentence)]
    first = max(cut for cut in cuts[:-1] if cut <= max(offset, 0))
    return sentence[first : min(cut for cut in cuts if cut > first or cut == len(sentence))]
