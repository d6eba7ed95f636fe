"""What tells the name of a person: surnames, titles, labels and words around it, read from `names.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict


class Naming(BaseModel):
    """The lists of `names.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    surnames: str
    compound: tuple[str, ...]
    alone: str
    common: str
    called: str
    titles: tuple[str, ...]
    labels: tuple[str, ...]
    followers: tuple[str, ...]
    never: tuple[str, ...]
    relations: tuple[str, ...]
    name_stops: str
    no_given: str
    neighbours: str
    doubtful: str
    words: str
    asking: str
    before: tuple[str, ...]
    behind: tuple[str, ...]
    made_of: tuple[str, ...]
    folk: tuple[str, ...]
    doubled: str
    sounds: str
    peoples: tuple[str, ...]
    eponyms: tuple[str, ...]
    english_labels: tuple[str, ...]
    english_titles: tuple[str, ...]
    english_never: tuple[str, ...]


@cache
def naming() -> Naming:
    """Give the lists that come with the product."""
    text = resources.files("assistant.gate.identifiers").joinpath("names.toml").read_text("utf-8")
    return Naming.model_validate(tomllib.loads(text))


def any_of(words: Iterable[str]) -> str:
    """Give the pattern of any of these words."""
    return "|".join(words)
