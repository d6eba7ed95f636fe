"""What changed between two editions, what it touches, and where guidelines in force disagree."""

from assistant.changes.change import Change, ChangeKind, Comparison, NumberChange, Side
from assistant.changes.compare import compare

__all__ = ["Change", "ChangeKind", "Comparison", "NumberChange", "Side", "compare"]
