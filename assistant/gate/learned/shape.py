"""What a drafted text is made of: a tag for each thing that it names, and runs of such tags as features."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final

_LONGEST: Final = 5
_LONGEST_PLAIN: Final = 4
_STOP: Final = "/"
_PAUSE: Final = ","
_STOPPED: Final = re.compile(r"[。!;\n]|\.(?=\s|$)")
_PAUSED: Final = re.compile(r"[,、]")
_REPEATED: Final = re.compile(r"(.)\1+")


@cache
def _classes() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Give one pattern with a group for each class, and the letter that stands for it."""
    listed = resources.files("assistant.gate.learned").joinpath("shapes.toml").read_text("utf-8")
    classes: Mapping[str, Sequence[str]] = tomllib.loads(listed)["tags"]
    joined = "|".join(f"(?P<{name}>{'|'.join(patterns)})" for name, patterns in classes.items())
    return re.compile(joined, re.ASCII), {name: chr(ord("A") + place) for place, name in enumerate(classes)}


def tags(text: str) -> str:
    """Give a letter for each thing that a folded text names, `,` for a pause, `/` for a full stop."""
    pattern, letters = _classes()
    found: list[str] = []
    last = 0
    for match in pattern.finditer(text):
        between = text[last : match.start()]
        if _STOPPED.search(between):
            found.append(_STOP)
        elif _PAUSED.search(between):
            found.append(_PAUSE)
        found.append(letters[str(match.lastgroup)])
        last = match.end()
    return "".join(found)


def shape(text: str) -> frozenset[str]:
    """Give the runs of a folded text's tags: as they stand, without pauses, and which share a sentence."""
    tagged = tags(text)
    plain = _REPEATED.sub(r"\1", tagged.replace(_PAUSE, ""))
    together = (
        f"P{one}{other}"
        for sentence in tagged.replace(_PAUSE, "").split(_STOP)
        for one, other in itertools.combinations(sorted(set(sentence)), 2)
    )
    return frozenset([*_runs("T", tagged, 1, _LONGEST), *_runs("C", plain, 2, _LONGEST_PLAIN), *together])


def _runs(prefix: str, tagged: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        for start in range(len(tagged) - size + 1):
            yield prefix + tagged[start : start + size]
