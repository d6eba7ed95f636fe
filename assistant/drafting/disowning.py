"""Own words taken back by naming them: `不止两个礼拜，有六个`, `the 102 was her brother`, `那药不吃了`.

What is named was told before, at any distance; what stands now is written in its place, and told once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.claims import STAFF, Claim, claims_of, excludes, is_bare, made_right, may_exclude
from assistant.drafting.finding import Kind
from assistant.drafting.lexicon import latin, pattern, speaks_of
from assistant.drafting.record import Dropped, Talk
from assistant.drafting.slips import names_slip, triggers
from assistant.drafting.staff_signs import by_sign
from assistant.drafting.values import Value, alike, is_duration, values_of

_NAMES: Final = re.compile(
    r"(?:不止|不到|没有?到?|哪有|哪儿有|哪是|哪里是|不是|并非)(?:什么)?(?P<wrong>[^，。]{1,10}?)(?:的|啊|呀|呢|嘛|吧)?$"
    r"|\b(?:not|n't|more than|longer than|less than|wasn't|isn't)(?: just| only| really)? "
    r"(?P<not>[a-z\d][\w' -]{1,24})$",
    re.IGNORECASE,
)
_COMPUTED: Final = re.compile(
    r"到(?:现在|今天|这会儿)|算(?:下来|起来|一?算)|这[么样]算|加起来|前前后后|"
    r"\b(?:that makes|that's|so it's|makes it|all told)\b",
    re.IGNORECASE,
)
_IS_KINS: Final = re.compile(
    r"(?:那|那个|刚才)?(?P<value>[^，。是]{1,10}?)(?:那个?|这个?)?(?:说的)?是(?P<who>[他她我]?[\u4e00-\u9fff]{1,4}?)的$"
    r"|^(?:the |that )?(?P<figure>[\w.]+) (?:was|is|were) (?:actually )?"
    r"(?P<whose>(?:her|his|my|our|the) [\w' ]{3,24})$",
    re.IGNORECASE,
)
_WAS_KINS: Final = re.compile(
    r"^(?:that|it|those|they)(?:'s| was| is| were| are) (?:actually )?"
    r"((?:her|his|my|our|their) [a-z ]{3,24}?)(?:'s)?$",
    re.IGNORECASE,
)
_SAW_WRONG: Final = re.compile(r"[你他她您](?:们)?(?:看|听)错了?$")
_IT_WAS: Final = re.compile(r"[那这]个?是")
_WHO: Final = re.compile(r"\bwho", re.IGNORECASE)
_TAKEN_BACK: Final = re.compile(
    r"(?:不|别|甭|不用|不要|不能|停|取消|算了|免了|撤|先放|缓)[^，。]{0,3}(?:吃|用|做|查|拍|开|打|输|喝|上|服|了)(?:了|吧)"
    r"|先?(?:不|别)[吃用做查拍开打输喝]|取消|就算了|"
    r"\b(?:skip|scrap|cancel|hold off on|forget|never mind|no need for|won't (?:do|need|use|give)|let's not|"
    r"don't (?:take|need|start|use)|leave out)\b",
    re.IGNORECASE,
)
_LEADS: Final = re.compile(r"^(?:那个?|这个?|就|先|还是|你|您|给|把)+|(?:就|先|也|都|暂时|今天|这次|还是)+$")
_DONE: Final = re.compile(r"[吃用做查拍开打输喝上服]")
_ARTICLE: Final = re.compile(r"^(?:the|that|any|your|an?) ", re.IGNORECASE)
_SHORTEST: Final = 5
_TOLD_OF: Final = ("allergy", "drug", "disease", "symptom")
_FURTHEST: Final = 40
_JUST_BEFORE: Final = 2


def disowned(uttered: Sequence[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Carry out what is taken back by name; gives what is left and what was set aside."""
    left, dropped = list(uttered), list[Dropped]()
    for take_back in (_named_wrong, _of_kin, _handed_over, _seen_wrong, _slip_behind, _computed, _orders):
        left, gone = take_back(left, talk)
        dropped += gone
    return left, dropped


_Kept = tuple[list[Uttered], list[Dropped]]


def _without(clauses: Sequence[Uttered], gone: Sequence[Uttered]) -> list[Uttered]:
    return [one for one in clauses if not any(one is other for other in gone)]


def _behind(clauses: Sequence[Uttered], one: Uttered, *, few: int = 3) -> list[Uttered]:
    """Give the next clauses of a clause's turn."""
    at = next(place for place, other in enumerate(clauses) if other is one)
    return [other for other in clauses[at + 1 : at + 1 + few] if other.clause.turn == one.clause.turn]


