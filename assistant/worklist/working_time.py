"""A hospital's own working time: its hours, its days off and its make-up days, and waits counted in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

Counted = Literal["clock", "hours", "days"]
"""How a wait runs: by the clock, in working hours alone, or by the clock of working days alone."""
_DAY: Final = timedelta(days=1)
_WORKDAYS: Final = 5
_FURTHEST: Final = timedelta(days=92)
"""Nobody waits longer than this for a list of days that leaves no working day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """When a hospital works, by its own time: Monday to Friday, unless `days` says otherwise of a day.

    `days` is the hospital's own list: True is a working day (调休 too), False a day off.
    """

    opens: time = time(8)
    closes: time = time(18)
    days: Mapping[date, bool] = field(default_factory=dict)

    def works_on(self, day: date) -> bool:
        """Say whether a day is a working day."""
        return self.days.get(day, day.weekday() < _WORKDAYS)

    def working(self, at: datetime) -> bool:
        """Say whether a moment lies in working hours."""
        local = at.astimezone()
        return self.works_on(local.date()) and self.opens <= local.time() < self.closes

    def after(self, at: datetime, wait: timedelta, counted: Counted) -> datetime:
        """Give the moment at which a wait that begins at `at` is over; never earlier than by the clock."""
        if counted == "clock":
            return at + wait
        local = at.astimezone().replace(tzinfo=None)
        over = self._in_hours(local, wait) if counted == "hours" else self._in_days(local, wait)
        return max(over.astimezone(), at + wait)

    def _in_hours(self, at: datetime, wait: timedelta) -> datetime:
        last = at + _FURTHEST
        while at < last:
            opens, closes = self._bounds(at.date())
            begins = max(at, opens)
            if self.works_on(at.date()) and begins < closes:
                if wait <= closes - begins:
                    return begins + wait
                wait -= closes - begins
            at = datetime.combine(at.date() + _DAY, time())
        return last

    def _in_days(self, at: datetime, wait: timedelta) -> datetime:
        last = at + _FURTHEST
        if not self.works_on(at.date()):
            at, _ = self._bounds(self._next_day(at.date(), last))
        while at < last:
            midnight = datetime.combine(at.date() + _DAY, time())
            if wait <= midnight - at:
                return at + wait
            wait -= midnight - at
            at = datetime.combine(self._next_day(at.date(), last), time())
        return last

    def _next_day(self, day: date, last: datetime) -> date:
        day += _DAY
        while not self.works_on(day) and day < last.date():
            day += _DAY
        return day

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        return datetime.combine(day, self.opens), datetime.combine(day, self.closes)
