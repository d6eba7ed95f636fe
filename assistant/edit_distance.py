"""How much of a text somebody changed, in characters."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

_LONG: Final = 4_000


def distance(before: str, after: str) -> int:
    """Count the characters that were removed, added or replaced; of very long texts beyond their common ends.

    Like an edit distance over longest common blocks: 0 for equal texts, the longer length for unlike ones.
    """
    start = _common(before, after)
    before, after = before[start:], after[start:]
    end = _common(before[::-1], after[::-1])
    before, after = before[: len(before) - end], after[: len(after) - end]
    if not before or not after or max(len(before), len(after)) > _LONG:
        return max(len(before), len(after))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = sum(max(b - a, d - c) for tag, a, b, c, d in blocks if tag != "equal")
    return min(changed, max(len(before), len(after)))


def _common(one: str, other: str) -> int:
    at = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        at += 1
    return at
