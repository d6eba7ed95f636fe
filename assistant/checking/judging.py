"""One statement against what was found: supported, outdated, contradicted or not found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.checking.comparing import agreed, judged, measured, nearness
from assistant.checking.dispute import Dispute, disputes
from assistant.checking.result import Verdict
from guidelines import Language
from retrieval.evidence import EvidenceSentence

_SAME_SUBJECT = 0.45
# How much of a claim its carrier must cover: with its numbers where it has any, else of its words alone.
_CARRIES, _CARRIES_WORDS = 0.5, 0.62
# How much nearer another sentence must be to take the word from one that states the claim.
_NEARER, _FAR_NEARER = 0.12, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict on a statement with the sentences it stands on, the deciding ones first.

    `dispute` is the sentence in force that says otherwise, where there is one.
    """

    verdict: Verdict
    current: tuple[EvidenceSentence, ...] = ()
    retired: tuple[EvidenceSentence, ...] = ()
    dispute: Dispute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What was found for a statement, and how to find more.

    `current` and `retired` are its nearest sentences in force and replaced; `kin` gives the nearest sentences
    to a retired one in the editions in force of its own family.
    """

    current: tuple[EvidenceSentence, ...]
    retired: tuple[EvidenceSentence, ...]
    kin: Callable[[EvidenceSentence], Sequence[EvidenceSentence]]
    related: Callable[[EvidenceSentence, EvidenceSentence], bool]


def judge(claim: str, found: Lookup, language: Language | None) -> Finding:
    """Decide on one reading of a statement: the nearest sentence speaks, in doubt the one in force."""
    carriers = _carriers(claim, found.current, language)
    former = _carriers(claim, found.retired, language)
    against = disputes(claim, found.current, language)
    held = carriers[0].near if carriers else 0.0
    once = former[0].near if former else 0.0
    denied = against[0].near if against else 0.0
    if carriers and held + _NEARER > once and held + _FAR_NEARER > denied:
        return _supported(carriers, former, found)
    if former and once + _FAR_NEARER > denied:
        return _outdated(claim, former[0].sentence, found, language)
    if not against:
        return Finding(verdict="not_found")
    said_once = _said_once(claim, against[0], found, language)
    if said_once is not None:
        return _outdated(claim, said_once, found, language)
    return Finding(verdict="contradicted", current=(against[0].sentence,), dispute=against[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carrier:
    """A sentence that states the claim, and which share of the claim's words it holds."""

    sentence: EvidenceSentence
    near: float


def _carriers(claim: str, sentences: Sequence[EvidenceSentence], language: Language | None) -> list[_Carrier]:
    standing = []
    for one in sentences:
        verdict, share = agreed(claim, one, language), nearness(claim, one)
        enough = verdict.score >= _CARRIES if measured(claim) else share >= _CARRIES_WORDS
        if verdict.verdict == "supported" and enough:
            standing.append(_Carrier(sentence=one, near=share))
    return sorted(standing, key=lambda one: (-one.near, one.sentence.marker))


def _said_once(
    claim: str, against: Dispute, found: Lookup, language: Language | None
) -> EvidenceSentence | None:
    """Find what a retired edition of the same family said with the claim's own values, in other words."""
    for one in found.retired:
        if not found.related(one, against.sentence) or nearness(claim, one) < against.near:
            continue
        verdict = judged(claim, one, language)
        if verdict.kind in {"topic", "modality"} and verdict.score > against.score:
            return one
    return None


def _supported(carriers: Sequence[_Carrier], former: Sequence[_Carrier], found: Lookup) -> Finding:
    first = carriers[0].sentence
    kept = next((one.sentence for one in former if found.related(first, one.sentence)), None)
    return Finding(verdict="supported", current=(first,), retired=(kept,) if kept is not None else ())


def _outdated(claim: str, best: EvidenceSentence, found: Lookup, language: Language | None) -> Finding:
    """Quote the edition that said so, and what the edition in force of its family says of the same thing."""
    candidates = [one for one in found.current if found.related(one, best)] or list(found.kin(best))
    against = disputes(best.text, candidates, language) or disputes(claim, candidates, language)
    if against:
        return Finding(
            verdict="outdated", current=(against[0].sentence,), retired=(best,), dispute=against[0]
        )
    near = [(judged(best.text, one, language).score, one) for one in candidates]
    near = sorted(
        (pair for pair in near if pair[0] >= _SAME_SUBJECT), key=lambda pair: (-pair[0], pair[1].marker)
    )
    return Finding(verdict="outdated", current=tuple(one for _, one in near[:1]), retired=(best,))
