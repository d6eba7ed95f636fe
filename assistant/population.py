"""Whom the asker speaks of: a rule for people of another age is no evidence for this question."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.grounding.facts import read
from assistant.grounding.quantities import Quantity
from assistant.grounding.whom import AGE


def concerning(question: str) -> Callable[[str], bool]:
    """Give a test that says whether a published sentence may concern the people the question speaks of.

    Only ages decide: a question that names single ages (52岁, a 47-year-old) is not concerned by a sentence
    all of whose age bands leave every one of them out; one without an age band may concern anybody.
    """
    asked = [age for age in _ages(question) if not age.is_range and age.bound == "="]

    def may_concern(sentence: str) -> bool:
        if not asked:
            return True
        bands = [age for age in _ages(sentence) if age.is_range or age.bound != "="]
        return not bands or any(age.within(band) for age in asked for band in bands)

    return may_concern


def _ages(text: str) -> Iterator[Quantity]:
    for clause in read(text).clauses:
        for one in clause.measures:
            if one.what == AGE:
                yield one.quantity
