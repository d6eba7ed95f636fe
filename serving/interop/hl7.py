"""HL7 v2 messages as segments and fields: the separators, escaping, and nothing of what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from serving.errors import InvalidLineError

_ESCAPES: Final = {
    "\\": "\\E\\",
    "|": "\\F\\",
    "^": "\\S\\",
    "&": "\\T\\",
    "~": "\\R\\",
    "\n": "\\.br\\",
    "\r": "",
}
_WRITTEN: Final = {"E": "\\", "F": "|", "S": "^", "T": "&", "R": "~", ".br": "\n"}
_ESCAPED: Final = re.compile(r"\\([EFSTR]|\.br)\\")


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment as it was sent; fields count from 1, as the standard numbers them."""

    name: str
    fields: tuple[str, ...]

    def field(self, number: int) -> str:
        """Give a field's first repetition as it was sent, empty where there is none."""
        return self.fields[number - 1].split("~")[0] if 0 < number <= len(self.fields) else ""

    def part(self, number: int, component: int) -> str:
        """Give a component of a field in clear text."""
        parts = self.field(number).split("^")
        return unescaped(parts[component - 1]) if component <= len(parts) else ""


def escaped(text: str) -> str:
    """Write a text so that no separator in it is taken for one."""
    return "".join(_ESCAPES.get(char, char) for char in text)


def unescaped(text: str) -> str:
    """Read what `escaped` wrote."""
    return _ESCAPED.sub(lambda match: _WRITTEN[match[1]], text)


def message(segments: Iterable[Sequence[str]]) -> bytes:
    """Write a message of fields that are escaped already; of the head segment without its own separator."""
    lines = []
    for segment in segments:
        name, *fields = segment
        lines.append(f"{name}|{'|'.join(fields)}".rstrip("|"))
    return ("\r".join(lines) + "\r").encode()


def segments(text: str) -> tuple[Segment, ...]:
    """Read a message with the usual separators.

    Raises:
        InvalidLineError: it does not begin with a head segment, or has other separators.
    """
    lines = [line.strip("\x0b\x1c ") for line in re.split(r"[\r\n]+", text) if line.strip("\x0b\x1c \t")]
    if not lines or not lines[0].startswith("MSH|^~\\&"):
        fault = "this is no HL7 v2 message with the separators |^~\\&; export it again"
        raise InvalidLineError(fault)
    read = []
    for line in lines:
        name, *fields = line.split("|")
        # The head segment's first field is the separator itself.
        read.append(Segment(name, tuple(["|", *fields] if name == "MSH" else fields)))
    return tuple(read)
