"""Stage timings of one question, in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Stage = Literal["gate", "find", "first_sentence", "draft", "ground", "total"]


class Stopwatch:
    """Adds up the time spent in each stage since it was made."""

    def __init__(self) -> None:
        """Start."""
        self._start = time.perf_counter()
        self._spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: Stage) -> Iterator[None]:
        """Add what passes inside the block to a stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._spent[name] = self._spent.get(name, 0.0) + (time.perf_counter() - begun) * 1000

    def mark(self, name: Stage) -> None:
        """Note the time since the start, the first time only."""
        self._spent.setdefault(name, (time.perf_counter() - self._start) * 1000)

    def readings(self) -> dict[str, float]:
        """Give all stages, `total` included, rounded to a hundredth of a millisecond."""
        total = (time.perf_counter() - self._start) * 1000
        return {name: round(spent, 2) for name, spent in {**self._spent, "total": total}.items()}
