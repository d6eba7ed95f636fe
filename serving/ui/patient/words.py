"""The page's words in three scripts: simplified, traditional and English stand side by side, one is shown.

A switch of language or script is then one attribute, and nothing that was told is lost.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib import resources
from typing import Final, Literal

import opencc
from pydantic import BaseModel, ConfigDict

from guidelines import Language

Script = Literal["zh-Hans", "zh-Hant", "en"]
SCRIPTS: Final[tuple[Script, ...]] = ("zh-Hans", "zh-Hant", "en")


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
    """Give a label as plain text in one script; the values stay as they are."""
    return _labels()[key][script].format(*values)


def attribute(name: str, key: str) -> str:
    """Write an attribute with its text in every script, for the page's script to choose from."""
    texts = " ".join(
        f'data-{name}-{script.lower()}="{escape(spoken(key, script), quote=True)}"' for script in SCRIPTS
    )
    return f'{name}="{escape(spoken(key, "zh-Hans"), quote=True)}" data-speaks="{name}" {texts}'


def said(text: str, language: Language) -> str:
    """Give told text as HTML; Chinese stands in both scripts, whatever the page's language is."""
    if language == "en":
        return f'<span lang="en">{escape(text)}</span>'
    simple, full = escape(text), escape(traditional(text))
    if simple == full:
        return f'<span lang="zh">{simple}</span>'
    return f'<span class="yp-s" lang="zh-Hans">{simple}</span><span class="yp-s" lang="zh-Hant">{full}</span>'


def language_in(script: Script) -> Language:
    """Give the language of a script."""
    return "en" if script == "en" else "zh"


def script_in(language: Language) -> Script:
    """Give the script in which told words are kept."""
    return "en" if language == "en" else "zh-Hans"


def keys() -> frozenset[str]:
    """Give the key of every label."""
    return frozenset(_labels())


def traditional(text: str) -> str:
    """Write Chinese in traditional characters."""
    return str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


@cache
def _labels() -> Mapping[str, Mapping[Script, str]]:
    raw = resources.files("serving.ui.patient").joinpath("labels.toml").read_text("utf-8")
    return {
        key: {"zh-Hans": zh, "zh-Hant": traditional(zh), "en": en}
        for key, (zh, en) in _File.model_validate(tomllib.loads(raw)).labels.items()
    }
