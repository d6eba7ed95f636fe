"""What a doctor asked: the words that name the topic, ready to be affirmed, denied or left open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from assistant.drafting.clauses import INVITING, Clause
from assistant.drafting.lexicon import latin, pattern, speaks_of
from assistant.drafting.record import Said

_HEAD_ZH = re.compile(
    r"(?:那么?|还|平时|平常|最近|现在|目前|有没有|有没|是不是|会不会|能不能|有(?!时|点)|您|你们?|他|她|自己|觉得|感觉|感到|呢|都|也|"
    r"今天|这次|再|那|，|孩子|老人家?|患者|出现过?|什么|哪些|家里?有?没?有?人?(?=得)|对(?=[\u4e00-\u9fff]{1,6}过敏)|(?:在)?(?:一共|大概))"
)
_TAIL_ZH = re.compile(
    r"(?:吗|呢|么|吧|啊|没有|没|有没有|有(?=$)|的(?=$)|怎么样|如何|多少|多久|几[天个次点岁周年月][了啦]?|多[长大高]|什么(?:时候|样|药|问题)?|"
    r"哪[里儿些个边]?|怎么(?:回事|不好|了|样)?|吧|呀|得怎么样|情况|是(?=$)|谁|好不好|难受|有(?=$)|在|那种|[好轻](?:一?[点些])(?:了)?|(?<=[\u4e00-\u9fff]{2})不)$"
)
_A_NOT_A = re.compile(r"([\u4e00-\u9fff])[不没]\1")
_AUXILIARY = "有是"
_PARTICLES_ZH = re.compile(r"[啊呢吗呀的了过]|没有|时候")
_SPLIT_ZH = re.compile(r"、|或者|或|还是|和|以及|\s")
_HEAD_EN = re.compile(
    r"(?:(?:and|so|okay|ok|well|now|but|then|or)\b[\s,]*|(?:do|does|did|have|has|had|are|"
    r"is|was|were|can|could|would|will) "
    r"(?:you|she|he|it|they|there|anybody|anyone|your \w+)(?: (?:have|had|ever|noticed|"
    r"still|also|any))*\b\s*|"
    r"(?:any|what about|how about|how(?:'s| is| are| has| have)?|what(?:'s| is| are)?|"
    r"when(?:'s| is| was| did)?|where(?: is| does)?|why(?: did)?|which(?: one)?|who|"
    r"since when|"
    r"tell me|still|have|ever|else|you(?!')|your|the|a|an|been|taking|other)\b\s*)",
    re.IGNORECASE,
)
_TAIL_EN = re.compile(
    r"\s*(?:at all|lately|recently|now|today|or anything|anywhere|too|with it|for it|so far)$", re.IGNORECASE
)
_SPLIT_EN = re.compile(r",\s*(?:or|and)?\s*|\s+(?:or|and)\s+", re.IGNORECASE)
_WH = re.compile(
    r"什么|哪|几[天个次点岁周年月]|多[少久大长高]|怎么|谁|咋|"
    r"^(?:and |so )?(?:what|when|where|which|who|why|how|since)\b",
    re.IGNORECASE,
)

_VERBAL = re.compile(
    r"(?:and |so |but )?(?:do|does|did|have|has|are|is|was|were|can|could|would|"
    r"will) (?:you|she|he|it|they|anyone|anybody|your \w+) (?!(?:have|had|noticed?|any|"
    r"ever had)\b)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:other )?(?:questions?|concerns?)(?: (?:for|about) \w+)?|"
    r"(?:anything|something|that|it|this|those|these|any|else|of that|you|there|yourself|ever|been)+",
    re.IGNORECASE,
)
_TERMS = ("disease", "habit", "symptom")
_HISTORIES = ("reproductive", "habit", "allergy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One asking clause: its topics, whether yes or no can answer it, and whether it opens the talk."""

    clause: Clause
    topics: tuple[Said, ...]
    closed: bool
    opening: bool
    verbal: bool = False

    @property
    def text(self) -> str:
        """Give the words of the question."""
        return self.clause.text


def asked(clause: Clause) -> Asked:
    """Read one asking clause."""
    opening = speaks_of("opening", clause.text) and not any(
        speaks_of(group, clause.text) for group in _HISTORIES
    )
    closed = not _WH.search(clause.text)
    return Asked(
        clause=clause,
        topics=() if _invites_alone(clause.text) else _topics(clause, closed=closed),
        closed=closed,
        opening=opening,
        verbal=bool(_VERBAL.match(clause.text)),
    )


def _invites_alone(text: str) -> bool:
    """Say whether a clause asks to tell, and not of what."""
    return bool(INVITING.search(text)) and not any(speaks_of(group, text) for group in _TERMS)


def about(questions: Sequence[Asked], group: str) -> bool:
    """Say whether any question speaks of a group of the lexicon."""
    return any(speaks_of(group, one.text) for one in questions)


def _topics(clause: Clause, *, closed: bool) -> tuple[Said, ...]:
    start, end = _stripped(clause.text)
    if start >= end:
        return ()
    topics = []
    splitter = _SPLIT_EN if latin(clause.text[start:end]) else _SPLIT_ZH
    cuts = [
        (start, start),
        *(match.span() for match in splitter.finditer(clause.text, start, end)),
        (end, end),
    ]
    pieces = [(head, tail) for (_, head), (tail, _) in pairwise(cuts)] if closed else [(start, end)]
    for head, tail in pieces:
        low, high = _stripped(clause.text[head:tail])
        for first, last in _apart(clause.text[head + low : head + high]) if closed else [(0, high - low)]:
            if first < last and not _EMPTY.fullmatch(clause.text, head + low + first, head + low + last):
                at = clause.said.start + head + low
                topics.append(Said(clause.turn, at + first, at + last))
    return tuple(topics)


def _apart(text: str) -> list[tuple[int, int]]:
    """Part names that stand side by side without a mark between them, as in `抽烟喝酒`."""
    for group in _TERMS:
        spans = [match.span() for match in pattern(group).finditer(text)]
        whole = len(spans) > 1 and spans[0][0] == 0 and spans[-1][1] == len(text)
        if whole and all(one[1] == two[0] for one, two in pairwise(spans)):
            return spans
    return [(0, len(text))]


@cache
def _stripped(text: str) -> tuple[int, int]:
    """Give where a question's topic stands: without what only asks."""
    start, end = 0, len(text)
    if match := _A_NOT_A.search(text):
        asked_of = _PARTICLES_ZH.sub("", text[match.end() :])
        if asked_of:
            start = match.end() - (match[1] not in _AUXILIARY)
        else:
            end = match.start() + 1
    changed = True
    while changed and start < end:
        changed = False
        for head in (_HEAD_ZH, _HEAD_EN):
            match = head.match(text, start, end)
            if match and match.end() > start and not (latin(text[start]) is False and _is_word(text, match)):
                start, changed = match.end(), True
        while start < end and text[start] in " ，,":
            start, changed = start + 1, True
        for tail in (_TAIL_ZH, _TAIL_EN):
            found = tail.search(text[start:end])
            if found and found[0]:
                end, changed = start + found.start(), True
    return start, end


def _is_word(text: str, match: re.Match[str]) -> bool:
    """Say whether what looks like an asking word is the head of a clinical one."""
    found = pattern("symptom").match(text, match.start())
    return found is not None and found.end() > match.end()
