"""Labels of the pages in both languages; the style sheet shows one of them."""

from __future__ import annotations

import tomllib
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

LANGUAGES: Final = ("zh-Hans", "en")
_ROOMS: Final = (
    "serving.ui",
    "serving.ui.admin",
    "serving.ui.audit",
    "serving.ui.calendar",
    "serving.ui.cockpit",
    "serving.ui.findings",
    "serving.ui.follow_up",
    "serving.ui.library",
    "serving.ui.rota",
    "serving.ui.safety",
    "serving.ui.twin",
)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    labels: dict[str, tuple[str, str]]


def both(key: str, *values: object) -> str:
    """Give a label as HTML, Chinese and English side by side; values are escaped."""
    return "".join(
        f'<span class="yz-l" lang="{language}">{escape(text)}</span>' for language, text in each(key, *values)
    )


def each(key: str, *values: object) -> tuple[tuple[str, str], ...]:
    """Give a label as plain text, each with the tag of its language."""
    texts = (text.format(*values) for text in _labels()[key])
    return tuple(zip(LANGUAGES, texts, strict=True))


def plain(key: str, *values: object) -> str:
    """Give a label for an HTML attribute, both languages in one escaped line."""
    return escape(spoken(key, *values), quote=True)


def tongues_html(key: str) -> str:
    """Give a label as attributes in both languages, for what holds no markup: the script shows one."""
    return " ".join(f'data-{language[:2]}="{escape(text, quote=True)}"' for language, text in each(key))


def option_html(key: str) -> str:
    """Give the attributes and the text of an option."""
    return f"{tongues_html(key)}>{escape(each(key)[0][1])}"


def spoken(key: str, *values: object) -> str:
    """Give a label as plain text in both languages."""
    return " / ".join(text for _, text in each(key, *values))


def keys() -> frozenset[str]:
    """Give the key of every label."""
    return frozenset(_labels())


@cache
def _labels() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for room in _ROOMS:
        raw = resources.files(room).joinpath("labels.toml").read_text("utf-8")
        found |= _File.model_validate(tomllib.loads(raw)).labels
    return found
