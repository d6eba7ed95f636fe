"""Selective answering: how often the machine is wrong when it answers, and how that falls as it answers less.

Risk-coverage curve and the area under it: Y. Geifman, R. El-Yaniv, Selective classification for deep neural
networks, NeurIPS 2017; Y. Geifman et al., ICLR 2019.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.risk.control import Case, Learned, OutOfReach, TooFew, Wanted, learn
from evals.record import CaseRecord
from evals.statistics import Interval, wilson

_ALPHAS: Final = (0.02, 0.05, 0.1)
_SHARES: Final = (0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """Answering only the surest: the share of all questions answered so, and the share of those wrong."""

    coverage: float
    risk: float
    interval: Interval = field(default=Interval(0.0, 1.0), compare=False)


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
            points.append(Point(at / asked, wrong / at, wilson(wrong, at)))
    return tuple(points)


def told(records: Sequence[CaseRecord]) -> Iterator[str]:
    """Write the curve at some coverages, and which risks these records prove a bar for."""
    drawn = selective(records).curve
    for share in _SHARES:
        under = [point for point in drawn if point.coverage <= share + 1e-9]
        if under and under[-1].coverage > share - 0.2:
            point = under[-1]
            ends = f"{point.interval.low:.3f}-{point.interval.high:.3f}"
            yield f"answering the surest {point.coverage:.0%}: wrong {point.risk:.3f} ({ends})"
    cases = cases_of(records)
    for alpha in _ALPHAS:
        yield f"at most {alpha:.0%} of shown answers wrong (90 % sure): {proof(cases, Wanted(alpha=alpha))}"


def cases_of(records: Iterable[CaseRecord]) -> tuple[Case, ...]:
    """Take records as judged cases under the machine's own bar; what it did not answer has no risk."""
    asked = [one for one in records if one.answered is not None and one.passed is not None]
    return tuple(
        Case(
            risk=1.0 - one.confidence if one.answered and one.confidence is not None else None,
            wrong=not one.passed,
        )
        for one in asked
    )


def of_cases(cases: Sequence[Case]) -> Selective:
    """Draw the curve of judged cases."""
    known = [(1.0 - one.risk, one.wrong) for one in cases if one.risk is not None]
    return Selective(
        asked=len(cases),
        answered=len(known),
        wrong=sum(wrong for _, wrong in known),
        curve=curve(known, asked=len(cases)),
    )


def proof(cases: Sequence[Case], wanted: Wanted) -> str:
    """Say in words which bar the cases prove, or why none."""
    match learn(cases, wanted):
        case Learned() as found:
            share = f"{found.coverage:.0%} of {found.asked}"
            return f"bar {found.bar:.3f}, answers {share}, {found.wrong} of {found.shown} wrong"
        case TooFew(n=n, needed=needed):
            return f"{n} answers are too few, it takes {needed} at least"
        case OutOfReach(n=n):
            return f"not provable: too many of the surest of {n} are wrong"
