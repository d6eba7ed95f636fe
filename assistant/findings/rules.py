"""How long the recall waits, and where it goes when nobody moves it: data in `rules.toml`."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Hours = Annotated[int, Field(ge=1)]


class RecallRules(BaseModel):
    """The waits of the recall, in hours; see the file for what each means."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str
    retry: Annotated[tuple[_Hours, ...], Field(min_length=1)]
    enough: _Hours
    grace: _Hours
    missed: _Hours
    desks: Annotated[tuple[str, ...], Field(min_length=1)]

    def again_after(self, attempts: int) -> timedelta:
        """Give the wait after so many calls in vain."""
        return timedelta(hours=self.retry[min(attempts, len(self.retry)) - 1])

    @property
    def patience(self) -> timedelta:
        """How long a case may lie past its day before it goes on."""
        return timedelta(hours=self.grace)

    @property
    def after_a_miss(self) -> timedelta:
        """How soon somebody is called who did not come."""
        return timedelta(hours=self.missed)


@cache
def recall_rules() -> RecallRules:
    """Read the rules that come with the package."""
    raw = resources.files("assistant.findings").joinpath("rules.toml").read_text("utf-8")
    return RecallRules.model_validate(tomllib.loads(raw))
