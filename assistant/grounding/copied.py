"""A letter that turns a word: its opposite in its place, or a `not` in a clause that is else copied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.grounding.facts import Clause, Sentence
from assistant.grounding.fault import Fault
from assistant.grounding.lexicon import lexicon

# So much of a clause of at least so many letters stands in one clause of the evidence, in order.
_COPIED, _LONG = 0.8, 8
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHANGING = frozenset("加减增")
# Of these the values themselves are compared.
_GRADED = frozenset({"severity"})
_NOT = frozenset("不未非")


def opposed(claim: Sequence[Clause], sentence: Sentence, text: str) -> Iterator[Fault]:
    """Find a letter beside which the evidence has only its opposite: `高渗` where it says `等渗`."""
    opposites = lexicon().opposites
    for clause in claim:
        taken = {i for q in clause.quantities for i in range(q.start, q.end)}
        taken |= {i for t in clause.terms if t.group in _GRADED for i in range(t.start, t.end)}
        ends = {t.end - 1 for t in clause.terms if t.end - t.start > 1}
        for at in range(clause.start, clause.end - 1):
            pair = text[at : at + 2]
            told = at in taken or at + 1 in taken or at in ends or pair in sentence.text
            if told or pair[0] in _CHANGING or not _HAN.match(pair[1]):
                continue
            turned = [letter + pair[1] for letter in opposites.get(pair[0], "")]
            turned += [pair[0] + letter for letter in opposites.get(pair[1], "") if _HAN.match(pair[0])]
            if any(other in sentence.text and other not in text for other in turned):
                yield Fault("negation", "the evidence has the opposite in this place", (at, at + 2))
                return


def copied(claim: Sequence[Clause], sentence: Sentence, texts: tuple[str, str]) -> Iterator[Fault]:
    """Find a `not` more or less in a clause that is else copied letter by letter."""
    for mine in claim:
        text = texts[0][mine.start : mine.end]
        if len(_HAN.findall(text)) < _LONG:
            continue
        near = max(sentence.clauses, key=lambda held: len(mine.keys & held.keys))
        other = texts[1][near.start : near.end]
        matcher = SequenceMatcher(None, text, other, autojunk=False)
        if sum(block.size for block in matcher.get_matching_blocks()) < _COPIED * len(text):
            continue
        for step, first, last, begin, end in matcher.get_opcodes():
            if step in {"insert", "delete"} and (text[first:last] or other[begin:end]) in _NOT and first:
                span = mine.start + first, mine.start + max(last, first + 1)
                yield Fault("negation", "one side denies what the other states", span)
                return
