"""Amounts on both sides of a dispute: is it one value, and is it for the same people?"""

from __future__ import annotations

import math
import re

from assistant.grounding.facts import Clause, read
from assistant.grounding.quantity import Quantity

_ONLY = re.compile(r"才|仅|只有|只限|\bonly\b", re.IGNORECASE)
_LASTING = {("days",), ("every", "days")}
_HOURS = re.compile(r"小时|\bh(?:ou)?rs?\b|\d\s?h\b", re.IGNORECASE)
_SIDES = {"<": "low", "<=": "low", ">": "high", ">=": "high"}


def only_quantity(words: str) -> Quantity | None:
    """Give the one quantity that these words are, None when they are more, less or something else."""
    facts = read(words)
    held = [quantity for clause in facts.clauses for quantity in clause.quantities]
    rest = [atom for clause in facts.clauses for atom in clause.atoms if ":" not in atom.key]
    return held[0] if len(held) == 1 and not rest else None


def states(claim: str, words: str) -> bool:
    """Say whether a claim states the amount that these words are, or has the very words."""
    value = only_quantity(words)
    if value is None:
        return words.strip().lower() in claim.lower()
    return any(value.compare(one) == "same" for clause in read(claim).clauses for one in clause.quantities)


def same_people(claim: str, evidence: str, mine: str, theirs: str) -> bool:
    """Say whether exchanging two values changes what is said, not merely of whom it is said.

    A value that describes people (an age band, a blood pressure at which to start) must overlap the
    evidence's band and reach beyond it: a part of a band contradicts nothing unless the claim says "only".
    """
    told, held = _band(claim, mine), _band(evidence, theirs)
    if told is None or held is None:
        return told is None and held is None
    (low, high), (least, most) = told, held
    apart = high < least or low > most
    inside = least <= low and high <= most
    return not apart and (not inside or bool(_ONLY.search(claim)))


def recounted(claim: str, evidence: str) -> tuple[str, str] | None:
    """Find a span of time that both state alike, but one in days and the other in hours.

    A day is a difference of dates, 24 hours one of clocks: an edition that changes one into the other
    means it.
    """
    told, held = _spans(claim), _spans(evidence)
    for mine, words in told:
        if any(mine.printed == other.printed for other, _ in held):
            continue
        for other, theirs in held:
            if mine.compare(other) == "same" and _in_hours(words) != _in_hours(theirs):
                return words, theirs
    return None


def _spans(text: str) -> list[tuple[Quantity, str]]:
    facts = read(text)
    found = [one for clause in facts.clauses for one in clause.quantities if one.dimension in _LASTING]
    places = [facts.folded.source(one.start, one.end) for one in found]
    return [(one, text[start:end]) for one, (start, end) in zip(found, places, strict=True)]


def _in_hours(words: str) -> bool:
    return _HOURS.search(words) is not None


def _band(text: str, words: str) -> tuple[float, float] | None:
    """Give the ends of the band of people that these words of a text are, None if they are no such band."""
    value = only_quantity(words)
    if value is None:
        return None
    for clause in read(text).clauses:
        for quantity in _people(clause):
            if quantity.dimension == value.dimension and quantity.values == value.values:
                return _ends(quantity)
    return None


def _people(clause: Clause) -> tuple[Quantity, ...]:
    return tuple({m.quantity for m in clause.measures} | set(clause.conditions))


def _ends(quantity: Quantity) -> tuple[float, float]:
    if quantity.is_range:
        return quantity.values[0], quantity.values[1]
    first = quantity.values[0]
    match _SIDES.get(quantity.bound):
        case "low":
            return -math.inf, first
        case "high":
            return first, math.inf
        case _:
            return first, first
