"""Claims against evidence: what a drafted sentence states, and whether a stored quotation states it too.

Pure and deterministic; every decision names the words that decided.
"""

from assistant.grounding.check import check
from assistant.grounding.grounder import Grounded, Grounder, Grounding, Ungrounded
from assistant.grounding.sentences import DraftSentence, SentenceStream
from assistant.grounding.verdict import EvidenceText, Kind, Span, Verdict

__all__ = [
    "DraftSentence",
    "EvidenceText",
    "Grounded",
    "Grounder",
    "Grounding",
    "Kind",
    "SentenceStream",
    "Span",
    "Ungrounded",
    "Verdict",
    "check",
]
