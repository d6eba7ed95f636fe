"""A value that staff holds against what was said, and they confirm: `本子上写的是十六`, `对`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.lexicon import latin, speaks_of
from assistant.drafting.record import Dropped, Talk
from assistant.drafting.values import Value, puts_right, substituted, values_of

_HELD_AGAINST: Final = re.compile(
    r"是|本子|病历|记录|单子|档案|系统|上(?:次|回)|写|记得|according|letter|notes?\b|records?|says?\b|chart|"
    r"it was|that's|wasn't it",
    re.IGNORECASE,
)
_CONFIRMS: Final = re.compile(
    r"(?:哦|噢|啊|嗯|呃|唉|哎|呀)*[，,]?\s?(?:对|是|没错|那就|可不|瞧我|我[记说看搞][错岔混反]|"
    r"(?:oh,? )?(?:yes|yeah|right|you're right|that's right|so it is|of course|sorry|my mistake)\b)",
    re.IGNORECASE,
)
_ALSO: Final = re.compile(r"也|还有|另外|(?<![a-z])(?:too|also|as well)(?![a-z])", re.IGNORECASE)
_SORTS: Final = ("side", "day", "date", "frequency", "drug")
_BACK: Final = 2
_LONG: Final = 24
_LONG_EN: Final = 60


def mended_by_others(uttered: Sequence[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Carry out what staff put right and the other confirmed; gives what is left and what was set aside."""
    kept: list[Uttered] = []
    dropped: list[Dropped] = []
    for one in uttered:
        mended = _mended(kept, one, talk)
        if mended is None:
            kept.append(one)
            continue
        place, new, old = mended
        turn = kept[place].clause.turn
        for spot, other in enumerate(kept):
            if spot == place or (new.sort == "side" and other.clause.turn == turn):
                kept[spot] = substituted(other, new, next_to=True)
        dropped.append(Dropped(old.text, f"turn {turn}: put right in turn {one.clause.turn} to {new.text!r}"))
    return kept, dropped


def _mended(kept: Sequence[Uttered], one: Uttered, talk: Talk) -> tuple[int, Value, Value] | None:
    """Give the clause that a remark puts right, the value that stands, and the one that goes."""
    if not _is_remark(one, talk):
        return None
    after = talk.turns[one.clause.turn + 1] if one.clause.turn + 1 < len(talk.turns) else None
    if after is None or after.speaker in {"doctor", "nurse"} or _ALSO.search(after.text):
        return None
    for place in reversed(range(len(kept))):
        earlier = kept[place].clause
        if one.clause.turn - earlier.turn > _BACK:
            return None
        if earlier.speaker != after.speaker or earlier.turn == one.clause.turn:
            continue
        for new in _told(one):
            again = new.number or new.text
            if again.lower() not in after.text.lower():
                continue
            confirmed = _CONFIRMS.match(after.text) or after.text.lower().startswith(again.lower())
            wrong = [old for old in values_of(kept[place]) if puts_right(new, old, next_to=True)]
            if confirmed and wrong:
                return place, new, wrong[-1]
    return None


def _is_remark(one: Uttered, talk: Talk) -> bool:
    """Say whether a clause may hold something against what the other said, and is no finding of staff's."""
    if one.clause.speaker not in {"doctor", "nurse"} or one.answered is not None:
        return False
    turn = talk.turns[one.clause.turn].text
    short = len(turn) <= (_LONG_EN if latin(turn) else _LONG)
    return short and bool(_HELD_AGAINST.search(turn)) and not speaks_of("exam", one.text)


def _told(one: Uttered) -> list[Value]:
    found = [value for value in values_of(one) if value.sort in _SORTS or value.sort.startswith("count:")]
    if len(found) == 1 and found[0].sort == "count:":
        return [replace(found[0], alone=True)]
    return found
