"""When the evidence is enough to answer from, and what of it was asked for but not said."""

from __future__ import annotations

from typing import Literal

from assistant.issuers import asked_publishers
from assistant.sufficiency import Weighed
from retrieval.evidence import Evidence, EvidenceSentence

Shortfall = Literal["no_evidence", "not_theirs", "weak_evidence"]


def shortfall(question: str, evidence: Evidence, weighed: Weighed) -> Shortfall | None:
    """Say why the evidence is not enough to draft from, or None when it is or nothing can tell.

    `not_theirs`: the question asks for the guideline of a body of which nothing may be evidence.
    """
    if not evidence.sentences:
        return "not_theirs" if asked_publishers(question) else "no_evidence"
    return "weak_evidence" if weighed.too_risky else None


def left_unsaid(evidence: Evidence, weighed: Weighed, used: frozenset[int]) -> EvidenceSentence | None:
    """Give the sentence that states the quantity asked for, where no used sentence states one.

    None where no quantity was asked for, or where no sentence states one about all that was asked by name.
    """
    pairs = list(zip(evidence.sentences, weighed.fits, strict=True))
    if not weighed.typed or any(fit.states for sentence, fit in pairs if sentence.marker in used):
        return None
    stating = [
        (fit.rank, sentence) for sentence, fit in pairs if fit.states and fit.names == 1.0 and not fit.clash
    ]
    return max(stating, key=lambda pair: pair[0])[1] if stating else None
