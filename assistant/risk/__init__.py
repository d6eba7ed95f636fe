"""The risk that a hospital chooses: at most so many wrong answers, proven on cases, set by two people.

`control` learns the bar, `cases` are what was judged, `rules` a proposed bar, `room` who may set it.
"""

from assistant.risk.cases import Basis, open_cases, own_cases
from assistant.risk.control import Case, Learned, Lesson, OutOfReach, TooFew, Wanted, learn
from assistant.risk.room import RiskRoom
from assistant.risk.rules import RiskRule

__all__ = [
    "Basis",
    "Case",
    "Learned",
    "Lesson",
    "OutOfReach",
    "RiskRoom",
    "RiskRule",
    "TooFew",
    "Wanted",
    "learn",
    "open_cases",
    "own_cases",
]
