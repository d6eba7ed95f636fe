"""What changed between two editions, what it touches, and where guidelines in force disagree."""

from assistant.changes.change import Change, ChangeKind, Comparison, NumberChange, Side
from assistant.changes.compare import compare
from assistant.changes.log import ChangeLog

__all__ = ["Change", "ChangeKind", "ChangeLog", "Comparison", "NumberChange", "Side", "compare"]
