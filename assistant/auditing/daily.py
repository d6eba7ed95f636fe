"""The daily review: answers of a day that were shown with a caution, and what a person made of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from assistant.audit import Link, Replayed

Finding = Literal["fine", "wrong"]
FLAGGED: Final = "answered:"
"""How the decision of an answer begins that was shown with a caution (`soft` or `flag`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a person made of an answer; the words stand in the chain, sealed."""

    finding: Finding
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """An answer that was shown with a caution; `replayed` is None where it is not opened, or erased."""

    link: Link
    replayed: Replayed | None
    judged: Judged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReview:
    """A day's flagged answers, newest first; `more` says that there are more than are shown."""

    day: date
    flagged: tuple[Flagged, ...]
    more: bool

    @property
    def open(self) -> int:
        """How many nobody has judged yet."""
        return sum(one.judged is None for one in self.flagged)
