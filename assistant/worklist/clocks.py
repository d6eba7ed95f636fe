"""How soon a task must be seen and answered, and where it goes when it is not: data in `clocks.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import SettingsError
from assistant.worklist.task import Priority, Queue
from guidelines import Language

_FILE = "clocks.toml"
_STRICT = ConfigDict(frozen=True, extra="forbid")
_Minutes = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One priority's service level: time to the first hand on it and to the reply, and its desks in order."""

    acknowledge: timedelta
    reply: timedelta
    desks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The service levels of a house and what its desks are called."""

    levels: Mapping[Priority, Clock]
    names: Mapping[str, Mapping[Language, str]]
    source: str

    def of(self, priority: Priority) -> Clock:
        """Give the service level of a priority."""
        return self.levels[priority]

    def called(self, queue: Queue, language: Language) -> str:
        """Give a queue's name for people; a doctor's is told by who knows the accounts."""
        if queue.kind == "desk":
            return self.names[queue.name][language]
        return queue.name


class _Level(BaseModel):
    model_config = _STRICT
    acknowledge: _Minutes
    reply: _Minutes
    desks: Annotated[tuple[str, ...], Field(min_length=1)]


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
            )
            for priority, level in levels.items()
        },
        names={desk: {"zh": name.zh, "en": name.en} for desk, name in table.names.items()},
        source=table.source,
    )
