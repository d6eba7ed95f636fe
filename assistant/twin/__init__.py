"""A doctor's digital twin: a revocable delegation that speaks within what that doctor signed for."""

from assistant.twin.answers import ApprovedAnswer, ApprovedSentence
from assistant.twin.card import ScopeCard, Topic
from assistant.twin.room import TwinRoom
from assistant.twin.twin import Consent, Standing, Twin

__all__ = [
    "ApprovedAnswer",
    "ApprovedSentence",
    "Consent",
    "ScopeCard",
    "Standing",
    "Topic",
    "Twin",
    "TwinRoom",
]
