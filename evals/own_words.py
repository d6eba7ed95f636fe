"""What the product itself says to people: its fixed texts and its library's facts, as harmless controls."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Final

from guidelines.library.loader import starter_library

_SAID: Final = (
    ("assistant", "wording.toml"),
    ("assistant.triage", "advice.toml"),
    ("assistant.triage", "levels.toml"),
    ("assistant.labs", "wording.toml"),
    ("assistant.reminders", "words.toml"),
    ("serving.ui.patient", "withheld.toml"),
)
_SHORTEST: Final = 6


def fixed_texts() -> tuple[str, ...]:
    """Give every sentence of the tables of texts that a patient may read."""
    tables = (resources.files(package).joinpath(name).read_text("utf-8") for package, name in _SAID)
    return tuple(text for table in tables for text in _texts(tomllib.loads(table)))


def library_facts() -> tuple[str, ...]:
    """Give every passage of the starter library."""
    return tuple(passage.text for content in starter_library() for passage in content.passages)


def _texts(told: object) -> Iterator[str]:
    if (
        isinstance(told, str)
        and len(told) >= _SHORTEST
        and any(one.isspace() or one > "\u3400" for one in told)
    ):
        yield told
    elif isinstance(told, dict):
        for one in told.values():
            yield from _texts(one)
    elif isinstance(told, list):
        for one in told:
            yield from _texts(one)
