"""Does a sentence say otherwise of the same thing? Put its words in the place of the claim's and look again.

A claim contradicts a sentence only if the grounding names the words that disagree on both sides, and the
claim is supported once they are exchanged. Mere silence, another population or another drug is no dispute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.checking.amounts import only_quantity, same_people
from assistant.checking.comparing import NAMING, graded_apart, judged, levels, measured, nearness, scope_of
from assistant.grounding import EvidenceText, Span, Verdict, check
from assistant.grounding.facts import read
from guidelines import Language
from retrieval.evidence import EvidenceSentence

_VALUES = frozenset({"number", "time", "unit", "comparator", "strength"})
_NAMES = frozenset({"drug"})
_SWAPS = 3
_NEAR = 0.6
_DENIES = 0.75
# A negation further from the words that disagree turns something else.
_REACH = 24
# Even with the sentence's own words exchanged, so little in common is another subject.
_FOREIGN = 0.35
_CLOSE = 0.05
# Faults that leave the values of the claim standing.
_SAME_VALUES = frozenset({"topic", "modality", "strength"})
_LONGEST_WORD = 24
_MODAL_STEPS = 2
# Only where one thing is singled out does naming another one deny it.
_EXCLUSIVE = re.compile(
    r"首选|第一|一线|唯一|仅|只|优先|标准|指的?是|评分|评估|取代"
    r"|first|prefer|only|standard|of choice|means|scored|estimated",
    re.IGNORECASE,
)
_NEGATORS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"不再(?=[用需应])|不(?=应|宜|能|可|须|需|得|用|采用|使用|推荐|建议|是|属于|包括|要|再|会|必)"
        ),
        "",
    ),
    (re.compile(r"没有(?!改变|症状|典型)"), "有"),
    (re.compile(r"无需|毋需"), "需"),
    (
        re.compile(
            r"\b(?:do|does|did) not |\b(?:should|must|may|can|need|is|are)(n't| not)\b", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"\b(?:gets?|receives?|needs?|has|have) (no)\b", re.IGNORECASE), ""),
    (re.compile(r"\b(?:no|never|not)\s", re.IGNORECASE), ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A sentence that says otherwise: the claim's words, and its own in their place.

    `near` is the share of the claim's words that it holds, `score` how much of the claim it covers as is.
    """

    sentence: EvidenceSentence
    claimed: str
    stated: str
    near: float
    score: float


def disputes(claim: str, sentences: Sequence[EvidenceSentence], language: Language | None) -> list[Dispute]:
    """Find the sentences that say otherwise of the same thing, the nearest first.

    None counts while another sentence is nearer to the claim, or as near and has the claim's values.
    """
    near = {one.marker: nearness(claim, one) for one in sentences}
    least = max([_NEAR, *(share - _CLOSE for share in near.values())])
    told = measured(claim)
    found = []
    for one in sentences:
        if near[one.marker] < _FOREIGN:
            continue
        exchanged = _exchange(claim, one, language)
        if exchanged is None:
            if near[one.marker] >= least and told and judged(claim, one, language).kind in _SAME_VALUES:
                return []
            continue
        share = nearness(exchanged.claim, one)
        if share >= least:
            score = judged(claim, one, language).score
            found.append(
                Dispute(
                    sentence=one, claimed=exchanged.mine, stated=exchanged.theirs, near=share, score=score
                )
            )
    return sorted(found, key=lambda one: (-one.near, -one.score, one.sentence.marker))


@dataclass(frozen=True, slots=True)
class _Exchanged:
    """A claim with the sentence's words in it, and the first words that were exchanged."""

    claim: str
    mine: str
    theirs: str


