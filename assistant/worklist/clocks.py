"""How soon a task must be seen and answered, and where it goes when it is not: data in `clocks.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Annotated, Final, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import SettingsError
from assistant.worklist.task import Priority, Queue
from assistant.worklist.working_time import Counted, WorkingTime
from guidelines import Language

_FILE = "clocks.toml"
_STRICT = ConfigDict(frozen=True, extra="forbid")
_Minutes = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One priority's service level: time to the first hand on it and to the reply, and its desks in order.

    `seen_in` and `answered_in` say how the two run where the hospital has settled its working time.
    """

    acknowledge: timedelta
    reply: timedelta
    desks: tuple[str, ...]
    seen_in: Counted = "clock"
    answered_in: Counted = "clock"


class Staffing(Protocol):
    """Says who is there: people are account ids."""

    def on_call(self, unit: str, at: datetime) -> str | None:
        """Name who covers a department or a desk at a moment; None where nobody is entered."""
        ...

    def covering(self, person: str, at: datetime) -> str | None:
        """Name who is there for a doctor: the doctor, or who stands in; None where nobody does."""
        ...

    def serves(self, person: str) -> bool:
        """Say whether somebody still works here as a doctor."""
        ...

    def name_of(self, person: str) -> str | None:
        """Give a doctor's name for people."""
        ...

    def working_time(self) -> WorkingTime | None:
        """Give the hospital's working time; None where it has settled none, and all runs by the clock."""
        ...

    def off_hours(self, at: datetime) -> bool | None:
        """Say whether a moment lies outside working hours; None where nobody knows these."""
        ...


class NoCalendar:
    """A house without a calendar: everybody is there, nobody is on call by name, no day is a day off."""

    def on_call(self, unit: str, at: datetime) -> str | None:  # noqa: ARG002 - the port
        """Name nobody."""
        return None

    def covering(self, person: str, at: datetime) -> str | None:  # noqa: ARG002 - the port
        """Name the doctor."""
        return person

    def serves(self, person: str) -> bool:  # noqa: ARG002 - the port
        """Take everybody as serving."""
        return True

    def name_of(self, person: str) -> str | None:  # noqa: ARG002 - the port
        """Know no names."""
        return None

    def working_time(self) -> WorkingTime | None:
        """Have none."""
        return None

    def off_hours(self, at: datetime) -> bool | None:  # noqa: ARG002 - the port
        """Know no hours."""
        return None


NO_CALENDAR: Final = NoCalendar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The service levels of a house, what its desks are called, and who is there by its calendar."""

    levels: Mapping[Priority, Clock]
    names: Mapping[str, Mapping[Language, str]]
    source: str
    staffing: Staffing = NO_CALENDAR

    def of(self, priority: Priority) -> Clock:
        """Give the service level of a priority."""
        return self.levels[priority]

    def answered_by(self, priority: Priority, at: datetime) -> datetime:
        """Give when a task that is opened at a moment is promised to be answered."""
        clock, works = self.of(priority), self.staffing.working_time()
        return at + clock.reply if works is None else works.after(at, clock.reply, clock.answered_in)

    def seen_by(self, priority: Priority, at: datetime, due: datetime) -> datetime:
        """Give when a hand must be on it: never later than promised, by the clock once that is over."""
        clock, works = self.of(priority), self.staffing.working_time()
        plain = at + clock.acknowledge
        if works is None:
            return plain
        return min(works.after(at, clock.acknowledge, clock.seen_in), max(due, plain))

    def called(self, queue: Queue, language: Language) -> str:
        """Give a queue's name for people."""
        if queue.kind == "desk":
            return self.names[queue.name][language]
        return (self.staffing.name_of(queue.name) if queue.kind == "doctor" else None) or queue.name

    def whom(self, queue: Queue, at: datetime) -> str | None:
        """Name whom a task reaches in a queue at a moment: who is on call, or the doctor's cover."""
        if queue.kind == "doctor":
            return self.staffing.covering(queue.name, at)
        return self.staffing.on_call(queue.name, at)


class _Level(BaseModel):
    model_config = _STRICT
    acknowledge: _Minutes
    reply: _Minutes
    desks: Annotated[tuple[str, ...], Field(min_length=1)]
    seen_in: Counted = "clock"
    answered_in: Counted = "clock"


class _Names(BaseModel):
    model_config = _STRICT
    zh: str
    en: str


class _Table(BaseModel):
    model_config = _STRICT
    source: str
    P0: _Level
    P1: _Level
    P2: _Level
    P3: _Level
    P4: _Level
    names: dict[str, _Names]

    @model_validator(mode="after")
    def _desks_have_names(self) -> _Table:
        for level in (self.P0, self.P1, self.P2, self.P3, self.P4):
            unnamed = set(level.desks) - self.names.keys()
            if unnamed:
                message = f"desks without a name: {sorted(unnamed)}"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _what_is_urgent_never_waits(self) -> _Table:
        for level in (self.P0, self.P1):
            if {level.seen_in, level.answered_in} != {"clock"}:
                message = "P0 and P1 run by the clock; nobody waits for a working day with them"
                raise ValueError(message)
        return self


@cache
def shipped_clocks() -> Clocks:
    """Read the service levels that come with the package.

    Raises:
        SettingsError: the file is not what it should be.
    """
    try:
        table = _Table.model_validate(
            tomllib.loads(resources.files("assistant.worklist").joinpath(_FILE).read_text("utf-8"))
        )
    except (ValidationError, tomllib.TOMLDecodeError) as fault:
        message = f"{_FILE} cannot be used ({type(fault).__name__}); restore it from the package"
        raise SettingsError(message) from fault
    levels: dict[Priority, _Level] = {
        "P0": table.P0,
        "P1": table.P1,
        "P2": table.P2,
        "P3": table.P3,
        "P4": table.P4,
    }
    return Clocks(
        levels={
            priority: Clock(
                acknowledge=timedelta(minutes=level.acknowledge),
                reply=timedelta(minutes=level.reply),
                desks=level.desks,
                seen_in=level.seen_in,
                answered_in=level.answered_in,
            )
            for priority, level in levels.items()
        },
        names={desk: {"zh": name.zh, "en": name.en} for desk, name in table.names.items()},
        source=table.source,
    )
