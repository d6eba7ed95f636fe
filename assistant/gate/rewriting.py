"""Putting readings in place of what a pattern finds, every character still knowing where it came from."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.gate.folding import Folded


def rewrite(
    folded: Folded, pattern: re.Pattern[str], reading: Callable[[re.Match[str]], str | None]
) -> Folded:
    """Put readings in place of what `pattern` finds; a reading's characters spread over what stood there."""
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for found in pattern.finditer(folded.text):
        read = reading(found)
        if read is None or not found[0]:
            continue
        start, end = found.span()
        pieces += [folded.text[done:start], read]
        origins += folded.origins[done:start]
        origins += [folded.origins[start + index * (end - start) // len(read)] for index in range(len(read))]
        if read:
            origins[-1] = folded.origins[end - 1]
        done = end
    if not done:
        return folded
    pieces.append(folded.text[done:])
    origins += folded.origins[done:]
    return Folded("".join(pieces), tuple(origins))
