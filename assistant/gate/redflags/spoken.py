"""Spoken and dialect forms made plain: one form for the many that sound or mean the same."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    characters: dict[str, str]
    words: dict[str, tuple[str, ...]]
    left_out: dict[str, tuple[str, ...]]
    english: dict[str, tuple[str, ...]]


class Spoken:
    """Says what a spoken form stands for; a text and the words looked for in it are read alike."""

    def __init__(self, table: _File) -> None:
        """Take the tables of `spoken.toml`."""
        self._characters = str.maketrans(
            {one: plain for plain, many in table.characters.items() for one in many}
        )
        self._plain = {
            self.characters(one): self.characters(to) for to, many in table.words.items() for one in many
        }
        self._plain |= {one: to for to, many in table.english.items() for one in many}
        chinese = [self.characters(one) for many in table.words.values() for one in many]
        english = [one for many in table.english.values() for one in many]
        left_out = [self.characters(one) for one in table.left_out["zh"]]
        self._plain |= dict.fromkeys((*left_out, *table.left_out["en"]), "")
        self._patterns = _one_of([*chinese, *left_out]), _one_of(english, latin=True)
        self._fillers = _one_of(table.left_out["en"], latin=True)

    def characters(self, text: str) -> str:
        """Exchange single characters; the length stays."""
        return text.translate(self._characters)

    def words(self, text: str) -> list[tuple[int, int, str]]:
        """Give the stretches of a text (its characters exchanged) that stand for something plainer."""
        found = [
            (*match.span(), self._plain[match[0]])
            for pattern in (*self._patterns, self._fillers)
            for match in pattern.finditer(text)
        ]
        apart: list[tuple[int, int, str]] = []
        for one in sorted(found, key=lambda each: (each[0], -each[1])):
            if not apart or one[0] >= apart[-1][1]:
                apart.append(one)
        return apart

    def pattern(self, written: str) -> str:
        """Make the pattern of a word plain as texts are; what is left out of a text stays in it."""
        plain = self.characters(written)
        for pattern in self._patterns:
            plain = pattern.sub(lambda match: self._plain[match[0]] or match[0], plain)
        return plain


def _one_of(words: list[str] | tuple[str, ...], *, latin: bool = False) -> re.Pattern[str]:
    """Match the longest of some words; Latin ones only as whole words."""
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    first = re.escape("".join(sorted({word[0] for word in words})))
    if latin:
        return re.compile(rf"(?<![a-z0-9'])(?=[{first}])(?:{listed})(?![a-z0-9'])")
    return re.compile(rf"(?=[{first}])(?:{listed})")


@cache
def spoken() -> Spoken:
    """Give the packaged tables."""
    text = resources.files("assistant.gate.redflags").joinpath("spoken.toml").read_text("utf-8")
    return Spoken(_File.model_validate(tomllib.loads(text)))
