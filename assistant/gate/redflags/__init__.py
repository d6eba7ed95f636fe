"""The red-flag floor: what a person wrote, read against the red flags of the domain report.

Words, measures and rules are data (`words/`, `rules/`, `measures.toml`); `finder.RedFlags` reads them.
"""

from assistant.gate.redflags.finder import About, RedFlagFinding, RedFlags, urgency
from assistant.gate.redflags.rulebook import Level

__all__ = ["About", "Level", "RedFlagFinding", "RedFlags", "urgency"]
