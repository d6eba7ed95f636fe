"""Whom the asker speaks of: a rule for people of another age is no evidence for this question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.grounding.facts import read
from assistant.grounding.quantities import Quantity
from assistant.grounding.whom import AGE


@dataclass(frozen=True, slots=True)
class People:
    """The people that a question speaks of; only single ages (52岁, a 47-year-old) count."""

    ages: tuple[Quantity, ...]

    def may_concern(self, published: str) -> bool:
        """Say whether published words may be about these people.

        They are not if all their age bands leave every asked age out; without a band they may concern all.
        """
        if not self.ages:
            return True
        bands = [age for age in _ages(published) if age.is_range or age.bound != "="]
        return not bands or any(age.within(band) for age in self.ages for band in bands)


def people_of(question: str) -> People:
    """Read whom a question speaks of."""
    return People(tuple(age for age in _ages(question) if not age.is_range and age.bound == "="))


def _ages(text: str) -> Iterator[Quantity]:
    for clause in read(text).clauses:
        for one in clause.measures:
            if one.what == AGE:
                yield one.quantity
