"""Shows of a sentence with items for several groups only what is for the people asked about.

Problem: asked for a child's dose, a reader who is shown "adults 300 mg …; children 10 mg/kg" may take the
wrong number. Rejected: dropping such sentences, or letting a model shorten them. Chosen: items that name
another group of the same kind (age, weight, a measured value) are left out and the gap is marked; the
citation keeps the whole sentence. Cost: where it is open to whom an item belongs, the sentence stays whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from assistant.grounding.facts import Clause, Facts, Sentence, read
from assistant.grounding.quantity import Quantity
from assistant.grounding.whom import Measure
from assistant.readings import is_band, outside, pressure_told
from assistant.sufficiency.asked import ages_in, asked_of
from guidelines.text import fold
from retrieval.spoken import in_digits

_Whose: TypeAlias = Literal["asked", "other", "open"]

_ADULTS = re.compile(r"成人|成年|adult")
_ITEM = re.compile(r"[；;。]\s*$")
_END = re.compile(r"[。.！!]?\s*$")
_SEPARATORS = " ，,；;、：:"
_GAP = {False: "……", True: " … "}
# What warns, forbids or narrows to another case is never left out as if it belonged to the item before it.
_CAUTIONS = frozenset({"duty", "negation", "pregnancy", "host", "severity", "organ", "dialysis", "disease"})
_BELOW, _ABOVE = frozenset({"<", "<=", "up"}), frozenset({">", ">=", "reach"})
_OPEN = frozenset({"<", ">"})


@dataclass(frozen=True, slots=True)
class _People:
    """Whom a question or an item is about: minors or adults, and measured values."""

    ages: frozenset[str]
    measures: tuple[Measure, ...]

    def __bool__(self) -> bool:
        return bool(self.ages or self.measures)

    def others_than(self, asked: _People) -> bool:
        """Say whether nobody asked about is among these people."""
        if self.ages and asked.ages and not self.ages & asked.ages:
            return True
        return any(
            mine.what == theirs.what and _apart(mine.quantity, theirs.quantity)
            for mine in self.measures
            for theirs in asked.measures
        )

    def comparable(self, asked: _People) -> bool:
        """Say whether these people are told by something that was asked about, too."""
        kinds = {one.what for one in asked.measures}
        return bool(self.ages and asked.ages) or any(one.what in kinds for one in self.measures)


@lru_cache(maxsize=1024)
def for_those_asked(question: str, text: str) -> str:
    """Leave out the items of a text that are for others than those the question names; mark each gap.

    The text stays as it is where the question names nobody, or it is open whom an item is for.
    """
    asked = _asked(question)
    if not asked:
        return text
    facts = read(text)
    parts = [_sentence(facts, sentence, asked) for sentence in facts.sentences]
    left_out = [clause for part in parts if part for clause in part]
    return _without(text, facts, left_out) if left_out else text


@lru_cache(maxsize=4096)
def only_for_others(question: str, text: str) -> bool:
    """Say whether all that a text names of such people as the question does is somebody else."""
    asked = _asked(question)
    if not asked:
        return False
    facts = read(text)
    named = [people for clause in facts.clauses if (people := _own(facts, clause)).comparable(asked)]
    return bool(named) and all(people.others_than(asked) for people in named)


@lru_cache(maxsize=512)
def _asked(question: str) -> _People:
    written = in_digits(fold(question))
    facts = read(written)
    named = [_own(facts, clause) for clause in facts.clauses]
    ages = asked_of(question).ages.union(*(one.ages for one in named))
    told = pressure_told(written)
    measures = [measure for one in named for measure in one.measures] + ([told] if told else [])
    return _People(ages, tuple(measures))


def _own(facts: Facts, clause: Clause) -> _People:
    """Name the people that an item names itself, not those it carries on."""
    text = facts.folded.text[clause.start : clause.end]
    ages = ages_in(text) | (frozenset({"adult"}) if _ADULTS.search(text) else frozenset())
    measures = (one for one in clause.measures if clause.start <= one.quantity.start < clause.end)
    return _People(ages, tuple(measures))


def _sentence(facts: Facts, sentence: Sentence, asked: _People) -> list[Clause]:
    """Give the clauses of one sentence that are for others; none where that is not plain of each."""
    whose: _Whose = "open"
    found: list[tuple[Clause, _Whose]] = []
    for clause in sentence.clauses:
        own = _own(facts, clause)
        if own:
            whose = "other" if own.others_than(asked) else "asked" if own.comparable(asked) else "open"
        elif whose == "other" and not _goes_on(facts, clause):
            return []
        found.append((clause, whose))
    others = [clause for clause, of in found if of == "other"]
    told = {of for clause, of in found if _states(clause)}
    return others if {"asked", "other"} <= told else []


def _goes_on(facts: Facts, clause: Clause) -> bool:
    """Say whether a clause that names nobody plainly goes on about those named before it."""
    new_item = _ITEM.search(facts.folded.text, 0, clause.start)
    return not new_item and _CAUTIONS.isdisjoint(term.group for term in clause.terms)


def _states(clause: Clause) -> bool:
    described = {one.quantity for one in clause.measures} | set(clause.conditions)
    return any(quantity not in described for quantity in clause.quantities)


def _without(text: str, facts: Facts, left_out: Sequence[Clause]) -> str:
    """Cut clauses out of the text as given, each with the separators around it, and mark each gap once."""
    gap = _GAP[facts.latin]
    kept, at = "", 0
    for clause in left_out:
        start, end = facts.folded.source(clause.start, clause.end)
        between = text[at:start].rstrip(_SEPARATORS) if at == 0 else text[at:start].strip(_SEPARATORS)
        kept += between + gap if between or not kept else ""
        at = end
    rest = text[at:].lstrip(_SEPARATORS)
    return (kept.rstrip() + rest if _END.fullmatch(rest) else kept + rest).strip()


def _apart(one: Quantity, other: Quantity) -> bool:
    """Say whether no value lies in both; two ranges that only meet at an end are neighbours."""
    if is_band(one) and len(other.values) <= 2 and other.dimension == one.dimension:
        return outside(other, one)
    if one.dimension != other.dimension or len(one.printed) > 2 or len(other.printed) > 2:
        return False
    (low, high), (least, most) = _ends(one), _ends(other)
    touching = bool({one.bound, other.bound} & _OPEN) or (low < high and least < most)
    return high < least or most < low or (touching and (high == least or most == low))


def _ends(quantity: Quantity) -> tuple[float, float]:
    first, last = quantity.values[0], quantity.values[-1]
    if quantity.is_range:
        return first, last
    if quantity.bound in _BELOW:
        return -math.inf, first
    return (first, math.inf) if quantity.bound in _ABOVE else (first, first)
