"""Where statements of two guidelines disagree: other numbers, or one denies what the other advises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.changes.amount import NAMING, Amount, amounts
from assistant.changes.change import NumberChange
from assistant.changes.drugs import drugs
from assistant.changes.numbers import comparable, near, same, told
from assistant.changes.words import said
from assistant.grounding.facts import read
from assistant.grounding.quantities import Quantity
from guidelines.grades import without_grades

_NEAR = 0.1
# A blood pressure without a word on where it is measured is the one of the office.
_UNSAID = {"where": "office"}
_ONE_SIDE = (frozenset({">=", ">"}), frozenset({"<=", "<"}))
_SCOPES, _ORDER = ("where", "pressure", "specimen"), "order"
_CLAUSE = re.compile(r"[，。；;\n]|,\s|\.\s")
_AGAINST = re.compile(
    r"不(?:再)?(?:推荐|建议|宜|应|主张|常规|可|能|得)|禁[用止]|禁忌(?![证症])|忌用|避免|慎用"
    r"|\b(?:not (?:be )?(?:routinely )?(?:recommended|advised|used|given|offered)|should not|do not"
    r"|avoid(?:ed)?"
    r"|(?:recommend|suggest|advise)(?:s|ed)? (?:against|not)|contraindicated)\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"推荐|建议|首选|应(?:当|该)?|宜|可(?:以|酌情|考虑)?|使用|给予"
    r"|\b(?:recommend(?:s|ed)?|suggest(?:s|ed)?|advise[sd]?|should|may|can|use[sd]?|given|offer(?:ed|s)?|first.line)\b",
    re.IGNORECASE,
)


def disagree(one: str, other: str, *, near_enough: float = _NEAR) -> bool:
    """Say whether two statements give other numbers for one matter, or advise and deny one treatment."""
    return bool(differing(one, other, near_enough=near_enough)) or opposed(one, other)


def differing(one: str, other: str, *, near_enough: float = _NEAR) -> tuple[NumberChange, ...]:
    """Give the numbers of one matter that differ; a number that the other side states, too, agrees.

    Two numbers are of one matter where they are measured alike and the words around them are near enough.
    """
    apart = any(_scope(one, axis) != _scope(other, axis) for axis in _SCOPES)
    order, other_order = _scope(one, _ORDER), _scope(other, _ORDER)
    if apart or (order != other_order and "" not in order | other_order):
        return ()
    return tuple(_differing(one, other, near_enough))


def opposed(one: str, other: str) -> bool:
    """Say whether one statement advises a treatment that the other advises against."""
    (pro, contra), (other_pro, other_contra) = _advice(one), _advice(other)
    return bool((pro - contra) & other_contra or (other_pro - other_contra) & contra)


def for_same_people(one: str, other: str) -> bool:
    """Say whether two statements may be about the same people: no group and no age rules the other out."""
    mine, others = _people(one), _people(other)
    for axis in mine.keys() & others.keys():
        apart = mine[axis] != others[axis] if axis in NAMING else mine[axis].isdisjoint(others[axis])
        if apart:
            return False
    ages, other_ages = _ages(one), _ages(other)
    if not ages or not other_ages:
        return True
    return any(_meet(a.quantity, b.quantity) for a in ages for b in other_ages)


def _meet(one: Quantity, other: Quantity) -> bool:
    """Say whether some age lies in both, two limits on one side do; ranges only if they are one."""
    if one.dimension != other.dimension:
        return False
    one_side = any({one.bound, other.bound} <= side for side in _ONE_SIDE)
    return one_side or one.compare(other) == "same" or one.within(other) or other.within(one)


def _people(text: str) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for axis, value in said(text).people:
        held.setdefault(axis, set()).add(value)
    return held


def _scope(text: str, axis: str) -> frozenset[str]:
    """Give where, of what or when a number is measured."""
    stated = [clause.values.get(axis, frozenset()) for clause in read(text).clauses]
    return frozenset[str]().union(*stated) or frozenset({_UNSAID.get(axis, "")})


def _ages(text: str) -> list[Amount]:
    described = {m.quantity for clause in read(text).clauses for m in clause.measures if m.what == "age"}
    return [one for one in amounts((text,), ()) if any(one.quantity == age for age in described)]


def _advice(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Give the treatments that a text advises, and those that it advises against."""
    pro: set[str] = set()
    contra: set[str] = set()
    for clause in _CLAUSE.split(text):
        if _AGAINST.search(clause):
            contra |= drugs(clause)
        elif _FOR.search(clause):
            pro |= drugs(clause)
    return frozenset(pro), frozenset(contra)


def _agree(a: Amount, b: Amount) -> bool:
    """Say whether two numbers are one, also where only one of them says that it is a bound."""
    one, other = a.quantity, b.quantity
    bare = "=" in {one.bound, other.bound} and one.dimension == other.dimension
    return same(a, b) or (bare and one.printed == other.printed)


def _differing(one: str, other: str, near_enough: float) -> Iterator[NumberChange]:
    first = [a for a in amounts((without_grades(one),), ()) if a.telling]
    second = [b for b in amounts((without_grades(other),), ()) if b.telling]
    rest = [a for a in first if not any(_agree(a, b) for b in second)]
    for b in second:
        if any(_agree(a, b) for a in first):
            continue
        rivals = [a for a in rest if comparable(a.quantity, b.quantity) and near(a, b) >= near_enough]
        if rivals:
            best = max(rivals, key=lambda a: near(a, b))
            rest.remove(best)
            yield told(best, b)
