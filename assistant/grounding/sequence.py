"""What comes first: two events of a sentence in the order in which they happen, however it is put."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from assistant.grounding.lexicon import lexicon

Word: TypeAlias = tuple[str, int, int, float]
Order: TypeAlias = tuple[frozenset[str], frozenset[str]]
# What stands in front of these happens first.
_THEN = re.compile(
    r"(?:随后|然后|而后|继而|继以|接着|之后再|以后再|后(?=开始|给予|进行|再|才|方可|立即|尽快)|再(?=[给予用行做改服补换加进静口注输]))"
    r"|(?:换用|改用|换成|改成|改为|换为|换(?=[\u3400-\u9fff]{2,8}(?:[，。；]|$)))"
    r"|\b(?:switch(?:ed)? to|(?:and |, ?)then|followed by|before|prior to)\b"
)
# What stands in front of these happens later.
_AFTER = re.compile(r"\b(?:after|following|once)\b|前(?:应|要|需|须|宜|先|必须|应当|应该)+")
# `Before B, A` and `After A, B`
_LED = re.compile(r"(?P<early>after|following|once)?(?P<late>before|prior to)?\b[^,;.]{3,60},")
_LEAST = 0.7


def sequence(text: str, span: tuple[int, int], words: Sequence[Word]) -> Order | None:
    """Give the words of what a sentence says comes first, and of what comes then, if it tells an order."""
    start, end = span
    led = _LED.match(text, start, end)
    if led and (led["early"] or led["late"]):
        sides = _parted(words, start, led.end(), led.end(), end)
        return sides if led["early"] or sides is None else sides[::-1]
    match = _THEN.search(text, start, end)
    turned = _AFTER.search(text, start, end) if match is None else None
    found = match or turned
    if found is None:
        return None
    sides = _parted(words, start, found.start(), found.end(), end)
    return sides[::-1] if sides and turned else sides


def _parted(words: Sequence[Word], start: int, last: int, first: int, end: int) -> Order | None:
    before = frozenset(
        key for key, low, high, weight in words if start <= low and high <= last and weight >= _LEAST
    )
    behind = frozenset(
        key for key, low, high, weight in words if first <= low and high <= end and weight >= _LEAST
    )
    plain = lexicon().plain
    apart = before - behind - plain, behind - before - plain
    return apart if all(apart) else None


def agree(claim: Order | None, held: Order | None) -> bool:
    """Say whether both tell the same order."""
    return bool(claim and held and claim[0] & held[0] and claim[1] & held[1])
