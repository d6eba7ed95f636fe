"""A side, a day or a time that the question had wrong: `疼了三天？`, `不是，五天了` tells `疼了五天`.

Problem: a question's words stand before a bare no, so the record denied what the patient has and named the
wrong side or day at all. Rejected: dropping the question's words where anybody says no, which leaves `五天了`
without what lasted. Chosen: the value of the answer stands in the question's words where it is of the same
sort and told with nothing else. Cost: what is measured or counted stays as it was, question and answer side
by side: `烧到三十九度？`, `不是，三十六度五` tells of no fever.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.claims import is_bare, of_turn
from assistant.drafting.finding import Piece
from assistant.drafting.lexicon import clinical
from assistant.drafting.record import Dropped, Said, Talk
from assistant.drafting.values import Value, counts, exchanged, is_time, puts_right, values_of

_NOT_THAT: Final = re.compile(
    r"^[哦啊嗯呃哎诶，,\s]*(?:不是|唔係|唔系|不对|没有?[那这]么|没到|不到|不止|哪有"
    r"|no(?=[,.\s]|$)|not (?:that|quite))",
    re.IGNORECASE,
)
"""A no to the value that was named; `没有` may be one to all that was asked about."""
_IS: Final = re.compile(r"(?:那?就)?是|係")
_BESIDE_A_SIDE: Final = r"(?<=[左右])[边邊侧面隻只]|\b(?:the|one|side)\b"
_NEXT: Final = 4


def asked_wrong(uttered: Sequence[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Put the value of the answer into the words of the question that it corrects."""
    left: list[Uttered] = []
    dropped: list[Dropped] = []
    gone: list[Uttered] = []
    for index, one in enumerate(uttered):
        if any(one is other for other in gone):
            continue
        asked = _asked_in(one)
        if asked is None or not _NOT_THAT.match(talk.turns[one.clause.turn].text[one.clause.said.start :]):
            left.append(one)
            continue
        question = replace(one, pieces=(asked,), answered="yes")
        behind = [x for x in uttered[index : index + _NEXT] if x.clause.turn == one.clause.turn]
        found = _put_right(question, behind)
        if found is None:
            if _only_a_no(one, question):
                dropped.append(Dropped(one.text, f"turn {one.clause.turn}: a no to what was asked"))
            else:
                left.append(one)
            continue
        old, new, by = found
        mended = exchanged(question, [old], new)
        left.append(replace(mended, backing=(by.clause.said,)))
        gone.append(by)
        why = f"turn {old.said.turn}: answered in turn {one.clause.turn} with {new.text!r}"
        dropped.append(Dropped(asked.text, why))
    return left, dropped


def _only_a_no(one: Uttered, question: Uttered) -> bool:
    """Say whether a clause only refuses a question's value, so that no half of it says anything."""
    own = _own(one).text
    mistaken = any(map(_may_be_mistaken, values_of(question)))
    return one.answered is None and mistaken and not (clinical(own) or counts(own))


def _asked_in(one: Uttered) -> Piece | None:
    """Give the one stretch of an earlier turn that a clause copies: the words of the question."""
    earlier = [x for x in one.pieces if isinstance(x.source, Said) and x.source.turn < one.clause.turn]
    if len(earlier) != 1:
        return None
    at, verb = earlier[0].source, _IS.match(earlier[0].text)
    if verb is None or not isinstance(at, Said):
        return earlier[0]
    return Piece(earlier[0].text[verb.end() :], Said(at.turn, at.start + verb.end(), at.end))


def _put_right(question: Uttered, behind: Sequence[Uttered]) -> tuple[Value, Value, Uttered] | None:
    """Give the question's value, the answer's, and the clause that tells it and nothing else."""
    for by in behind:
        own = _own(by)
        for new in values_of(own):
            for old in values_of(question):
                fits = _may_be_mistaken(new) and puts_right(new, old, next_to=True)
                if fits and _tells_only(own, new):
                    return old, new, by
    return None


def _tells_only(own: Uttered, value: Value) -> bool:
    if value.sort != "side":
        return is_bare(own, value, besides=False)
    spot = re.compile("|".join((_BESIDE_A_SIDE, *map(re.escape, value.parts))), re.IGNORECASE)
    bare = replace(own, pieces=tuple(replace(x, text=spot.sub("", x.text)) for x in own.pieces))
    return is_bare(bare, value, besides=False)


def _own(one: Uttered) -> Uttered:
    """Leave the words of earlier turns out of a clause."""
    return replace(one, pieces=tuple(x for x in one.pieces if of_turn(x, one.clause.turn)))


def _may_be_mistaken(value: Value) -> bool:
    return (
        value.sort in {"side", "day", "date", "count:号"} or value.sort.startswith("place:") or is_time(value)
    )
