"""How many were examined, flagged, reviewed, reached and confirmed, by source and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.findings.finding import Case, Source, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """One source's month of flagging; `examined` is None where the source has not told it.

    Each count is of the cases flagged in that month, whenever the later step was; what a source took back or
    corrected stays counted as flagged. `stages` and
    `stages_accepted` count the steps that doctors judged.
    """

    source: str
    month: str
    budget: float
    examined: int | None
    flagged: int = 0
    reviewed: int = 0
    accepted: int = 0
    reached: int = 0
    confirmed: int = 0
    ruled_out: int = 0
    refused: int = 0
    unreachable: int = 0
    taken_back: int = 0
    corrected: int = 0
    stages: int = 0
    stages_accepted: int = 0

    @property
    def rate(self) -> float | None:
        """The share of the examined that was flagged; None where nobody knows how many were examined."""
        return None if not self.examined else self.flagged / self.examined

    @property
    def over_budget(self) -> bool | None:
        """Say whether more was flagged than was settled; None where it was not measured."""
        return None if self.rate is None else self.rate > self.budget


def funnels(
    cases: Iterable[Case], sources: Iterable[Source], examined: Mapping[tuple[str, str], int]
) -> tuple[Funnel, ...]:
    """Count, the newest month first, then by source."""
    budgets = {one.name: one.budget for one in sources}
    grouped: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        grouped[case.finding.source, case.month].append(case)
    rows = {*grouped, *examined}
    counted = (_counted(key, grouped[key], budgets.get(key[0], 0.0), examined.get(key)) for key in rows)
    return tuple(sorted(counted, key=lambda one: (_newest_first(one.month), one.source)))


def _newest_first(month: str) -> tuple[int, ...]:
    return tuple(-int(part) for part in month.split("-"))


def _counted(key: tuple[str, str], cases: list[Case], budget: float, examined: int | None) -> Funnel:
    judged = [one for case in cases if case.review for one in case.review.judged]

    def standing(wanted: Standing) -> int:
        return sum(case.standing is wanted for case in cases)

    return Funnel(
        source=key[0],
        month=key[1],
        budget=budget,
        examined=examined,
        flagged=len(cases),
        reviewed=sum(case.review is not None for case in cases),
        accepted=sum(case.review is not None and case.review.recall for case in cases),
        reached=sum(case.reached_at is not None for case in cases),
        confirmed=standing(Standing.CONFIRMED),
        ruled_out=standing(Standing.RULED_OUT),
        refused=standing(Standing.REFUSED),
        unreachable=standing(Standing.UNREACHABLE),
        taken_back=sum(case.taken_back is not None for case in cases),
        corrected=sum(bool(case.earlier) for case in cases),
        stages=len(judged),
        stages_accepted=sum(one.verdict == "accepted" for one in judged),
    )
