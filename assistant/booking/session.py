"""A session of a department: a half-day cut into times of equal length, the same for some weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from assistant.booking.calendar import Offered
from assistant.errors import ScheduleError

MOST_WEEKS: Final = 26
_LONGEST: Final = timedelta(hours=12)
_SHORTEST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A new time every `minutes` from `start` to `end`, `capacity` people each, for `weeks` from `day` on."""

    department: str
    day: date
    start: time
    end: time
    minutes: int
    capacity: int
    weeks: int = 1

    def times(self, zone: tzinfo | None) -> list[Offered]:
        """Cut it into times of the hospital's `zone`; without one it is this machine's.

        Raises:
            ScheduleError: it cannot be cut evenly, or is too long; says why.
        """
        self._check()
        step = timedelta(minutes=self.minutes)
        found = []
        for week in range(self.weeks):
            day = self.day + timedelta(weeks=week)
            at, end = (_at(day, one, zone) for one in (self.start, self.end))
            while at < end:
                found.append(
                    Offered(
                        department=self.department, starts_at=at, ends_at=at + step, capacity=self.capacity
                    )
                )
                at += step
        return found

    def _check(self) -> None:
        """Refuse what is no session.

        Raises:
            ScheduleError: it is not; says why.
        """
        lasts = datetime.combine(self.day, self.end) - datetime.combine(self.day, self.start)
        if not timedelta(0) < lasts <= _LONGEST:
            message = "the session does not end after it begins, or lasts longer than 12 hours"
        elif self.minutes < _SHORTEST or lasts % timedelta(minutes=self.minutes):
            message = f"{lasts // timedelta(minutes=1)} minutes are not cut evenly into {self.minutes}"
        elif not 1 <= self.weeks <= MOST_WEEKS:
            message = f"a session is repeated for 1 to {MOST_WEEKS} weeks"
        else:
            return
        raise ScheduleError(message)


def _at(day: date, clock: time, zone: tzinfo | None) -> datetime:
    local = datetime.combine(day, clock)
    return local.astimezone() if zone is None else local.replace(tzinfo=zone)
