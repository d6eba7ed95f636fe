"""Two runs, case by case: who is right where, and whether the difference could be chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from evals.errors import RunMismatchError
from evals.ranking import rank_measures
from evals.record import CaseRecord, Run
from evals.statistics import Interval, mcnemar_exact, paired_difference

_Pairs: TypeAlias = Sequence[tuple[CaseRecord, CaseRecord]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanDifference:
    """A figure's mean in both runs over the same cases; `interval` is of second minus first (bootstrap)."""

    name: str
    n: int
    first: float
    second: float
    interval: Interval | None

    @property
    def is_clear(self) -> bool:
        """Say whether the interval leaves zero out."""
        return self.interval is not None and not self.interval.low <= 0.0 <= self.interval.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Paired results over the cases that both runs scored; `p` is McNemar's exact two-sided value.

    `left_out` counts cases that stand in one run only, differ in content, or could not be scored.
    """

    first: str
    second: str
    both: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    neither: int
    left_out: int
    p: float
    means: tuple[MeanDifference, ...] = ()

    @property
    def n(self) -> int:
        """Count the pairs."""
        return self.both + self.neither + len(self.only_first) + len(self.only_second)


def compare(first: Run, second: Run) -> Comparison:
    """Pair two runs by case; a case counts as right when all its checks passed.

    Raises:
        RunMismatchError: the runs have no scored case in common.
    """
    others = {record.id: record for record in second.records}
    ids = {record.id for record in first.records} | set(others)
    pairs: list[tuple[CaseRecord, CaseRecord]] = []
    for record in first.records:
        other = others.get(record.id)
        if other is None or other.case != record.case or record.passed is None or other.passed is None:
            continue
        pairs.append((record, other))
    if not pairs:
        message = (
            f"runs {first.name!r} and {second.name!r} share no scored case; run the same suite with both"
        )
        raise RunMismatchError(message)
    only_first = tuple(a.id for a, b in pairs if a.passed and not b.passed)
    only_second = tuple(b.id for a, b in pairs if b.passed and not a.passed)
    return Comparison(
        first=first.name,
        second=second.name,
        both=sum(bool(a.passed and b.passed) for a, b in pairs),
        only_first=only_first,
        only_second=only_second,
        neither=sum(not a.passed and not b.passed for a, b in pairs),
        left_out=len(ids) - len(pairs),
        p=mcnemar_exact(len(only_first), len(only_second)),
        means=(*_ranks(pairs), *_others(pairs)),
    )


def _ranks(pairs: _Pairs) -> list[MeanDifference]:
    both = [(a.found, b.found) for a, b in pairs if a.found is not None and b.found is not None]
    if not both:
        return []
    before = rank_measures([one for one, _ in both])
    after = rank_measures([one for _, one in both])
    return [_difference(name, list(zip(before[name], after[name], strict=True))) for name in before]


def _others(pairs: _Pairs) -> list[MeanDifference]:
    found = []
    for name, value in _VALUES.items():
        both = [(value(a), value(b)) for a, b in pairs]
        known = [(a, b) for a, b in both if a is not None and b is not None]
        if known:
            found.append(_difference(name, known))
    return found


def _difference(name: str, pairs: Sequence[tuple[float, float]]) -> MeanDifference:
    return MeanDifference(
        name=name,
        n=len(pairs),
        first=sum(a for a, _ in pairs) / len(pairs),
        second=sum(b for _, b in pairs) / len(pairs),
        interval=paired_difference(pairs),
    )


def _supported(record: CaseRecord) -> float | None:
    judged = [one.supported for one in record.sentences if one.supported is not None]
    return sum(judged) / len(judged) if judged else None


def _written(record: CaseRecord) -> float | None:
    shown = len(record.sentences)
    return sum(one.origin == "model" for one in record.sentences) / shown if shown else None


def _total(record: CaseRecord) -> float | None:
    return record.timings_ms.get("total")


_VALUES: Final[dict[str, Callable[[CaseRecord], float | None]]] = {
    "alce_recall": _supported,
    "model_share": _written,
    "total_ms": _total,
}
