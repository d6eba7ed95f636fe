"""Two runs, case by case: who is right where, and whether the difference could be chance."""

from __future__ import annotations

from dataclasses import dataclass

from evals.errors import RunMismatchError
from evals.record import Run
from evals.statistics import mcnemar_exact


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
    pairs: list[tuple[str, bool, bool]] = []
    for record in first.records:
        other = others.get(record.id)
        if other is None or other.case != record.case or record.passed is None or other.passed is None:
            continue
        pairs.append((record.id, record.passed, other.passed))
    if not pairs:
        message = (
            f"runs {first.name!r} and {second.name!r} share no scored case; run the same suite with both"
        )
        raise RunMismatchError(message)
    only_first = tuple(one for one, a, b in pairs if a and not b)
    only_second = tuple(one for one, a, b in pairs if b and not a)
    return Comparison(
        first=first.name,
        second=second.name,
        both=sum(a and b for _, a, b in pairs),
        only_first=only_first,
        only_second=only_second,
        neither=sum(not a and not b for _, a, b in pairs),
        left_out=len(ids) - len(pairs),
        p=mcnemar_exact(len(only_first), len(only_second)),
    )
