"""Hotlines as data, with region, hours and the day they were last checked."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict

_OLD = timedelta(days=180)


class Use(BaseModel):
    """What a hotline is for, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: str
    en: str


class Hotline(BaseModel):
    """One number; `hours` is empty where they are not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: str
    use: Use
    region: str
    hours: str
    certainty: Literal["checked", "secondary", "to be checked"]
    checked: date

    def stale(self, on: date) -> bool:
        """Say whether the number was last checked more than 180 days before a day."""
        return on - self.checked > _OLD


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    hotline: tuple[Hotline, ...]


@cache
def hotlines() -> tuple[Hotline, ...]:
    """Give every packaged hotline."""
    text = resources.files("assistant.gate.redflags").joinpath("hotlines.toml").read_text("utf-8")
    return _File.model_validate(tomllib.loads(text)).hotline
