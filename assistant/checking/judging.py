"""One statement against what was found: supported, outdated, contradicted or not found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.checking.amounts import recounted, states
from assistant.checking.comparing import agreed, judged, measured, nearness
from assistant.checking.dispute import Dispute, disputes
from assistant.checking.result import Verdict
from assistant.grounding.check import has_content
from guidelines import Language
from retrieval.evidence import EvidenceSentence

_SAME_SUBJECT = 0.45
_SAME_HEADING = 0.2
# How much of a claim its carrier must cover: with its numbers where it has any, else of its words alone.
_CARRIES, _CARRIES_WORDS = 0.5, 0.62
# How much nearer another sentence must be to take the word from one that states the claim.
_NEARER, _FAR_NEARER = 0.12, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict on a statement with the sentences it stands on, the deciding ones first.

    `dispute` is the sentence in force that says otherwise; where the claim is supported, that of another
    guideline.
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
    if carriers and former and _recounted(claim, carriers[0], former[0], found):
        return _outdated(claim, former[0].sentence, found, language)
    if carriers and held + _NEARER > once and held + _FAR_NEARER > denied:
        return _supported(carriers, former, against, found)
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
    standing: list[_Carrier] = []
    for one in sentences if has_content(claim) else ():
        verdict, share = agreed(claim, one, language), nearness(claim, one)
        enough = verdict.score >= _CARRIES if measured(claim) else share >= _CARRIES_WORDS
        if verdict.verdict == "supported" and enough:
            standing.append(_Carrier(sentence=one, near=share))
    return sorted(standing, key=lambda one: (-one.near, one.sentence.marker))


def _recounted(claim: str, new: _Carrier, old: _Carrier, found: Lookup) -> bool:
    """Say whether the edition in force counts in hours what the claim and the old edition count in days."""
    return (
        found.related(new.sentence, old.sentence)
        and recounted(claim, new.sentence.text) is not None
        and recounted(claim, old.sentence.text) is None
    )


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


def _alike(old: EvidenceSentence, new: EvidenceSentence) -> float:
    """Lift a sentence that stands under the same heading as the old one."""
    same = bool(old.passage.section) and old.passage.section[-1:] == new.passage.section[-1:]
    return _SAME_HEADING if same else 0.0


def _supported(
    carriers: Sequence[_Carrier], former: Sequence[_Carrier], against: Sequence[Dispute], found: Lookup
) -> Finding:
    """Quote what states the claim, what said so before, and the guideline in force that says otherwise."""
    first = carriers[0].sentence
    kept = next((one.sentence for one in former if found.related(first, one.sentence)), None)
    rival = next((one for one in against if not found.related(first, one.sentence)), None)
    return Finding(
        verdict="supported",
        current=(first,) if rival is None else (first, rival.sentence),
        retired=(kept,) if kept is not None else (),
        dispute=rival,
    )


def _outdated(claim: str, best: EvidenceSentence, found: Lookup, language: Language | None) -> Finding:
    """Quote the edition that said so, and what the edition in force of its family says of the same thing."""
    candidates = [one for one in found.current if found.related(one, best)] or list(found.kin(best))
    now = _now(claim, best, candidates, language)
    if now is not None:
        return Finding(verdict="outdated", current=(now.sentence,), retired=(best,), dispute=now)
    near = [(judged(best.text, one, language).score + _alike(best, one), one) for one in candidates]
    near = sorted(
        (pair for pair in near if pair[0] >= _SAME_SUBJECT), key=lambda pair: (-pair[0], pair[1].marker)
    )
    return Finding(verdict="outdated", current=tuple(one for _, one in near[:1]), retired=(best,))


def _now(
    claim: str, best: EvidenceSentence, candidates: Sequence[EvidenceSentence], language: Language | None
) -> Dispute | None:
    """Find what the edition in force says otherwise than the old sentence, in what the claim says."""
    said = [one for one in disputes(best.text, candidates, language) if states(claim, one.claimed)]
    for one in candidates:
        counted = recounted(best.text, one.text)
        if counted is not None and judged(best.text, one, language).verdict == "supported":
            said.append(Dispute(sentence=one, claimed=counted[0], stated=counted[1], near=1.0, score=1.0))
    said += disputes(claim, candidates, language)
    return said[0] if said else None
