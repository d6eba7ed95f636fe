"""Is the evidence enough: what a question asks to hear, and how far the evidence says it."""

from assistant.sufficiency.asked import Asked, asked_of
from assistant.sufficiency.fit import FEATURES, Sizing, Sufficiency

__all__ = ["FEATURES", "Asked", "Sizing", "Sufficiency", "asked_of"]
