"""Who looks at a record right now, so that two people in one record are told of each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

HERE_FOR: Final = timedelta(minutes=2)


class Presence:
    """Remembers for two minutes who touched which record; of this process only, and never stored."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Tell time by `now`."""
        self._now, self._lock = now, Lock()
        self._seen: dict[str, dict[str, datetime]] = {}

    def touch(self, chart_id: str, person: str) -> tuple[str, ...]:
        """Note a person at a record, and give the others who are there."""
        now = self._now()
        with self._lock:
            here = {who: at for who, at in self._seen.get(chart_id, {}).items() if now - at < HERE_FOR}
            here[person] = now
            self._seen[chart_id] = here
        return tuple(sorted(who for who in here if who != person))

    def leave(self, chart_id: str, person: str) -> None:
        """Forget a person at a record."""
        with self._lock:
            here = self._seen.get(chart_id, {})
            here.pop(person, None)
            if not here:
                self._seen.pop(chart_id, None)
