"""Which characters can open a match of a pattern: a cheap look that spares most places the whole pattern.

A rule's pattern is hundreds of alternatives, each tried at every place of a text. Asked first whether the
next character can open any of them, it finds exactly the same matches in a fraction of the time. Compiling
all of them takes seconds and a text needs a fifth: each is compiled when it is first searched with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from re import _constants as op  # type: ignore[attr-defined] # typeshed leaves the parser out
from re import _parser as parser  # type: ignore[attr-defined] # typeshed leaves the parser out
from typing import Any, Final

Range = tuple[int, int]
_CATEGORIES: Final[dict[Any, tuple[Range, ...]]] = {
    op.CATEGORY_DIGIT: ((48, 57),),
    op.CATEGORY_SPACE: ((9, 13), (32, 32)),
    op.CATEGORY_WORD: ((48, 57), (65, 90), (95, 95), (97, 122)),
}
_NO_WIDTH: Final = frozenset({op.ASSERT, op.ASSERT_NOT, op.AT})
_REPEATS: Final = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})


class Pattern:
    """Alternatives that are compiled when first searched with; equal where they read the same."""

    def __init__(self, alternatives: Sequence[str], flags: re.RegexFlag) -> None:
        """Take regular expressions as they are written; nothing is looked at yet."""
        self._alternatives = tuple(alternatives)
        self._flags = flags
        self._written = "|".join(self._alternatives)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, compiled.

        Raises:
            re.error: an alternative cannot be compiled.
        """
        return quick(self._alternatives, self._flags)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Give the matches in order."""
        return self.compiled.finditer(text)

    def __eq__(self, other: object) -> bool:
        """Say whether another pattern finds the same because it reads the same."""
        return isinstance(other, Pattern) and (self._written, self._flags) == (other._written, other._flags)

    def __hash__(self) -> int:
        return hash(self._written)


class _AnythingError(Exception):
    """Any character may open this pattern."""


def quick(alternatives: Sequence[str], flags: re.RegexFlag) -> re.Pattern[str]:
    """Compile alternatives with a look at the next character before them, where that can spare anything.

    Raises:
        re.error: an alternative cannot be compiled.
    """
    pattern = "|".join(alternatives)
    found = [_openings(one, flags) for one in alternatives]
    ranges = {one for each in found for one in each or ()}
    if not all(found):
        return re.compile(pattern, flags)
    written = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in sorted(ranges))
    return re.compile(f"(?=[{written}])(?:{pattern})", flags)


@cache
def _openings(pattern: str, flags: re.RegexFlag) -> frozenset[Range]:
    """Give the characters that can open a match, none where any can or a match may be empty."""
    parsed = parser.parse(pattern, flags)
    try:
        ranges, empty = _of_sequence(parsed)
    except _AnythingError:
        return frozenset()
    plain = flags & re.ASCII and not parsed.state.flags & re.IGNORECASE
    return frozenset() if empty or not plain else frozenset(ranges)


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> tuple[set[Range], bool]:
    """Give what can open these parts in a row, and whether all of them may match nothing."""
    ranges: set[Range] = set()
    for kind, value in items:
        found, empty = _of_part(kind, value)
        ranges |= found
        if not empty:
            return ranges, False
    return ranges, True


def _of_part(kind: Any, value: Any) -> tuple[set[Range], bool]:  # noqa: ANN401 - the parser's parts have no types
    if kind in _NO_WIDTH:
        return set(), True
    if kind is op.LITERAL:
        return {(value, value)}, False
    if kind is op.IN:
        return {one for part in value for one in _of_set(*part)}, False
    if kind is op.BRANCH:
        every = [_of_sequence(one) for one in value[1]]
        return set().union(*(ranges for ranges, _ in every)), any(empty for _, empty in every)
    if kind is op.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind in _REPEATS:
        ranges, empty = _of_sequence(value[2])
        return ranges, empty or value[0] == 0
    raise _AnythingError


def _of_set(kind: Any, value: Any) -> tuple[Range, ...]:  # noqa: ANN401 - the parser's parts have no types
    if kind is op.LITERAL:
        return ((value, value),)
    if kind is op.RANGE:
        return (value,)
    if kind is op.CATEGORY and value in _CATEGORIES:
        return _CATEGORIES[value]
    raise _AnythingError
