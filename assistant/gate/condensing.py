"""Long texts without what they say again and again: judging costs what is said, not its length."""

from __future__ import annotations

import re
from typing import Final

LONG: Final = 300
"""A text of fewer characters is read as it is."""
_SENTENCE: Final = re.compile(r"[^。!?！？;；\n.]*[。!?！？;；\n.]+|[^。!?！？;；\n.]+")
_AGAIN: Final = re.compile(r"(.{1,64}?)\1{3,}", re.DOTALL)
_TOLD_TWICE: Final = 2
_RUN: Final = 200


def condensed(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Give a long text with every sentence at most twice and every repeated run at most three times.

    With it, where in the text as given each character stands; None if the text is given back whole.
    """
    if len(text) < LONG:
        return text, None
    pieces: list[str] = []
    origins: list[int] = []
    times: dict[str, int] = {}
    for found in _SENTENCE.finditer(text):
        said = found[0].strip()
        times[said] = times.get(said, 0) + 1
        if times[said] <= _TOLD_TWICE:
            _add(text, found.start(), found.end(), pieces, origins)
    return "".join(pieces), tuple(origins)


def _add(text: str, start: int, end: int, pieces: list[str], origins: list[int]) -> None:
    """Add a sentence; a long one without the runs that repeat in it."""
    done = start
    if end - start > _RUN:
        for run in _AGAIN.finditer(text, start, end):
            kept = run.start() + 3 * len(run[1])
            pieces.append(text[done:kept])
            origins.extend(range(done, kept))
            done = run.end()
    pieces.append(text[done:end])
    origins.extend(range(done, end))
