"""Verbatim answers: the best evidence sentences themselves, few and short."""

from __future__ import annotations

from retrieval.evidence import Evidence, EvidenceSentence

MOST_SENTENCES = 3
MOST_CHARACTERS = 600


def verbatim_choice(evidence: Evidence, *, used: frozenset[int]) -> tuple[EvidenceSentence, ...]:
    """Choose at most three sentences and 600 characters, best first; at least one if there is any unused."""
    ranked = sorted(
        (sentence for sentence in evidence.sentences if sentence.marker not in used),
        key=lambda sentence: (-sentence.score, sentence.marker),
    )
    chosen: list[EvidenceSentence] = []
    room = MOST_CHARACTERS
    for sentence in ranked:
        if len(chosen) == MOST_SENTENCES:
            break
        if len(sentence.text) <= room or not chosen:
            chosen.append(sentence)
            room -= len(sentence.text)
    return tuple(chosen)
