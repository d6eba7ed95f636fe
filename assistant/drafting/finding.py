"""A finding: what one clause says, of whom, and from which characters it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assistant.drafting.record import Known, Said, Source

Polarity = Literal["present", "denied", "unknown"]
Subject = Literal["patient", "family", "other"]


class Kind(StrEnum):
    """What a finding speaks of; a template says which section takes it."""

    CHIEF = "chief"
    PRESENT = "present"
    PAST = "past"
    ALLERGY = "allergy"
    PERSONAL = "personal"
    REPRODUCTIVE = "reproductive"
    MENSTRUAL = "menstrual"
    FAMILY = "family"
    EXPOSURE = "exposure"
    GENERAL = "general"
    EXAM = "exam"
    RESULT = "result"
    DIAGNOSIS = "diagnosis"
    PLAN = "plan"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a sentence: copied from `source`, or a fixed connecting word that has none."""

    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One clause, ready to be written; `backing` is what was heard beside the copied characters.

    `turn` and `sentence` say where it was said; a fact of the hospital's systems has turn -1.
    """

    kind: Kind
    polarity: Polarity
    subject: Subject
    pieces: tuple[Piece, ...]
    turn: int
    sentence: int
    backing: tuple[Source, ...] = ()
    section: str | None = None

    @property
    def text(self) -> str:
        """Give the words as they will be written."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Give every source once, in order."""
        return merged([piece.source for piece in self.pieces if piece.source is not None] + [*self.backing])


def merged(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Give each source once; stretches of one turn that touch or overlap become one."""
    known = dict.fromkeys(one for one in sources if isinstance(one, Known))
    stretches: list[Said] = []
    for one in sorted({one for one in sources if isinstance(one, Said)}):
        last = stretches[-1] if stretches else None
        if last is not None and last.turn == one.turn and one.start <= last.end + 2:
            stretches[-1] = Said(last.turn, last.start, max(last.end, one.end))
        else:
            stretches.append(one)
    return (*stretches, *known)
