"""A figure and its interval, and the three ways in which one comes about: a share, a mean, a ratio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evals.record import CaseRecord
from evals.statistics import Interval, bootstrap_mean, bootstrap_ratio, wilson

Stage = Literal["whole", "find", "pack", "answer", "cite", "decide", "ground", "draft", "time"]
Judge: TypeAlias = Callable[[CaseRecord], bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure: `value` is None when nothing could be measured; `unit` is `share`, `count` or `ms`.

    `n` counts what was scored, in `of`; `unscored` counts cases that belong here and could not be scored.
    """

    stage: Stage
    name: str
    what: str
    value: float | None
    n: int
    of: str
    unscored: int
    interval: Interval | None
    unit: Literal["share", "count", "ms"] = "share"


def share(stage: Stage, name: str, what: str, records: Sequence[CaseRecord], judge: Judge) -> Metric | None:
    """Give the share of records that pass, with Wilson's interval; None where no record belongs here."""
    if not records:
        return None
    results = [judge(record) for record in records]
    scored = [result for result in results if result is not None]
    return Metric(
        stage=stage,
        name=name,
        what=what,
        value=sum(scored) / len(scored) if scored else None,
        n=len(scored),
        of="cases",
        unscored=len(results) - len(scored),
        interval=wilson(sum(scored), len(scored)) if scored else None,
    )


def mean(
    stage: Stage,
    name: str,
    what: str,
    values: Sequence[float],
    *,
    unscored: int = 0,
    unit: Literal["share", "ms"] = "share",
) -> Metric:
    """Give the mean of values, one a case, with a bootstrap interval."""
    return Metric(
        stage=stage,
        name=name,
        what=what,
        value=sum(values) / len(values) if values else None,
        n=len(values),
        of="cases",
        unscored=unscored,
        interval=bootstrap_mean(values),
        unit=unit,
    )


def ratio(
    stage: Stage, name: str, what: str, pairs: Sequence[tuple[float, float]], *, of: str
) -> Metric | None:
    """Give sum(first) / sum(second) with an interval over cases; None where there is nothing below."""
    below = sum(one for _, one in pairs)
    if not below:
        return None
    return Metric(
        stage=stage,
        name=name,
        what=f"{what} (interval over questions)",
        value=sum(above for above, _ in pairs) / below,
        n=int(below),
        of=of,
        unscored=0,
        interval=bootstrap_ratio(pairs),
    )
