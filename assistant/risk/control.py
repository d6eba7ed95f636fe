"""Which answers may be shown so that at most a share is wrong: proven for any finite number of cases.

`asked`, of all questions at most `alpha` get a wrong answer shown, on average over repeated calibration:
conformal risk control (A. Angelopoulos, S. Bates, A. Fisch, L. Lei, T. Schuster, ICLR 2024, arXiv:2208.02814,
theorem 1; the loss only grows with the bar and is at most 1, hence the `+ 1` above and below).

`shown`, of the answers shown at most `alpha` are wrong, except with the chance 1 - `confidence`: Learn then
Test (A. Angelopoulos, S. Bates, E. Candes, M. Jordan, L. Lei, Ann Appl Stat 2025, arXiv:2110.01052) with
binomial p-values and fixed-sequence tests from two starts, each at half the error. Starts and bars look at
risks alone, never at what was wrong; given the risks, binomial tails stay valid although single chances
differ (W. Hoeffding, Ann Math Stat 1956;27:713-721), so the promise is about questions as risky as these.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, comb, log
from typing import Final, Literal, TypeAlias

Of = Literal["shown", "asked"]
_STARTS: Final = 2
_BARS: Final = tuple(step / 200 for step in range(201))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question whose answer was judged; `risk is None`: not answered, whatever the bar."""

    risk: float | None
    wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is promised: of the answers shown, or of the questions asked, at most `alpha` are wrong."""

    alpha: float
    of: Of = "shown"
    confidence: float = 0.9

    def __post_init__(self) -> None:
        """Refuse what cannot be promised.

        Raises:
            ValueError: a share or a confidence out of bounds.
        """
        if not 0.001 <= self.alpha <= 0.5:
            message = f"alpha {self.alpha} must lie between 0.001 and 0.5"
            raise ValueError(message)
        if not 0.75 <= self.confidence <= 0.999:
            message = f"confidence {self.confidence} must lie between 0.75 and 0.999"
            raise ValueError(message)

    @property
    def needed(self) -> int:
        """Give how many cases it takes at least, none of them wrong."""
        if self.of == "asked":
            return ceil(round(1 / self.alpha, 9)) - 1
        return ceil(log(self._error) / log(1 - self.alpha))

    @property
    def _error(self) -> float:
        return (1 - self.confidence) / _STARTS

    def holds(self, wrong: int, n: int) -> bool:
        """Say whether so many wrong of `n` prove the share: of `n` shown, or of `n` asked."""
        if self.of == "asked":
            return wrong + 1 <= self.alpha * (n + 1) + 1e-9
        return n > 0 and at_most(wrong, n, self.alpha) <= self._error


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The highest bar that is proven: a question of at most this risk may be answered."""

    bar: float
    asked: int
    shown: int
    wrong: int

    @property
    def coverage(self) -> float:
        """Give the share of the questions that are answered under the bar."""
        return self.shown / self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFew:
    """There are `n` judged answers; not even `needed` without a fault would be fewer than it takes."""

    n: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfReach:
    """Of `n` judged answers too many are wrong, also among the surest: no bar is proven."""

    n: int


Lesson: TypeAlias = Learned | TooFew | OutOfReach


def learn(cases: Sequence[Case], wanted: Wanted) -> Lesson:
    """Give the highest proven bar, or say honestly why there is none."""
    known = sorted((one.risk, one.wrong) for one in cases if one.risk is not None)
    n = len(cases) if wanted.of == "asked" else len(known)
    if n < wanted.needed or not known:
        return TooFew(n=n, needed=wanted.needed)
    table = _table(known)
    bar = _by_expectation(table, wanted, n) if wanted.of == "asked" else _by_tests(table, wanted)
    if bar is None:
        return OutOfReach(n=n)
    shown, wrong = table[bar]
    return Learned(bar=bar, asked=len(cases), shown=shown, wrong=wrong)


def at_most(wrong: int, n: int, share: float) -> float:
    """Give the chance of at most so many wrong of `n`, each wrong with the chance `share`."""
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(wrong + 1))


def _table(known: Sequence[tuple[float, bool]]) -> dict[float, tuple[int, int]]:
    """Count under each bar what is shown and what of it is wrong; of bars that show the same, the lowest."""
    risks = [risk for risk, _ in known]
    faults = [0]
    for _, wrong in known:
        faults.append(faults[-1] + wrong)
    lowest: dict[int, float] = {}
    for bar in _BARS:
        lowest.setdefault(bisect_right(risks, bar), bar)
    return {bar: (place, faults[place]) for place, bar in lowest.items() if place}


def _by_expectation(table: dict[float, tuple[int, int]], wanted: Wanted, n: int) -> float | None:
    proven = [bar for bar, (_, wrong) in table.items() if wanted.holds(wrong, n)]
    return max(proven, default=None)


def _by_tests(table: dict[float, tuple[int, int]], wanted: Wanted) -> float | None:
    """Test upwards from each start until a test fails; whatever passed before is proven."""
    bars = [bar for bar, (shown, _) in table.items() if shown >= wanted.needed]
    least, most = table[bars[0]][0], table[bars[-1]][0]
    proven: float | None = None
    for start in range(_STARTS):
        begin = least + (most - least) * start / _STARTS
        for bar in (one for one in bars if table[one][0] >= begin):
            shown, wrong = table[bar]
            if not wanted.holds(wrong, shown):
                break
            proven = max(bar, proven or 0.0)
    return proven
