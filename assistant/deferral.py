"""When the evidence is enough to answer from, and what of it was asked for but not said."""

from __future__ import annotations

from typing import Literal

from assistant.issuers import asked_publishers
from assistant.sufficiency import Weighed
from retrieval.evidence import Evidence, EvidenceSentence

_CLEARLY = 0.08
"""How far in rank a sentence stands above those used before it is quoted beside them."""

Shortfall = Literal["no_evidence", "not_theirs", "weak_evidence"]


def shortfall(
    question: str, evidence: Evidence, weighed: Weighed, *, drafting: bool = False
) -> Shortfall | None:
    """Say why the evidence is not enough to answer from, or None when it is or nothing can tell.

    Where a model is `drafting`, what it writes or does not write still counts: only the hopeless stops here.
    `not_theirs`: the question asks for the guideline of a body of which nothing may be evidence.
    """
    if not evidence.sentences:
        return "not_theirs" if asked_publishers(question) else "no_evidence"
    return "weak_evidence" if (weighed.hopeless if drafting else weighed.too_risky) else None


def left_unsaid(evidence: Evidence, weighed: Weighed, used: frozenset[int]) -> EvidenceSentence | None:
    """Give the sentence that answers better than any that was used; None where the best was used.

    Better is clearly higher in rank, or stating the quantity asked for where no used sentence states one.
    """
    pairs = [pair for pair in zip(evidence.sentences, weighed.fits, strict=True) if not pair[1].clash]
    said = [fit for sentence, fit in pairs if sentence.marker in used]
    unsaid = [pair for pair in pairs if pair[0].marker not in used and pair[1].states]
    if not said or not unsaid:
        return None
    best, fit = max(unsaid, key=lambda pair: pair[1].rank)
    clearly = fit.rank - max(one.rank for one in said) >= _CLEARLY
    missing = weighed.typed and not any(one.states for one in said)
    return best if (clearly or missing) and fit.names >= max(one.names for one in said) else None