def _earlier(clauses: Sequence[Uttered], one: Uttered) -> list[Claim]:
    """Give what the same party claimed before a clause, the nearest first."""
    at = next(place for place, other in enumerate(clauses) if other is one)
    staff = one.clause.speaker in STAFF
    before = [x for x in clauses[max(0, at - _FURTHEST) : at] if (x.clause.speaker in STAFF) is staff]
    return claims_of(before)[::-1]


def _named_wrong(clauses: list[Uttered], _talk: Talk) -> _Kept:
    """Put right what somebody names together with what it is not: `不止两个礼拜，有六个礼拜了`."""
    dropped: list[Dropped] = []
    for one in list(clauses):
        named = _NAMES.search(one.clause.text)
        wrong = _value_in(one, named["wrong"] or named["not"]) if named else None
        if wrong is None:
            continue
        behind = [x for x in claims_of(_behind(clauses, one)) if _may_stand_for(x.value, wrong)]
        told = [x for x in _earlier(clauses, one) if alike(x.value, wrong)]
        if not behind or not told:
            continue
        for claim in told:
            clauses, gone = made_right(clauses, claim, behind[0].value, by=one)
            dropped += gone
        clauses = _without(clauses, [one, *_told_twice(clauses, behind[0])])
    return clauses, dropped


def _may_stand_for(new: Value, wrong: Value) -> bool:
    """Say whether a value may stand for one that was named: any count for any other, as of what it counts."""
    counted = new.sort.startswith("count:") and wrong.sort.startswith("count:") and not alike(new, wrong)
    return may_exclude(new, wrong) or counted


def _value_in(one: Uttered, text: str) -> Value | None:
    return next((value for value in values_of(one) if value.text in text), None)


def _told_twice(clauses: Sequence[Uttered], right: Claim) -> list[Uttered]:
    """Give the clause that tells what is right, where it tells nothing else and it stands elsewhere, too."""
    elsewhere = any(x.value.text == right.value.text for y in clauses if y is not right.by for x in _all(y))
    return [right.by] if elsewhere and is_bare(right.by, right.value) else []


def _all(one: Uttered) -> list[Claim]:
    return [Claim(by=one, value=value) for value in values_of(one)]


def _of_kin(clauses: list[Uttered], _talk: Talk) -> _Kept:
    """Put right a value that turns out to be a relative's, where the own one follows: `hers was 101.4`."""
    dropped: list[Dropped] = []
    for one in list(clauses):
        whose = _IS_KINS.search(one.clause.text)
        named = (whose["value"] or whose["figure"]) if whose else None
        person = (whose["who"] or whose["whose"]) if whose else ""
        wrong = _value_in(one, named) if named else None
        if wrong is None or not (speaks_of("relative", person) or speaks_of("other_person", person)):
            continue
        told = next((x for x in _earlier(clauses, one) if alike(x.value, wrong)), None)
        own = next((x for x in claims_of(_behind(clauses, one, few=2)) if x.value.sort == wrong.sort), None)
        if told is None:
            continue
        if own is None:
            clauses = _without(clauses, [told.by])
            dropped.append(
                Dropped(told.by.text, f"turn {told.turn}: somebody else's by turn {one.clause.turn}")
            )
            continue
        clauses, gone = made_right(clauses, told, own.value, by=one)
        dropped += gone
        clauses = _without(clauses, [one, *_told_twice(clauses, own)])
    return clauses, dropped


def _handed_over(clauses: list[Uttered], _talk: Talk) -> _Kept:
    """Set aside what somebody has just told and then says was another's: `that was her brother`."""
    dropped: list[Dropped] = []
    for one in list(clauses):
        whose = _WAS_KINS.search(one.clause.text) if not _asked_who(one) else None
        if whose is None or not (speaks_of("relative", whose[1]) or speaks_of("other_person", whose[1])):
            continue
        before = [x for x in clauses if 0 <= one.clause.turn - x.clause.turn <= _JUST_BEFORE and x is not one]
        told = [
            x for x in before if x.clause.speaker == one.clause.speaker and x.clause.said < one.clause.said
        ]
        told = [x for x in told if any(speaks_of(group, x.clause.text) for group in _TOLD_OF)]
        clauses = _without(clauses, told[-1:])
        dropped += [
            Dropped(x.text, f"turn {x.clause.turn}: {whose[1]!r} by turn {one.clause.turn}")
            for x in told[-1:]
        ]
    return clauses, dropped


