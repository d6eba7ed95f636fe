"""What the triggers D01-D35 are called, for people: data in `triggers.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from guidelines import Language

_STRICT = ConfigDict(frozen=True, extra="forbid")


class _Name(BaseModel):
    model_config = _STRICT
    zh: str
    en: str


class _Names(BaseModel):
    model_config = _STRICT
    source: str
    names: dict[str, _Name]


def trigger_names() -> Mapping[str, Mapping[Language, str]]:
    """Give the name of every trigger in both languages, by its id."""
    return _names()


@cache
def _names() -> dict[str, dict[Language, str]]:
    raw = resources.files("assistant.worklist").joinpath("triggers.toml").read_text("utf-8")
    listed = _Names.model_validate(tomllib.loads(raw)).names
    return {trigger: {"zh": name.zh, "en": name.en} for trigger, name in listed.items()}
