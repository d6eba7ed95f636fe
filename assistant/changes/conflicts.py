"""Two families in force that disagree: the same matter, overlapping people, another number. Never blended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.changes.change import Change, ChangeKind, NumberChange
from assistant.changes.compare import side_of
from assistant.changes.disagreement import differing, for_same_people
from assistant.changes.showing import ShownChange
from guidelines import Edition, Ledger, Span
from guidelines.changes import Unit, units
from guidelines.changes.similarity import words
from guidelines.ledger import EditionContent

_ALIKE, _LEAST = 0.5, 3
_GENERIC = re.compile(
    r"\d{4}\s*年?|修订|部分|更新|增补|补充|勘误|更正|基层|社区|[\d第一二三四五六七八九十]+(?:次|版)|指南|共识|意见|报告|方案|规范|规程|标准|诊断|诊疗|诊治|防治|临床|实践"
    r"|管理|治疗|处理|筛查|预防|中国|全国|国家|专家|试行|成人|儿童|急性|慢性|感染|[和与的]"
    r"|\b(?:clinical|practice|guid(?:eline|ance)s?|management|treatment|standards?|strategy|report|statement|for|the"
    r"|of|and|in|on|with|care|prevention|preventive|diagnosis|recommendations?|global|adults?|children|acute|chronic"
    r"|screening|cancer|disease|infection|syndrome|china|chinese|america|american|europe|european|society"
    r"|association)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What two editions in force say of the same matter, side by side, each with its quotations."""

    shown: ShownChange

    @property
    def numbers(self) -> tuple[NumberChange, ...]:
        """The numbers that disagree: `old` is the first edition's, `new` the second's."""
        return self.shown.change.numbers


class Holding:
    """An edition's statements that hold numbers, without those that an amendment has `replaced`."""

    def __init__(self, ledger: Ledger, edition: Edition, *, replaced: Sequence[Span]) -> None:
        self.text = ledger.text(edition.edition_id)
        self._topic = topic_of(edition)
        content = EditionContent(
            edition=edition, text=self.text, passages=ledger.passages(edition.edition_id)
        )
        self.units = [
            unit
            for unit in units(content)
            if any(letter.isdigit() for letter in unit.body) and not _amended(unit, replaced)
        ]
        self.words = [self._matter(unit) for unit in self.units]

    def _matter(self, unit: Unit) -> frozenset[str]:
        """Give the words by which a statement is told from others of its edition."""
        return frozenset(word for word in words(unit.body) if not word[0].isdigit()) - self._topic


def _amended(unit: Unit, replaced: Sequence[Span]) -> bool:
    return any(span.start < unit.end and unit.start < span.end for span in replaced)


def topic_of(edition: Edition) -> frozenset[str]:
    """Give the words of a title that say what it is about: neither the issuer nor the kind of document."""
    issuer = words(edition.issuer)
    return frozenset(
        word
        for word in words(_GENERIC.sub(" ", edition.title))
        if word not in issuer and not word[0].isdigit()
    )


def one_topic(first: frozenset[str], second: frozenset[str]) -> bool:
    """Say whether two titles' topics are one: most words of the shorter one stand in the other."""
    return len(first & second) > min(len(first), len(second)) / 2


def disagreements(first: Holding, second: Holding) -> Iterator[Change]:
    """Give the most alike statements of two editions that state different numbers for the same people."""
    for i, unit in enumerate(first.units):
        j, alike = _nearest(first.words[i], second.words)
        if alike < _ALIKE or _nearest(second.words[j], first.words)[1] > alike:
            continue
        other = second.units[j]
        numbers = differing(unit.body, other.body) if for_same_people(unit.body, other.body) else ()
        if numbers:
            yield Change(
                kind=ChangeKind.THRESHOLD,
                old=side_of((unit,), first.text),
                new=side_of((other,), second.text),
                numbers=numbers,
                score=round(alike, 4),
            )


def _nearest(mine: frozenset[str], others: Sequence[frozenset[str]]) -> tuple[int, float]:
    """Give the most alike statement and how much of the shorter one both say."""
    found = [(_alike(mine, other), -j) for j, other in enumerate(others)]
    best, at = max(found, default=(0.0, 0))
    return -at, best


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= _LEAST else 0.0
