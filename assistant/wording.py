"""Fixed texts that a person may read, as data in `wording.toml`, in Chinese and English."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from assistant.errors import GateRulesError
from guidelines import Language

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_FILE = "wording.toml"


def text(key: str, language: Language, **variables: str) -> str:
    """Give a fixed text with its variables filled in; values are inserted as they are, never interpreted.

    Raises:
        GateRulesError: no such text, or a variable is missing or not asked for.
    """
    try:
        template = _texts()[key][language]
    except KeyError as fault:
        message = f"no fixed text {key!r} in {language!r}; add it to {_FILE}"
        raise GateRulesError(message) from fault
    wanted = variables_of(template)
    if wanted != variables.keys():
        message = f"text {key!r} takes {sorted(wanted)}, was given {sorted(variables)}; pass exactly those"
        raise GateRulesError(message)
    return template.format_map(variables)


def keys() -> frozenset[str]:
    """Give the key of every fixed text."""
    return frozenset(_texts())


def variables_of(template: str) -> frozenset[str]:
    """Give the names of the variables that a template declares."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


@cache
def _texts() -> Mapping[str, Mapping[Language, str]]:
    raw = tomllib.loads(resources.files("assistant").joinpath(_FILE).read_text("utf-8"))
    return dict(_leaves(raw, ""))


def _leaves(table: Mapping[str, object], path: str) -> Iterator[tuple[str, Mapping[Language, str]]]:
    texts: dict[Language, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}.{name}" if path else name)
        elif name in _LANGUAGES and isinstance(value, str) and value:
            texts["zh" if name == "zh" else "en"] = value
        else:
            message = f"{_FILE}: {path!r} holds {name!r}; only non-empty texts {_LANGUAGES} may stand there"
            raise GateRulesError(message)
    if texts:
        if set(texts) != set(_LANGUAGES):
            message = f"{_FILE}: {path!r} must stand in {_LANGUAGES}"
            raise GateRulesError(message)
        yield path, texts
