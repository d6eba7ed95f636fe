"""How long work reports itself: steps as values, and bars on a terminal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tqdm import tqdm


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`done` of `total` units of one stage; `total` is an estimate where `unit` is `s`."""

    stage: str
    done: int
    total: int
    unit: str = "B"


Progress: TypeAlias = Callable[[Step], None]


def no_progress(step: Step) -> None:
    """Take a step without showing it."""
    del step


class TerminalProgress:
    """One bar a stage on stderr, none where stderr is not a terminal; may be called from several threads."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm[None]] = {}
        self._lock = threading.Lock()

    def __call__(self, step: Step) -> None:
        """Move the stage's bar."""
        with self._lock:
            bar = self._bars.get(step.stage)
            if bar is None:
                scaled = step.unit == "B"
                # disable=None: tqdm stays silent unless stderr is a terminal.
                bar = tqdm(desc=step.stage, total=step.total, unit=step.unit, unit_scale=scaled, disable=None)
                self._bars[step.stage] = bar
            bar.update(min(step.done, step.total) - bar.n)
            if step.done >= step.total:
                bar.close()
                del self._bars[step.stage]

    def close(self) -> None:
        """Leave the terminal as it was."""
        with self._lock:
            for bar in self._bars.values():
                bar.close()
            self._bars.clear()
