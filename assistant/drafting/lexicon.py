"""The words by which a conversation is read: one compiled pattern a group, from `lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = tomllib.loads(resources.files("assistant.drafting").joinpath("lexicon.toml").read_text("utf-8"))
    return {name: _compiled(entry.get("zh", ()), entry.get("en", ())) for name, entry in raw.items()}


def _compiled(chinese: list[str], english: list[str]) -> re.Pattern[str]:
    whole = rf"(?<![a-z])(?:{'|'.join(english)})(?![a-z])"
    attached = "n't" in english
    letters = [rf"(?<![a-z]){one}(?![a-z])" if one.isascii() and one.isalpha() else one for one in chinese]
    return re.compile("|".join([*letters, whole, *(["n't"] if attached else [])]), re.IGNORECASE)


def pattern(group: str) -> re.Pattern[str]:
    """Give the pattern of a group of the lexicon."""
    return _patterns()[group]


def latin(text: str) -> bool:
    """Say whether a text is written without Chinese characters."""
    return _HAN.search(text) is None


def speaks_of(group: str, text: str) -> bool:
    """Say whether a word of the group stands in the text."""
    return _patterns()[group].search(text) is not None


def first(group: str, text: str) -> tuple[int, int] | None:
    """Give where the first word of the group stands."""
    found = _patterns()[group].search(text)
    return found.span() if found else None


_CLINICAL = (
    "symptom",
    "disease",
    "drug",
    "allergy",
    "habit",
    "reproductive",
    "result",
    "vital",
    "exam",
    "past",
    "surgery",
)


def clinical(text: str) -> bool:
    """Say whether a text speaks of anything that a record holds."""
    return any(speaks_of(group, text) for group in _CLINICAL) or speaks_of("body", text)


def denied(text: str) -> bool:
    """Say whether a text denies something; a complaint such as `睡不着` denies nothing."""
    if not _patterns()["negation"].search(text):
        return False
    return _patterns()["negation"].search(_patterns()["symptom"].sub("#", text)) is not None
