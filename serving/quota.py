"""How often one address may do what needs no sign-in: so many times within a stretch of time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

_MOST_ADDRESSES: Final = 10_000


class Quota:
    """Counts in memory, per address; a restart forgets, and the longest silent address goes first."""

    def __init__(self, *, most: int, within_s: float, now: Callable[[], float] = time.monotonic) -> None:
        """Allow `most` times `within_s` seconds."""
        self._most, self._within_s, self._now = most, within_s, now
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait_s(self, address: str) -> int:
        """Count one more time; 0 where it is allowed, else the seconds after which it is again."""
        with self._lock:
            return self._counted(address)

    def _counted(self, address: str) -> int:
        now = self._now()
        times = self._seen.pop(address, deque())
        self._seen[address] = times
        while times and now - times[0] >= self._within_s:
            times.popleft()
        if len(times) >= self._most:
            return int(self._within_s - (now - times[0])) + 1
        times.append(now)
        if len(self._seen) > _MOST_ADDRESSES:
            del self._seen[next(iter(self._seen))]
        return 0
