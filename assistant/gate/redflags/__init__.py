"""The red-flag floor: what a person wrote, read against the red flags of the domain report.

Words, measures and rules are data (`words/`, `rules/`, `measures.toml`); `finder.RedFlags` reads them.
"""

from assistant.gate.redflags.finder import RedFlagFinding, RedFlags, urgency
from assistant.gate.redflags.rulebook import Level

__all__ = ["Level", "RedFlagFinding", "RedFlags", "urgency"]
