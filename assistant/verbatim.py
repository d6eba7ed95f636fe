"""Verbatim answers: the best evidence sentences themselves, few and short."""

from __future__ import annotations

from assistant.sufficiency import Weighed
from retrieval.evidence import Evidence, EvidenceSentence

MOST_SENTENCES = 3
MOST_CHARACTERS = 600


def verbatim_choice(
    evidence: Evidence, weighed: Weighed, *, used: frozenset[int]
) -> tuple[EvidenceSentence, ...]:
    """Choose at most three sentences and 600 characters, best first; at least one if there is any unused."""
    ranked = sorted(
        (pair for pair in zip(evidence.sentences, weighed.fits, strict=True) if pair[0].marker not in used),
        key=lambda pair: (-pair[1].rank, pair[0].marker),
    )
    chosen: list[EvidenceSentence] = []
    room = MOST_CHARACTERS
    for sentence, _ in ranked:
        if len(chosen) == MOST_SENTENCES:
            break
        if len(sentence.text) <= room or not chosen:
            chosen.append(sentence)
            room -= len(sentence.text)
    return tuple(chosen)
