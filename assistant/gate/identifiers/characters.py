"""How likely a character stands in a Chinese name: `characters.txt`, built by `python -m` this module.

The figures are those of the tagger that comes with jieba (MIT): ten times the negative logarithm of a
character's share among the first, middle and last characters of names. Nothing else of it is kept.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

_UNSEEN = 130
_FILE = "characters.txt"


@dataclass(frozen=True, slots=True)
class NameCharacter:
    """The log-probabilities of a character as first, middle and last of a name."""

    first: float
    middle: float
    last: float


UNSEEN = NameCharacter(-_UNSEEN / 10, -_UNSEEN / 10, -_UNSEEN / 10)


@cache
def name_characters() -> dict[str, NameCharacter]:
    """Give every character that the list holds; any other is `UNSEEN`."""
    listed = resources.files("assistant.gate.identifiers").joinpath(_FILE).read_text("utf-8")
    rows = (line.split() for line in listed.splitlines())
    return {row[0]: NameCharacter(*(-int(figure) / 10 for figure in row[1:])) for row in rows}


def build() -> str:
    """Give the lines of `characters.txt`."""
    from jieba.posseg.prob_emit import P  # noqa: PLC0415 - a large table that only this command needs

    shares = [P[place, "nr"] for place in "BME"]
    characters = sorted({one for share in shares for one in share if "\u4e00" <= one <= "\u9fff"})
    rows = ([min(_UNSEEN, round(-10 * share.get(one, -13))) for share in shares] for one in characters)
    return "".join(f"{one} {' '.join(map(str, row))}\n" for one, row in zip(characters, rows, strict=True))


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name(_FILE)).write_text(build(), "utf-8")
