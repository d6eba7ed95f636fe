"""From placed findings to sentences: the port, and the phrasing that copies and adds only fixed words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

from assistant.drafting.finding import Finding, Kind, Piece, merged
from assistant.drafting.lexicon import latin, pattern
from assistant.drafting.record import Said, Sentence, Talk

MOST_OF_A_CHIEF_COMPLAINT = 20
_DURATION = re.compile(
    r"(?<![后每隔持续院龄])(?:[一二两三四五六七八九十几半]+|\d+)个?[多来]?(?:小时|钟头|天|周|星期|礼拜|月|年)(?:多|余)?"
    r"(?![级前左龄轻大]|一?次|[\d一二两三四五六七八九十几好多来]{1,4}[次趟回遍顿]|\S{0,2}一次)|"
    r"(?:for )?(?:about |almost )?(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+) "
    r"(?:minutes?|hours?|days?|weeks?|months?|years?)(?: ago)?|since \w+",
    re.IGNORECASE,
)
_MARGIN = 6
_SOON = 2
_BARE = 8


class Phrasing(Protocol):
    """Writes the findings of one section as sentences; whatever it writes is checked back afterwards.

    It is handed what was placed and nothing else of the talk, and gives each sentence its sources.
    """

    def phrase(self, section: str, findings: Sequence[Finding], talk: Talk) -> list[Sentence]:
        """Write one section."""
        ...


class CopyPhrasing:
    """Copies what was said, clause by clause; clauses of one breath become one sentence."""

    def phrase(self, section: str, findings: Sequence[Finding], talk: Talk) -> list[Sentence]:
        """Write one section in the order in which it was said."""
        del section, talk
        groups = groupby(
            findings, key=lambda one: (one.turn, one.sentence, one.kind, one.subject, bool(one.backing))
        )
        return [_sentence(list(group)) for _, group in groups]


def _sentence(findings: Sequence[Finding]) -> Sentence:
    pieces: list[Piece] = []
    said = [one for number, one in enumerate(findings) if not number or one.text != findings[number - 1].text]
    for number, finding in enumerate(said):
        if number:
            pieces.append(Piece(_joint(pieces[-1], finding.pieces[0])))
        pieces += finding.pieces
    text = "".join(piece.text for piece in pieces).strip()
    sources = merged([source for finding in findings for source in finding.sources])
    return Sentence(text=text + _stop(text), sources=sources)


def _joint(before: Piece, after: Piece) -> str:
    english = latin(before.text) and latin(after.text)
    return ", " if english else "，"


def _stop(text: str) -> str:
    if text.endswith(("。", ".", "！", "!", "？", "?")):
        return ""
    return "." if latin(text) else "。"


def chief_complaint(findings: Sequence[Finding]) -> Finding | None:
    """Compose the chief complaint: the first complaint and how long, each as it was said.

    Of a longer clause only the words around the complaint are taken, twenty characters with the duration
    where that can be; without a word for a complaint the first clause stands.
    """
    present = [
        one
        for one in findings
        if one.kind is Kind.PRESENT and one.subject == "patient" and one.polarity == "present"
    ]
    if not present:
        return None
    complaint = next((one for one in present if _complains(one.text)), None)
    leading = complaint or present[0]
    head = (() if complaint else _as_begun(present)) or _with_lead(leading, present) or _shortened(leading)
    near = [one for one in present if leading.turn <= one.turn <= leading.turn + _SOON]
    same_turn = [one for one in findings if one.turn == leading.turn and one.kind is Kind.PRESENT]
    firsts = {one.turn: one for one in reversed(findings)}
    answered = [
        one for one in near if one.turn > leading.turn and len(one.text) <= _BARE and firsts[one.turn] is one
    ]
    pieces = list(head)
    if not any(_DURATION.search(piece.text) for piece in pieces):
        duration = next(_durations([leading, *same_turn, *answered]), None)
        if duration is not None:
            pieces += [Piece(" " if latin(duration.text) else ""), duration]
    return Finding(
        kind=Kind.CHIEF,
        polarity="present",
        subject="patient",
        pieces=tuple(piece for piece in pieces if piece.text),
        turn=leading.turn,
        sentence=leading.sentence,
        backing=leading.backing,
    )


def _as_begun(present: Sequence[Finding]) -> tuple[Piece, ...]:
    """Take the first words as they were said, as many clauses of the first sentence as are short enough."""
    first = present[0]
    pieces: list[Piece] = []
    for one in present:
        longer = [*pieces, *([Piece("，")] if pieces else []), *one.pieces]
        long = sum(len(piece.text) for piece in longer) > MOST_OF_A_CHIEF_COMPLAINT
        if (one.turn, one.sentence) != (first.turn, first.sentence) or long or latin(one.text):
            break
        pieces = longer
    return tuple(pieces)


def _with_lead(leading: Finding, present: Sequence[Finding]) -> tuple[Piece, ...]:
    """Set before a complaint what its sentence told before it, where both together are short enough."""
    here = [one for one in present if (one.turn, one.sentence) == (leading.turn, leading.sentence)]
    told = here[: here.index(leading) + 1]
    if len(told) == 1 or latin(leading.text):
        return ()
    pieces = [piece for one in told for piece in (Piece("，"), *one.pieces)][1:]
    return tuple(pieces) if sum(len(one.text) for one in pieces) <= MOST_OF_A_CHIEF_COMPLAINT else ()


def _complains(text: str) -> bool:
    more = pattern("body").sub("", text)
    return any(pattern(group).search(text) for group in ("symptom", "disease")) or (
        len(more) < len(text) and 0 < len(more) <= _MARGIN and len(text) > 2
    )


def _shortened(finding: Finding) -> tuple[Piece, ...]:
    if len(finding.text) <= MOST_OF_A_CHIEF_COMPLAINT or latin(finding.text):
        return finding.pieces
    for piece in finding.pieces:
        found = pattern("symptom").search(piece.text)
        if found and isinstance(piece.source, Said):
            start = max(0, found.start() - 6)
            end = min(len(piece.text), max(found.end(), start + 12))
            at = piece.source
            return (Piece(piece.text[start:end], Said(at.turn, at.start + start, at.start + end)),)
    return finding.pieces


def _durations(findings: Sequence[Finding]) -> Iterator[Piece]:
    for finding in findings:
        for piece in finding.pieces:
            match = _DURATION.search(piece.text)
            rest = piece.text.replace(match[0], "") if match else ""
            mostly = match and (latin(piece.text) or (len(rest) <= _MARGIN and not _complains(rest)))
            if match and mostly and isinstance(piece.source, Said):
                at = piece.source
                yield Piece(match[0], Said(at.turn, at.start + match.start(), at.start + match.end()))
