"""A long text as the few stretches that may hold a claim, so that its length costs next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A text up to this length is read whole; of a longer one, the stretches with most of the claim's words.
_WHOLE = 6_000
_STRETCH = 750
_KEPT = 8
_STOP = re.compile(r"[。！？!?\n；;]|(?<=[a-z)])\.\s")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,}|\d+(?:\.\d+)?")


def excerpts(text: str, claim: str) -> list[tuple[int, str]]:
    """Give the text, or its stretches nearest to the claim, each with its offset; in the text's order."""
    if len(text) <= _WHOLE:
        return [(0, text)]
    wanted = _words(claim)
    stretches = list(_stretches(text))
    lowered = text.lower() if text.isascii() else text
    ranked = sorted(
        stretches, key=lambda span: -sum(lowered.find(word, *span) >= 0 for word in wanted)
    )  # stable: of equals the first
    return [(start, text[start:end]) for start, end in sorted(ranked[:_KEPT])]


def _words(claim: str) -> frozenset[str]:
    han = [run[0] for run in _HAN.finditer(claim)]
    pairs = {run[i : i + 2] for run in han for i in range(len(run) - 1)}
    return frozenset(
        pairs | {word for match in _WORD.finditer(claim) for word in {match[0], match[0].lower()}}
    )


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Cut at the last stop before a stretch is full, or where it is full."""
    at, stop = 0, 0
    for match in _STOP.finditer(text):
        while match.end() - at > _STRETCH:
            end = stop if stop > at else at + _STRETCH
            yield at, end
            at = end
        stop = match.end()
    while at < len(text):
        end = stop if at < stop <= at + _STRETCH < len(text) else min(at + _STRETCH, len(text))
        yield at, end
        at = end