def _seen_wrong(clauses: list[Uttered], _talk: Talk) -> _Kept:
    """Set aside what one lay person saw and another says was something else: `你看错了，那是火龙果`."""
    dropped: list[Dropped] = []
    for one in list(clauses):
        told = one.clause.speaker not in STAFF and _SAW_WRONG.search(one.clause.text)
        if not told or not any(_IT_WAS.match(x.clause.text) for x in _behind(clauses, one)):
            continue
        wrong = [x for x in clauses if x.clause.turn == one.clause.turn - 1 and x.clause.speaker not in STAFF]
        clauses = _without(clauses, [*wrong, one])
        dropped += [
            Dropped(x.text, f"turn {x.clause.turn}: seen wrong by turn {one.clause.turn}") for x in wrong
        ]
    return clauses, dropped


def _asked_who(one: Uttered) -> bool:
    return any(_WHO.search(asked.text) for asked in one.asked_of)


def _slip_behind(clauses: list[Uttered], _talk: Talk) -> _Kept:
    """Have a value stand for the own one before it where its turn ends on the slip: `一片半，我说岔了`."""
    dropped: list[Dropped] = []
    for one in list(clauses):
        ends = names_slip(one.clause.text) and not values_of(one) and not _behind(clauses, one)
        here = (
            claims_of([x for x in clauses if x.clause.turn == one.clause.turn and _is_bare(x)])
            if ends
            else []
        )
        for claim in here[-1:]:
            told = [x for x in _earlier(clauses, claim.by) if x.speaker == claim.speaker]
            wrong = next((x for x in told if excludes(claim.value, x.value)), None)
            if wrong is not None:
                clauses, gone = made_right(clauses, wrong, claim.value, by=claim.by)
                dropped += gone
                clauses = _without(clauses, [one, *_told_twice(clauses, claim)])
    return clauses, dropped


def _is_bare(one: Uttered) -> bool:
    """Say whether a clause says nothing but one of its values."""
    return any(is_bare(one, value) for value in values_of(one))


def _computed(clauses: list[Uttered], _talk: Talk) -> _Kept:
    """Have a stretch of time that somebody reckons anew stand for the one that they had told."""
    dropped: list[Dropped] = []
    for one in list(clauses):
        lasting = [x for x in claims_of([one]) if is_duration(x.value)]
        if not lasting or not _COMPUTED.search(one.clause.text):
            continue
        slip = [x for x in clauses if x.clause.turn == one.clause.turn and triggers(x.clause.text)]
        slip = [x for x in slip if x.clause.said.start < one.clause.said.start]
        told = next(
            (
                x
                for x in _earlier(clauses, slip[0] if slip else one)
                if is_duration(x.value) and not alike(x.value, lasting[-1].value)
            ),
            None,
        )
        if not slip or told is None:
            continue
        clauses, gone = made_right(clauses, told, lasting[-1].value, by=one)
        dropped += gone
        clauses = _without(clauses, [x for x in slip if not values_of(x)])
    return clauses, dropped


def _orders(clauses: list[Uttered], _talk: Talk) -> _Kept:
    """Set aside what staff ordered and then took back: `塞来昔布一天一次`, later `那塞来昔布不吃了`."""
    dropped: list[Dropped] = []
    for one in list(clauses):
        back = _TAKEN_BACK.search(one.clause.text) if one.clause.speaker == "doctor" else None
        if back is None:
            continue
        at = next(place for place, other in enumerate(clauses) if other is one)
        ordered = [
            x
            for x in clauses[max(0, at - _FURTHEST) : at]
            if x.clause.speaker == "doctor"
            and by_sign(x, None) is Kind.PLAN
            and _is_of(one.clause.text, back, x.text)
        ]
        clauses = _without(clauses, ordered)
        dropped += [
            Dropped(x.text, f"turn {x.clause.turn}: taken back in turn {one.clause.turn}") for x in ordered
        ]
    return clauses, dropped


def _is_of(text: str, back: re.Match[str], ordered: str) -> bool:
    """Say whether an order is of what is taken back: the same name, or the same thing done with it."""
    names = {m[0].lower() for group in ("drug", "result", "surgery") for m in pattern(group).finditer(text)}
    if any(name in ordered.lower() for name in names):
        return True
    if latin(text):
        thing = _ARTICLE.sub("", text[back.end() :].strip()).lower()
        head = next(iter(re.findall(rf"[a-z]{{{_SHORTEST},}}", thing)), "")
        return bool(head) and head in ordered.lower()
    thing = _LEADS.sub("", text[: back.start()])
    done = _DONE.search(back[0])
    return bool(thing) and thing in ordered and (len(thing) > 1 or (done is not None and done[0] in ordered))
