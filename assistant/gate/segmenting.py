"""Cuts letters written together into known words."""

from __future__ import annotations

from collections.abc import Collection


def cut(joined: str, known: Collection[str], *, longest: int) -> tuple[str, ...]:
    """Cut into the fewest known words of at most `longest` letters; nothing if that cannot be done."""
    reached: list[tuple[int, int] | None] = [(0, 0), *([None] * len(joined))]
    for end in range(1, len(joined) + 1):
        ways = (
            (before[0] + 1, start)
            for start in range(max(0, end - longest), end)
            if (before := reached[start]) is not None and joined[start:end] in known
        )
        reached[end] = min(ways, default=None)
    if reached[-1] is None:
        return ()
    words: list[str] = []
    end = len(joined)
    while end and (way := reached[end]) is not None:
        words.append(joined[way[1] : end])
        end = way[1]
    return tuple(reversed(words))