def _exchange(claim: str, on: EvidenceSentence, language: Language | None) -> _Exchanged | None:
    """Exchange what disagrees until the claim is supported; keeps the first words exchanged."""
    grades = graded_apart(claim, on.text)
    if grades is not None and check(claim, [EvidenceText(on.text, scope_of(on))]).verdict == "supported":
        return _Exchanged(claim, *grades)
    first: tuple[str, str] | None = None
    verdict = judged(claim, on, language)
    for _ in range(_SWAPS):
        words = _names(claim, on.text) if verdict.kind == "drug" else _words(claim, on.text, verdict)
        if words is None or not _exchangeable(claim, on.text, verdict, words[1], words[2]):
            break
        span, mine, theirs = words
        first = first or (mine, theirs)
        claim = f"{claim[: span.start]}{_spaced(theirs)}{claim[span.end :]}"
        verdict = judged(claim, on, language)
    if verdict.kind == "negation":
        turned = _turned(claim, on, verdict, language) if nearness(claim, on) >= _DENIES else None
        return _Exchanged(claim, *(first or turned)) if turned is not None else None
    agrees = verdict.verdict == "supported" or verdict.kind in _SAME_VALUES | _NAMES
    return _Exchanged(claim, *first) if first is not None and agrees else None


def _words(claim: str, evidence: str, verdict: Verdict) -> tuple[Span, str, str] | None:
    mine, theirs = verdict.claim_span, verdict.evidence_span
    if verdict.verdict == "supported" or mine is None or theirs is None:
        return None
    return mine, claim[mine.start : mine.end], evidence[theirs.start : theirs.end]


def _names(claim: str, evidence: str) -> tuple[Span, str, str] | None:
    """Find the one drug that each side names, if they name different ones."""
    mine, theirs = _drugs(claim), _drugs(evidence)
    if len(set(mine)) != 1 or len(set(theirs)) != 1 or set(mine) == set(theirs):
        return None
    (span,), (other,) = list(mine.values())[:1], list(theirs.values())[:1]
    return span, claim[span.start : span.end], evidence[other.start : other.end]


def _drugs(text: str) -> dict[str, Span]:
    facts = read(text)
    return {
        term.value: Span(*facts.folded.source(term.start, term.end))
        for clause in facts.clauses
        for term in clause.terms
        if term.group == "drug"
    }


def _exchangeable(claim: str, evidence: str, verdict: Verdict, mine: str, theirs: str) -> bool:
    """Say whether both stretches are values, or singled-out names, of one kind for the same people."""
    if verdict.kind in _NAMES:
        short = max(len(mine), len(theirs)) <= _LONGEST_WORD
        return short and all(_EXCLUSIVE.search(text) for text in (claim, evidence))
    if verdict.kind == "modality" or (verdict.kind == "strength" and only_quantity(mine) is None):
        return _levels_apart(mine, theirs)
    if verdict.kind not in _VALUES:
        return False
    one, other = only_quantity(mine), only_quantity(theirs)
    if one is None or other is None or {one.dimension[0], other.dimension[0]} & NAMING:
        return False
    if one.dimension != other.dimension:
        return verdict.kind == "unit"
    return same_people(claim, evidence, mine, theirs)


def _levels_apart(mine: str, theirs: str) -> bool:
    one, other = levels(mine), levels(theirs)
    short = max(len(mine), len(theirs)) <= _LONGEST_WORD
    return short and bool(one and other) and abs(max(one) - max(other)) >= _MODAL_STEPS


def _turned(
    claim: str, on: EvidenceSentence, verdict: Verdict, language: Language | None
) -> tuple[str, str] | None:
    """Find a negation right before the words that disagree, without which the two sides agree."""
    scope = scope_of(on)
    for text, word in _without_negation(claim, verdict.claim_span):
        if check(text, [EvidenceText(on.text, scope)], language=language).verdict == "supported":
            return word, "—"
    for text, word in _without_negation(on.text, verdict.evidence_span):
        if check(claim, [EvidenceText(text, scope)], language=language).verdict == "supported":
            return "—", word
    return None


def _without_negation(text: str, beside: Span | None) -> Iterator[tuple[str, str]]:
    if beside is None:
        return
    for pattern, instead in _NEGATORS:
        for match in pattern.finditer(text):
            group = 1 if match.lastindex else 0
            start, end = match.span(group)
            if not beside.start - _REACH <= start <= beside.end + _REACH:
                continue
            yield f"{text[:start]}{instead}{text[end:]}", match[group].strip()


def _spaced(words: str) -> str:
    return f" {words} " if words[:1].isascii() and words[:1].isalpha() else words
