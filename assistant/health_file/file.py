"""A health file as a whole: what was reported of each topic, earlier visits, reports with their deltas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from assistant.health_file.deltas import Course, Delta, courses, deltas
from assistant.health_file.entry import (
    TOPICS,
    Entry,
    Guardian,
    LabReport,
    SaidBy,
    Standing,
    Statement,
    Topic,
    Visit,
)

ASKED_AGAIN: Final[frozenset[Topic]] = frozenset({"pregnancy"})
"""Special groups that may have ended since: an interview asks for them anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What was said of a topic on a day; `said_on` and `by` are None where nobody said anything."""

    topic: Topic
    standing: Standing
    said: str = ""
    by: SaidBy | None = None
    said_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """A report of the file with what differs from the one before; `day` as printed, else the entry's."""

    entry_id: str
    at: datetime
    day: date
    report: LabReport
    deltas: tuple[Delta, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFile:
    """Everything in a person's file, oldest first."""

    person: str
    entries: tuple[Entry, ...] = ()

    def reported(self) -> tuple[Reported, ...]:
        """Give what was said of each topic, the newest first; one of which nobody spoke is unknown.

        Nothing replaces what was said before: a denial beside a value leaves both standing.
        """
        return tuple(one for topic in TOPICS for one in self._reported(topic))

    def visits(self) -> tuple[tuple[Entry, Visit], ...]:
        """Give the directions that were told, the newest first."""
        return tuple((one, one.content) for one in reversed(self.entries) if isinstance(one.content, Visit))

    def reports(self) -> tuple[ReadReport, ...]:
        """Give the laboratory reports, that of the newest day first, each beside those before it."""
        held = self._by_day()
        return tuple(
            ReadReport(
                entry_id=entry.entry_id,
                at=entry.at,
                day=day,
                report=report,
                deltas=deltas(report, ((on, other) for on, _, other in reversed(held[:place]))),
            )
            for place, (day, entry, report) in reversed(list(enumerate(held)))
        )

    def courses(self) -> tuple[Course, ...]:
        """Give every test that reports of several days hold, over those days."""
        return courses((day, report) for day, _, report in self._by_day())

    def _by_day(self) -> list[tuple[date, Entry, LabReport]]:
        """Give the reports in the order of their days; one that prints none counts for the day it came."""
        held = [(one, one.content) for one in self.entries if isinstance(one.content, LabReport)]
        dated = [(report.taken_on or entry.at.astimezone().date(), entry, report) for entry, report in held]
        return sorted(dated, key=lambda one: (one[0], one[1].at))

    def guardian(self) -> Guardian | None:
        """Give who speaks for a minor, as last said."""
        named = [one.content for one in self.entries if isinstance(one.content, Guardian)]
        return named[-1] if named else None

    def asked_again(self) -> frozenset[Topic]:
        """Give the special groups that were ever reported as true: never assumed, always asked for."""
        return frozenset(one.topic for one in self.reported() if one.standing == "value") & ASKED_AGAIN

    def _reported(self, topic: Topic) -> Iterable[Reported]:
        said = [(one, one.content) for one in reversed(self.entries) if isinstance(one.content, Statement)]
        found = [
            Reported(
                topic=topic,
                standing=statement.standing,
                said=statement.said,
                by=statement.by,
                said_on=entry.at.astimezone().date(),
            )
            for entry, statement in said
            if statement.topic == topic
        ]
        return found or [Reported(topic=topic, standing="unknown")]
