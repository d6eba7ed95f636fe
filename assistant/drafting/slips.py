"""How somebody says that what was said is wrong: the words of a slip, and how far a correction goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.values import all_values, counts, puts_right, values_of

_WRONG = r"[说讲记弄搞看听写念报算数叫认拿想打][错岔混串反差拧颠]"
_TAKEN_FOR = r"[说讲记看听写念读认]成了?(?!都|人|年)[^，。,]{1,12}了$"
_TRIGGER_ZH: Final = re.compile(
    rf"不对|{_WRONG}|{_TAKEN_FOR}|以[^，。]{{1,8}}为准|口误|嘴瓢|秃噜|颠倒|糊涂了|"
    r"左右不分|瞎说|胡说|乱讲|更正|纠正|改一下|改口|收回|划掉|删掉|重来|"
    r"(?:^|[哦噢啊呃唔哎欸诶嗯])不(?:是|对)?$|^(?:哦|噢|啊|呃|唔)不(?:是|对)|^不+是?$|^不是不是|"
    r"(?:准确|确切|严格)(?:地|的|点)?(?:说|讲)|应该说|重新?说|"
    r"(?:等一?下|等等|慢着|且慢)(?=，|,|$)|^(?:让我|我)(?:再)?(?:想想|算算|看看|数数|查查)$"
)
_TRIGGER_EN: Final = re.compile(
    r"^(?:(?:no|oh|or|well|um|er|but|and),? )*(?:wait|hang on|hold on)\b|^(?:no|sorry|oops)$|"
    r"\b(?:(?:scratch|strike|delete|ignore) that|correction|i mean|i meant|actually|my (?:mistake|bad)|"
    r"i misspoke|(?:well|no|oh|oops),? (?:no|sorry)|sorry,? no|or rather|make that|(?:i )?tell a lie|"
    r"come to think of it|on second thoughts?|i (?:got|had) (?:that|it) (?:wrong|mixed up)|i was wrong|"
    r"i(?:'ve| have)? mixed|that's (?:wrong|not right)|i take that back|let me (?:correct|rephrase)|"
    r"i stand corrected)\b",
    re.IGNORECASE,
)
_NOT_THIS_ZH: Final = re.compile(r"^(?:[哎诶唉欸啊哦呃噢嗯]|我?说的)*不是(?=.)")
_NOT_THIS_EN: Final = re.compile(r"^(?:it's |it is |i said )?not (?=the |my |on |in |\w+$)", re.IGNORECASE)
_TAKEN_FOR_ZH: Final = re.compile(_TAKEN_FOR)
_SLIP: Final = re.compile(rf"{_WRONG}|{_TAKEN_FOR}|口误")
_ALSO: Final = re.compile(
    r"也(?!许)|[还又](?:有|来|发)|同时|另外|(?<![a-z])(?:too|also|as well|another)(?![a-z])",
    re.IGNORECASE,
)
_OTHER_TIME: Final = re.compile(r"(?:上回|上次|头回|以前)(?:来|看|说的?|那个?)?(?:才)?是")
"""What the wrong value belongs to, told behind the right one: `是三个月，上回来是两个月`."""
_FURTHEST: Final = 5
_A_REMARK: Final = 4


def triggers(text: str) -> bool:
    """Say whether a clause says that something was wrong."""
    return bool(_TRIGGER_ZH.search(text) or _TRIGGER_EN.search(text))


def names_slip(text: str) -> bool:
    """Say whether a clause names a slip as such."""
    return bool(_SLIP.search(text))


def contrasts(text: str) -> bool:
    """Say whether a clause begins with what something is not."""
    return bool(_NOT_THIS_ZH.match(text) or _NOT_THIS_EN.match(text))


def without_trigger(text: str) -> str:
    """Give what a clause says beside that something was wrong."""
    return _TRIGGER_ZH.sub("", _TRIGGER_EN.sub("", text))


def only_wrong(text: str) -> bool:
    """Say whether a clause says that something was wrong and not what is right."""
    return bool(_TRIGGER_ZH.search(text))


def new_values(block: Sequence[Uttered]) -> list[Uttered]:
    """Give the clauses of a correction that may hold what is right: not those that say what it is not."""
    told = (one for one in block if not _TAKEN_FOR_ZH.search(one.text))
    return [one for one in told if not contrasts(one.text) or "，是" in one.text]


def reach(kept: Sequence[Uttered], uttered: Sequence[Uttered], index: int) -> int:
    """Say how many clauses from here on are a correction, 0 if none is: its trigger and what is right.

    It goes on in its turn until a value of a sort that was said just before, else to the first value.
    """
    here = uttered[index]
    follows = index > 0
    trigger = _TRIGGER_ZH.search(here.text) or (follows and _TRIGGER_EN.search(here.text))
    if here.answered is not None or not follows or not (trigger or contrasts(here.text)):
        return 0
    if _adds(uttered, index):
        return 0
    turn = here.clause.turn
    behind = _in_one_breath([one for one in uttered[index : index + _FURTHEST] if one.clause.turn == turn])
    matched = _to_match(kept, behind)
    if matched:
        return matched
    length = 1
    while length < min(3, len(behind)) and (
        not all_values(new_values(behind[:length])) or _about_the_slip(behind[length].text)
    ):
        length += 1
    return length if trigger or all_values(new_values(behind[:length])) else 0


def _in_one_breath(behind: Sequence[Uttered]) -> list[Uttered]:
    """Leave out the sentences behind the one that says, beside the slip, something of its own."""
    for length, one in enumerate(behind[:-1], 1):
        apart = behind[length].clause.sentence != one.clause.sentence
        told = values_of(behind[length])
        if told and len(behind[length].text) - len(told[0].text) < _A_REMARK:
            continue
        if (
            apart
            and len(without_trigger(one.text).strip("，, ")) > _A_REMARK
            and not _about_the_slip(one.text)
        ):
            return list(behind[:length])
    return list(behind)


def _to_match(kept: Sequence[Uttered], behind: Sequence[Uttered]) -> int:
    """Count the clauses up to one with a value that puts right what the party said in the clause before."""
    party = behind[0].clause.speaker in {"doctor", "nurse"}
    before = [one for one in kept if (one.clause.speaker in {"doctor", "nurse"}) == party][-1:]
    wrong = all_values(before)
    for length, one in enumerate(behind, 1):
        if contrasts(one.text) or _TAKEN_FOR_ZH.search(one.text):
            continue
        told = [replace(value, parts=frozenset()) for value in values_of(one)]
        if any(puts_right(new, old, next_to=True) for new in told for old in wrong):
            still = takewhile(lambda other: _about_the_slip(other.text), behind[length:])
            return length + sum(1 for _ in still)
    return 0


def _adds(uttered: Sequence[Uttered], index: int) -> bool:
    """Say whether a clause, or the next of its turn, adds to what was said instead of putting it right."""
    turn = uttered[index].clause.turn
    return any(_ALSO.search(one.text) for one in uttered[index : index + 2] if one.clause.turn == turn)


def _about_the_slip(text: str) -> bool:
    return bool(_OTHER_TIME.match(text)) or (bool(_TRIGGER_ZH.search(text)) and not counts(text))
