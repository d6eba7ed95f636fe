"""Finds which part of a question each part of a reply answers: by what it repeats, else by its place.

`多久了？嘴唇肿吗？嗓子紧吗？十分钟，肿，有点紧` is three questions with three answers; read as one reply it
says nothing of lips or throat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Said = Literal["yes", "no", "value"]
_PARTS: Final = re.compile(r"[?,，、;；。]|还是|或者")
_CLAUSES: Final = re.compile(r"[,，、;；。!！~\s]+")
_MANNER: Final = (
    "(?:有点儿?|有一?些|很|挺|好|特别|非常|也|都|还|又|更|一直|现在|已经|就是|是|会|老|总|确实|嗯|有){0,4}"
)
_DEGREE: Final = "(?:(?:得|到|成).{1,8}|了|的|着|起来|一点点?|死了?|极了|啊|呢){0,3}"
_NOT: Final = "(?:并?不|没有?|冇|唔|无)[怎么太是会再觉得咋有]{0,4}"
_BARE_YES: Final = re.compile(
    r"(?:都|也|好像)?(?:有|是|对|会|要|能|可以|嗯+|恩|有点儿?|有一点|一点点)(?:的|点|一点|啊|呢|了)?"
)
_BARE_NO: Final = re.compile(r"(?:都|也|好像|倒)?(?:没|没有|冇|无|不是|不会|不能|不行|不|否)(?:的|啊|呢|了)?")
_ALL: Final = re.compile("^[都全]")
_NUMBER: Final = re.compile(
    r"有?[\d.零一二两三四五六七八九十百点/]+(?:度[\d一二三四五六七八九半]?|℃|%)?(?:左右|多)?"
)
_QUANTITY: Final = re.compile("体温|发烧|发热|烧|血压|高压|心率|心跳|脉搏|血氧|血糖")
_HEAT: Final = re.compile("发烧|发热|烧")
"""What is asked as fever is measured as a temperature: 36.8 is none."""
_OPEN: Final = re.compile("什么|怎么|怎样|多少|(?<![这好前])几|哪|多久|多长|多大|多高|如何|咋|啥|谁")
_PAST: Final = re.compile("以前|之前|从前|那时|当时|平时")
_MARKS: Final = re.compile(r"^(?:现在|那|还|又)?(?:有没有|有无|有冇|是不是|会不会|有)?")
_ENDS: Final = re.compile(r"(?:有?[吗嘛不没]|没有|了没|了吗|了没有)$")
_A_NOT_A: Final = re.compile(r"(.{1,2})[不没]\1")
_MODAL: Final = re.compile("能不能|会不会|有没有|是不是|要不要")
_HOLLOW: Final = frozenset("了的过着下来去上有没不是样子到起些多点")
_LONG: Final = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A part of a question and the part of the reply that answers it."""

    asked: str
    said: str
    how: Said


def paired(asked: str, said: str) -> list[Pair]:
    """Give the parts of a question that a reply answers one by one; empty where it is one answer to all.

    Both texts are folded. A part that the reply does not speak of is left out.
    """
    questions = [part for one in _PARTS.split(asked) if (part := one.strip()) and not part.isascii()]
    clauses = [part for one in _CLAUSES.split(said) if (part := one.strip())]
    if not questions or not clauses:
        return []
    left, rest, pairs = list(questions), [], []
    for clause in clauses:
        found = next((pair for one in left if (pair := _echoed(one, clause))), None)
        if found is None:
            rest.append(clause)
        else:
            left.remove(found.asked)
            pairs.append(found)
    one_by_one = len(questions) > 1 and len(clauses) > 1
    values = [pair for clause in rest for pair in _values(left, clause)]
    if one_by_one:
        polar = [one for one in left if not _OPEN.search(one)]
        pairs += _placed(polar, rest)
    return pairs + values


def _echoed(question: str, clause: str) -> Pair | None:
    """Read a clause that repeats what a part of the question asks for: `有点紧` of `嗓子紧吗`."""
    if _OPEN.search(question) or (_PAST.search(clause) and not _PAST.search(question)):
        return None
    for core in _cores(question):
        told = re.escape(core)
        if re.fullmatch(f"{_MANNER}{_NOT}{told}{_DEGREE}", clause):
            return Pair(question, clause, "no")
        if re.fullmatch(f"{_MANNER}{told}{_DEGREE}", clause):
            return Pair(question, clause, "yes")
    return None


def _cores(question: str) -> Sequence[str]:
    """Give what a part of a question asks for, the longer first: `退色` and `色`, `肿`."""
    twice = _A_NOT_A.search(_MODAL.sub("", question))
    if twice:
        return (twice[1],)
    plain = _ENDS.sub("", _MARKS.sub("", question)).removesuffix("了")
    sizes = range(min(_LONG, len(plain)), 0, -1)
    cores = [plain[-size:] for size in sizes if size > 1 or plain[-1] not in _HOLLOW]
    return [*cores, plain[-_LONG]] if len(plain) >= _LONG and plain[-_LONG] not in _HOLLOW else cores


def _values(left: Sequence[str], clause: str) -> list[Pair]:
    """Read a bare number as the value of the quantity that a part of the question names."""
    if not _NUMBER.fullmatch(clause):
        return []
    for one in left:
        named = None if _OPEN.search(one) else _QUANTITY.search(one)
        if named:
            return [
                Pair(one, f"{'体温' if '烧' in named[0] or '热' in named[0] else named[0]}{clause}", "value")
            ]
    return []


def _placed(polar: Sequence[str], rest: Sequence[str]) -> list[Pair]:
    """Give bare replies to the parts that nothing repeats: one each, or one for all."""
    bare = [one for one in rest if _BARE_YES.fullmatch(one) or _BARE_NO.fullmatch(one)]
    if len(bare) == 1 or (bare and all(map(_ALL.match, bare))):
        bare = [bare[0]] * len(polar)
    if len(bare) != len(polar):
        return []
    return [
        Pair(one, clause, "no" if _BARE_NO.fullmatch(clause) else "yes")
        for one, clause in zip(polar, bare, strict=True)
    ]
