"""Slowing guesses down: after failures in a row each further attempt waits, twice as long each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from assistant.errors import LockedOutError
from assistant.people import AccountStore, DoorPolicy


class LockOut:
    """Counts failures by name and by address; every wait ends, or anyone could keep somebody out."""

    def __init__(self, store: AccountStore, policy: DoorPolicy, *, now: Callable[[], datetime]) -> None:
        """Keep the counts in `store`."""
        self._store, self._policy, self._now = store, policy, now

    def refuse(self, subject: str, *, allowed: int) -> None:
        """Let pass who did not fail more than `allowed` times in a row, or has waited since.

        Raises:
            LockedOutError: the wait is not over; it says how long it still is.
        """
        failures = self._store.failures(subject)
        if failures is None or failures.count < allowed:
            return
        doublings = min(failures.count - allowed, 20)
        wait = min(self._policy.first_wait * 2**doublings, self._policy.longest_wait)
        left = (failures.last_at + wait - self._now()).total_seconds()
        if left > 0:
            seconds = int(left) + 1
            message = f"too many failed sign-ins; try again in {seconds} s"
            raise LockedOutError(message, retry_after_s=seconds)

    def count(self, subject: str) -> None:
        """Count one more failure."""
        now = self._now()
        self._store.add_failure(subject, at=now, forget_before=now - self._policy.forget_after)

    def clear(self, subject: str) -> None:
        """Forget a subject's failures."""
        self._store.clear_failures(subject)
