"""Which of the packed sentences the model is given: a small model answers better from few."""

from __future__ import annotations

from dataclasses import replace

from assistant.sufficiency import Weighed
from retrieval.evidence import Evidence, EvidenceSentence

MOST = 6
"""How many sentences a model is given, measured in `DESIGN.md`; grounding checks against all."""

_INTRODUCES = (":", "：")


def shortlist(evidence: Evidence, weighed: Weighed, *, most: int = MOST) -> Evidence:
    """Keep the sentences that fit the question best, in their order, with what introduces them.

    All of them where there are no more, or nothing weighed them.
    """
    if len(evidence.sentences) <= most or len(weighed.fits) != len(evidence.sentences):
        return evidence
    ranked = sorted(
        zip(evidence.sentences, weighed.fits, strict=True), key=lambda pair: (-pair[1].rank, pair[0].marker)
    )
    kept = {sentence.marker for sentence, _ in ranked[:most]}
    kept |= {lead.marker for lead, one in _pairs(evidence) if one.marker in kept and _leads(lead, one)}
    chosen = tuple(sentence for sentence in evidence.sentences if sentence.marker in kept)
    return replace(evidence, sentences=chosen)


def _pairs(evidence: Evidence) -> zip[tuple[EvidenceSentence, EvidenceSentence]]:
    return zip(evidence.sentences, evidence.sentences[1:], strict=False)


def _leads(lead: EvidenceSentence, sentence: EvidenceSentence) -> bool:
    same = lead.passage.passage_id == sentence.passage.passage_id
    return same and lead.text.rstrip().endswith(_INTRODUCES)
