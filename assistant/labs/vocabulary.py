"""The words of printed reports, kept as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def section(name: str) -> Mapping[str, list[str]]:
    """Give one table of words, in its order."""
    text = resources.files("assistant.labs").joinpath("words.toml").read_text("utf-8")
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return tables[name]


def any_of(table: str, name: str) -> str:
    """Write the alternatives of one list as a group."""
    return f"(?:{'|'.join(section(table)[name])})"


def pattern(table: str, name: str) -> re.Pattern[str]:
    """Compile one list, without case."""
    return re.compile(any_of(table, name), re.IGNORECASE)
