"""The words of these pages in three scripts, like those of the patient's page."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib import resources

from pydantic import BaseModel, ConfigDict

from serving.ui.patient.words import SCRIPTS, Script, traditional


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    labels: dict[str, tuple[str, str]]


def both(key: str, *values: object) -> str:
    """Give a label as HTML in all scripts; values are escaped."""
    return "".join(
        f'<span class="yp-l" lang="{script}">{escape(spoken(key, script, *values))}</span>'
        for script in SCRIPTS
    )


def spoken(key: str, script: Script, *values: object) -> str:
    """Give a label as plain text in one script."""
    return _labels()[key][script].format(*values)


def plain(key: str) -> str:
    """Give a label for an HTML attribute or an option, Chinese and English in one escaped line."""
    told = _labels()[key]
    return escape(f"{told['zh-Hans']} / {told['en']}", quote=True)


def keys() -> frozenset[str]:
    """Give the key of every label."""
    return frozenset(_labels())


@cache
def _labels() -> Mapping[str, Mapping[Script, str]]:
    raw = resources.files("serving.ui.patient.health").joinpath("labels.toml").read_text("utf-8")
    return {
        key: {"zh-Hans": zh, "zh-Hant": traditional(zh), "en": en}
        for key, (zh, en) in _File.model_validate(tomllib.loads(raw)).labels.items()
    }
