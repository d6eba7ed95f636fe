"""What is put over what: by drugs and tests where they stand on both sides, else by all words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.grounding.lexicon import Term

_RELATION = re.compile(
    r"\b(?:over|outweighs?|(?:switch(?:ed)?|changed?|progress(?:es|ed)?) to|rather than|instead of"
    r"|in preference to|superior to|better than|preferred to)\b"
    r"|优于|(?:约|大约|大概)?[为是](?=[^，。；]{1,12}的[^，。；]{0,3}\d[^，。；]{0,8}倍)|改用|换用|进展为|发展为|转变为|而不是|而非|胜过|(?:代替|替代|取代)(?=[^，。；])"
)
_THAN = re.compile(
    r"(?:多于|高于|大于|长于|强于|重于|快于)(?!\s?[\d一二两三四五六七八九十])"
    r"|(?<!rather )(?<!other )\bthan\b(?!\s?[\d<>])"
)
_TURNED = re.compile(
    r"(?:少于|低于|小于|短于|弱于|轻于|慢于)(?!\s?[\d一二两三四五六七八九十])|"
    r"(?<=less )than\b(?!\s?[\d<>])|(?<=lower )than\b(?!\s?[\d<>])|"
    r"(?:用|由|以|被)(?=[^，。；]{1,15}(?:代替|替代|取代))"
    r"|\b(?:replaced (?:by|with)|inferior to|worse than)\b|不如|劣于"
)
# `a switch from A to B`
_FROM = re.compile(r"\bfrom ([^,;.]{1,40}?) to |从([^，。；]{1,20}?)(?:换|改|转)[为成用]")
# A pair of Chinese letters is too little to rank.
_A_PAIR = 0.5


def ranked(
    text: str, span: tuple[int, int], terms: Sequence[Term], words: Sequence[tuple[str, int, int, float]]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """Say what is put over what: by drugs and tests where named on both sides, else by all words."""
    start, end = span
    turned = _TURNED.search(text, start, end)
    moved = _FROM.search(text, start, end)
    if moved:
        listed = [t for t in terms if t.group in {"drug", "test"}]
        left = frozenset(t.value for t in listed if moved.start() <= t.start < moved.end())
        taken = frozenset(t.value for t in listed if t.start >= moved.end())
        if left - taken and taken - left:
            return left - taken, taken - left
    match = turned or _RELATION.search(text, start, end) or _THAN.search(text, start, end)
    if match is None:
        return None
    names = [(t.value, t.start, t.end) for t in terms if t.group in {"drug", "test"}]
    for among in (names, [word[:3] for word in words if word[3] > _A_PAIR]):
        first = frozenset(key for key, _, last in among if last <= match.start())
        second = frozenset(key for key, begin, _ in among if begin >= match.end())
        apart = first - second, second - first
        if all(apart):
            return apart[::-1] if turned else apart
    return None
