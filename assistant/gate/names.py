"""Names of medicines in a text: one pass, longest name first, whatever the number of names."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal, cast, get_args

from assistant.errors import GateRulesError
from assistant.gate.folding import Folded, fold

NameKind = Literal["drug", "controlled", "herb", "formula"]
MARKS: Final[Mapping[NameKind, str]] = {
    "drug": "\ue000",
    "controlled": "\ue000\ue001",
    "herb": "\ue002",
    "formula": "\ue003",
}
"""What is put before a name, so that a rule's slot finds it like any other word."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `start:end` of a folded text."""

    start: int
    end: int
    kind: NameKind


class Names:
    """The lexicon; a name in letters counts only between word boundaries."""

    def __init__(self, kinds: Mapping[str, NameKind]) -> None:
        """Arrange the names by their first two characters, longest first."""
        self.kinds = kinds
        self._by_head: dict[str, tuple[str, ...]] = {}
        heads: defaultdict[str, list[str]] = defaultdict(list)
        for name in kinds:
            heads[name[:2]].append(name)
        for head, names in heads.items():
            self._by_head[head] = tuple(sorted(names, key=len, reverse=True))

    def find(self, text: str) -> Iterator[Name]:
        """Give every name of a folded text, in order, none inside another."""
        position, length = 0, len(text) - 1
        by_head = self._by_head
        while position < length:
            names = by_head.get(text[position : position + 2])
            name = self._longest(text, position, names) if names else None
            if name is None:
                position += 1
            else:
                yield Name(position, position + len(name), self.kinds[name])
                position += len(name)

    def _longest(self, text: str, start: int, names: tuple[str, ...]) -> str | None:
        for name in names:
            if text.startswith(name, start) and _stands_alone(text, start, start + len(name)):
                return name
        return None

    def mark(self, folded: Folded) -> Folded:
        """Put the mark of its kind before every name; the marks stand where the name begins."""
        pieces: list[str] = []
        origins: list[int] = []
        done = 0
        for name in self.find(folded.text):
            pieces.append(folded.text[done : name.start])
            origins.extend(folded.origins[done : name.start])
            mark = MARKS[name.kind]
            pieces.append(mark)
            origins.extend([folded.origins[name.start]] * len(mark))
            done = name.start
        if not pieces:
            return folded
        pieces.append(folded.text[done:])
        origins.extend(folded.origins[done:])
        return Folded("".join(pieces), tuple(origins))


def _stands_alone(text: str, start: int, end: int) -> bool:
    if text[start].isascii() and text[start].isalpha() and start and _letter(text[start - 1]):
        return False
    return not (
        text[end - 1].isascii() and text[end - 1].isalpha() and end < len(text) and _letter(text[end])
    )


def _letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def with_own(own: Mapping[str, NameKind]) -> Names:
    """Give the lexicon with a hospital's own names, folded; these stand in place of shipped ones."""
    return Names({**names().kinds, **own}) if own else names()


@cache
def names() -> Names:
    """Give the lexicon that comes with the product.

    Raises:
        GateRulesError: a line of `names.txt` is no name with a kind.
    """
    listed = resources.files("assistant.gate.lexicon").joinpath("names.txt").read_text("utf-8")
    kinds: dict[str, NameKind] = {}
    for line in listed.splitlines():
        name, _, kind = line.partition("\t")
        if kind not in get_args(NameKind) or len(name) < 2:
            message = f"line {line!r} of names.txt is no name with a kind; build the lexicon again"
            raise GateRulesError(message)
        kinds[fold(name).text] = cast("NameKind", kind)
    return Names(kinds)


@cache
def parts() -> Mapping[str, str]:
    """Give the characters of this trade that people write as their two halves, by these halves."""
    text = resources.files("assistant.gate.lexicon").joinpath("parts.txt").read_text("utf-8")
    return dict(line.split() for line in text.splitlines() if line and not line.startswith("#"))


def phrases(group: str) -> tuple[str, ...]:
    """Give a group of words of `phrases.toml`."""
    text = resources.files("assistant.gate.lexicon").joinpath("phrases.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)[group].split())
