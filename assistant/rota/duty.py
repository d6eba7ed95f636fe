"""Duties and absences as values, and the questions that a calendar answers about a moment or a stretch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal

from assistant.worklist.working_time import WorkingTime

Needed = Literal["always", "off_hours"]
_MOST_COVERS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who is on call for a department or a desk, from a moment up to another; people are account ids."""

    duty_id: str
    unit: str
    person: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """When a doctor is away, and who stands in."""

    absence_id: str
    person: str
    cover: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """A department or desk for which somebody must be on call: always, or outside working hours."""

    unit: str
    needed: Needed


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which nobody is on call for a unit that needs somebody."""

    unit: str
    starts: datetime
    ends: datetime

    def in_words(self, unit: str) -> str:
        """Say it in one line, by the hospital's own time; `unit` is what people call it."""
        starts, ends = (f"{one.astimezone():%Y-%m-%d %H:%M}" for one in (self.starts, self.ends))
        return f"nobody is on call for {unit} from {starts} to {ends}"


@dataclass(frozen=True, slots=True)
class Rota:
    """The duties and absences of a stretch of time, and when the hospital works."""

    duties: tuple[Duty, ...] = ()
    absences: tuple[Absence, ...] = ()
    works: WorkingTime = field(default_factory=WorkingTime)
    serves: Callable[[str], bool] = lambda _: True
    """Says whether somebody still works here: nobody is called who has left."""

    def on_call(self, unit: str, at: datetime) -> str | None:
        """Name who covers a unit: of several the one who came last and is there, or who stands in."""
        on = [one for one in self.duties if one.unit == unit and one.starts <= at < one.ends]
        for duty in sorted(on, key=lambda one: (one.starts, one.duty_id), reverse=True):
            there = self.covering(duty.person, at)
            if there is not None:
                return there
        return None

    def covering(self, person: str, at: datetime) -> str | None:
        """Name who is there for a person: the person, or who stands in; None where nobody does."""
        asked = {person}
        for _ in range(_MOST_COVERS):
            away = next(
                (one for one in self.absences if one.person == person and one.starts <= at < one.ends), None
            )
            if away is None:
                return person if self.serves(person) else None
            person = away.cover
            if person in asked:
                return None
            asked.add(person)
        return None

    def gaps(self, watched: Watched, start: datetime, end: datetime) -> tuple[Gap, ...]:
        """List the stretches between two moments in which nobody is on call though somebody must be."""
        found: list[Gap] = []
        for begins, ends in self._pieces(watched, start, end):
            if self.on_call(watched.unit, begins) is not None:
                continue
            joined = found.pop().starts if found and found[-1].ends == begins else begins
            found.append(Gap(watched.unit, joined, ends))
        return tuple(found)

    def _pieces(
        self, watched: Watched, start: datetime, end: datetime
    ) -> Iterator[tuple[datetime, datetime]]:
        """Cut the stretch where anything changes, and leave out when nobody is needed."""
        cuts = {start, end}
        for one in self.duties:
            cuts |= {moment for moment in (one.starts, one.ends) if start < moment < end}
        for away in self.absences:
            cuts |= {moment for moment in (away.starts, away.ends) if start < moment < end}
        cuts |= {moment for moment in _openings(self.works, start, end) if start < moment < end}
        for begins, ends in pairwise(sorted(cuts)):
            if watched.needed == "always" or not self.works.working(begins):
                yield begins, ends


def overlapping(entries: Iterable[Duty], unit: str, start: datetime, end: datetime) -> tuple[Duty, ...]:
    """Give a unit's duties that share time with a stretch."""
    return tuple(one for one in entries if one.unit == unit and one.starts < end and start < one.ends)


def _openings(works: WorkingTime, start: datetime, end: datetime) -> Iterator[datetime]:
    day = start.astimezone().date()
    while day <= end.astimezone().date():
        for hour in (works.opens, works.closes):
            yield datetime.combine(day, hour).astimezone()
        day += timedelta(days=1)
