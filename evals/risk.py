"""Selective answering: how often the machine is wrong when it answers, and how that falls as it answers less.

Risk-coverage curve and the area under it: Y. Geifman, R. El-Yaniv, Selective classification for deep neural
networks, NeurIPS 2017; Y. Geifman et al., ICLR 2019.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evals.record import CaseRecord


@dataclass(frozen=True, slots=True)
class Point:
    """Answering only the surest: the share of all questions answered so, and the share of those wrong."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Selective:
    """A curve from the surest answer to all of them; `wrong` of `answered` answers of `asked` questions."""

    asked: int
    answered: int
    wrong: int
    curve: tuple[Point, ...]

    @property
    def aurc(self) -> float | None:
        """Give the mean risk over the curve; None where nothing was answered with a known confidence."""
        return sum(point.risk for point in self.curve) / len(self.curve) if self.curve else None


def selective(records: Iterable[CaseRecord]) -> Selective:
    """Rank the answered questions by confidence; wrong is an answer with a failed check.

    A question that was not answered has no answer to be wrong, so the curve ends at the machine's own
    coverage. Answers of equal confidence enter together.
    """
    asked = [record for record in records if record.answered is not None and record.passed is not None]
    answered = [record for record in asked if record.answered]
    known = [(record.confidence, not record.passed) for record in answered if record.confidence is not None]
    return Selective(
        asked=len(asked),
        answered=len(answered),
        wrong=sum(not record.passed for record in answered),
        curve=curve(known, asked=len(asked)),
    )


def curve(known: Iterable[tuple[float, bool]], *, asked: int) -> tuple[Point, ...]:
    """Draw the curve of answers given as confidence and whether wrong, out of `asked` questions."""
    ranked = sorted(known, key=lambda one: -one[0])
    points: list[Point] = []
    wrong = 0
    for at, (confidence, is_wrong) in enumerate(ranked, 1):
        wrong += is_wrong
        if at == len(ranked) or ranked[at][0] != confidence:
            points.append(Point(at / asked, wrong / at))
    return tuple(points)
